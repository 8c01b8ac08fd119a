"""May a mandate be lent to a post, and how far? Decided from the entries of a framework file alone, so that what is
proved of a file is what the acts do: `delegate_mandate` asks this when it lends, `power` again whenever a loan is used.

Denied by default: what has no `lend` is never lent, and nothing that was lent is lent on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from comity.foundation.access.rules.verdict import Verdict, allow, deny, first_denial
from comity.foundation.words.rules.said import figure, say, say_many

from .framework import NEVER_LENT, LendEntry, MandateEntry, PostEntry, Receivers
from .powers import term_words


@dataclass(frozen=True, slots=True)
class Bounds:
    """For which classes (none named: for all) and up to which figures, each included."""

    classes: tuple[str, ...]
    ceiling: Mapping[str, Decimal]


def may_be_lent_to(mandate: MandateEntry, to_post: PostEntry) -> Verdict:
    """Whether this post may receive the mandate at all, however little of it."""
    if set(NEVER_LENT) & set(mandate.may):
        return deny(say("the power to appoint, to adopt a framework or to confirm an erasure is never lent"))
    if mandate.lend is None:
        return deny(say("the framework lets nobody lend this power"))
    if to_post.key == mandate.post:
        return deny(say("a post does not lend to itself"))
    if not _named(mandate.lend, to_post):
        return deny(say("the framework does not let this power be lent to {post}", post=to_post.title))
    return allow(say("the framework lets this power be lent to {post}", post=to_post.title))


def may_be_lent(
    mandate: MandateEntry, to_post: PostEntry, *, classes: Sequence[str], ceiling: Mapping[str, Decimal], days: int
) -> Verdict:
    """Whether exactly this may be lent: to this post, for these classes (none named: all), up to this ceiling, for so
    many days. Never more than the mandate holds, nor than its `lend` allows."""
    to = may_be_lent_to(mandate, to_post)
    if not to or mandate.lend is None:
        return to
    most = widest(mandate)
    return first_denial(_classes(most, classes), _ceiling(most, ceiling), _days(mandate.lend.days, days), to)


def widest(mandate: MandateEntry) -> Bounds:
    """The most that can be lent of a mandate: the narrower of what it holds and of what may be lent of it."""
    lend = mandate.lend
    if lend is None:
        return Bounds(mandate.classes, mandate.ceiling)
    return Bounds(lend.classes or mandate.classes, _lower(mandate.ceiling, lend.ceiling))


def bounded(mandate: MandateEntry, *, classes: Sequence[str], ceiling: Mapping[str, Decimal]) -> Bounds:
    """What somebody asks to lend, with what they leave out taken from what may be lent."""
    most = widest(mandate)
    return Bounds(tuple(classes) or most.classes, {**most.ceiling, **ceiling})


def may_be_covered_by(post: PostEntry, by: PostEntry) -> Verdict:
    """Whether an absence from a post may be covered by another; each power is then lent under its own rules."""
    if by.key == post.key:
        return deny(say("a post does not cover itself"))
    if post.cover and by.key not in post.cover:
        return deny(say("the framework does not let {other} cover {post}", other=by.title, post=post.title))
    return allow(say("{other} may cover {post}", other=by.title, post=post.title))


def loan_number(under: str) -> int:
    """The number of the loan in what an act was done under (`D-4 → Act, art. 1`); 0 where nothing was lent."""
    first = under.partition(" → ")[0].removeprefix("D-")
    return int(first) if under.startswith("D-") and first.isdigit() else 0


def lent_under(verdict: Verdict) -> str:
    """What events keep of the source of a verdict: what was lent. One's own mandate goes unsaid."""
    return verdict.source if loan_number(verdict.source) else ""


def _named(lend: LendEntry, post: PostEntry) -> bool:
    to = lend.to
    if not isinstance(to, Receivers):
        return post.key in to
    if not to.character and not to.institution:
        return False
    return (not to.character or post.character in to.character) and (
        not to.institution or post.institution in to.institution
    )


def _classes(most: Bounds, classes: Sequence[str]) -> Verdict:
    beyond = [key for key in classes if most.classes and key not in most.classes]
    if beyond or (most.classes and not classes):
        return deny(say("it may be lent for {classes} only", classes=", ".join(most.classes)))
    return allow(say("within its classes"))


def _ceiling(most: Bounds, ceiling: Mapping[str, Decimal]) -> Verdict:
    for term, limit in most.ceiling.items():
        if term not in ceiling or ceiling[term] > limit:
            return deny(say("it may be lent up to {term} {limit} only", term=term_words(term), limit=figure(limit)))
    return allow(say("within its ceiling"))


def _days(most: int, days: int) -> Verdict:
    if days > most:
        return deny(say_many("it may be lent for {count} day only", "it may be lent for {count} days at most", most))
    return allow(say("within its time"))


def _lower(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {term: min(limits[term] for limits in (one, other) if term in limits) for term in {**one, **other}}
