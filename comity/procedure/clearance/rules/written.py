"""What the procedure itself writes down in words, and how a page reads it again in the language of its reader.

An act stores plain English, so that the record never depends on who acted. Each sentence is made here once; `read`
knows the text again by the same templates.
"""

from collections.abc import Sequence
from datetime import date

from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import Said, day, known, say, series

# -- how a consultation that nobody answered in time ended ---------------------------------------------------


def passed_over() -> Said:
    return say("the chance to comment was given and passed")


def escalated_to(post: str) -> Said:
    return say("it is escalated to {post}", post=post)


def silent_under(instrument: str) -> Said:
    return say("silence counts as concurrence under {instrument}", instrument=instrument)


def reminded(due: date | str) -> Said:
    return say("nobody is above this post, and it is reminded; due again by {day}", day=day(due))


# -- why a post is asked in another's place ------------------------------------------------------------------


def asked_instead(post: str, why: str) -> Said:
    return say("{post} did not answer in time. {why}", post=post, why=why)


def asked_for_vacant(post: str, why: str) -> Said:
    return say("{post} is vacant. {why}", post=post, why=why)


def asked_to_rule(post: str, basis: str, reason: str) -> Said:
    return say("{post} does not concur: {basis} {reason}", post=post, basis=basis, reason=reason)


# -- why a route was chosen ----------------------------------------------------------------------------------


def of_class(name: str, why: str) -> Said:
    return say("it is “{name}”: {why}", name=name, why=why)


# -- where a dossier went ------------------------------------------------------------------------------------


def stage_named(title: str) -> Said:
    return say("the stage “{title}”", title=title)


def consolidation_by(post: str) -> Said:
    return say("consolidation by {post}", post=post)


def answered_anew(post: str) -> Said:
    return say("{post} answered anew after it was consolidated.", post=post)


# -- what was late, and who was told -------------------------------------------------------------------------


def not_consolidated(post: str, reference: str, due: date | str) -> Said:
    return say("{post} has not consolidated {reference}, due {day}.", post=post, reference=reference, day=day(due))


def not_signed(post: str, reference: str, due: date | str) -> Said:
    return say("{post} has not signed {reference}, due {day}.", post=post, reference=reference, day=day(due))


def nobody_above() -> Said:
    return say("nobody is above it, so every reader of the dossier")


# -- how a hold or a question ended of itself ----------------------------------------------------------------


def hold_ran_out() -> Said:
    return say("It reached its end.")


def hold_overtaken() -> Said:
    return say("The subject was changed.")


def hold_left(post: str) -> Said:
    return say("{post} became vacant.", post=post)


def not_waited_for() -> Said:
    return say("(The opinion was given without waiting for it.)")


def review_owed(reference: str) -> Said:
    return say(
        "Review the urgent decision {reference}: was it urgent, what was spared, who was told when", reference=reference
    )


def no_reason() -> Said:
    return say("no reason given")


# -- through whom a signature was given ----------------------------------------------------------------------


def in_place() -> Said:
    return say("in place of the post whose clock lapsed")


_EVERY = (
    passed_over(),
    escalated_to(""),
    silent_under(""),
    reminded(""),
    of_class("", ""),
    stage_named(""),
    consolidation_by(""),
    answered_anew(""),
    not_consolidated("", "", ""),
    not_signed("", "", ""),
    nobody_above(),
    hold_ran_out(),
    hold_overtaken(),
    not_waited_for(),
    no_reason(),
    in_place(),
    asked_instead("", ""),
    asked_for_vacant("", ""),
    hold_left(""),
    asked_to_rule("", "", ""),
)


def read(text: str) -> str:
    """Words of the procedure in the language of whoever reads; words of a person as they are."""
    found = recalled(text, *_EVERY)
    if isinstance(found, Said) and "day" in found.values:
        found.values["day"] = day(found.values["day"])
    return found


# -- what an amendment changed, and why it was material ------------------------------------------------------


def not_given() -> Said:
    return say("not given")


def changed(label: str, before: str, after: str) -> Said:
    """One line of what an amendment changed; `label` is that of the particular."""
    return say(
        "{label}: {before} → {after}",
        label=known(label),
        before=before or not_given(),
        after=after or not_given(),
    )


def read_change(text: str) -> str:
    found = recalled(text, changed("", "", ""))
    if not isinstance(found, Said):
        return text
    given = {name: "" if value == not_given() else value for name, value in found.values.items()}
    return changed(**given)


def material_line(label: str, why: str) -> Said:
    return say("{label} {why}", label=known(label), why=why)


def another_route(why: str) -> Said:
    return say("another route applies: {why}", why=why)


def another_post() -> Said:
    return say("it must now be put to a post that was not asked before")


def read_material(text: str, whys: Sequence[Said]) -> str:
    """The reasons of an amendment, each recognised by how it ends; `whys` are all that `rules.material` gives."""
    if not text.endswith("."):
        return text
    parts = [_read_reason(part, whys) for part in text.removesuffix(".").split("; ")]
    return series([series(parts), "."], "")


def _read_reason(part: str, whys: Sequence[Said]) -> str:
    for why in whys:
        found = recalled(part, Said("{label} " + why.template, {"label": "", **why.values}))
        if isinstance(found, Said):
            values = {name: value for name, value in found.values.items() if name != "label"}
            return material_line(found.values["label"], Said(why.template, values))
    return recalled(part, another_post(), another_route(""))
