"""The sentences of findings. An act stores plain English; `read` makes it sayable again in the reader's language."""

from datetime import datetime

from comity.foundation.record.rules import auditing
from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import Said, say

from . import broken as broken_promises


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


# -- the sequence ------------------------------------------------------------------------------------------


def missing(first: int, last: int) -> Said:
    if first == last:
        return say("Entry {first} is missing from the record.", first=first)
    return say("The entries {first} to {last} are missing from the record.", first=first, last=last)


def beyond(seq: int) -> Said:
    return say("Entry {seq} stands beyond the end of the record: the house did not write it.", seq=seq)


def shortened(before: int, now: int) -> Said:
    return say(
        "The record had {before} entries when it was last read, and has {now} now: it was shortened.",
        before=before,
        now=now,
    )


# -- the clock ---------------------------------------------------------------------------------------------


def ran_back(seq: int, at: datetime, earlier: int, before: datetime) -> Said:
    return say(
        "The clock ran back: entry {seq} says {at}, and entry {earlier}, which stands before it, says {before}.",
        seq=seq,
        at=_moment(at),
        earlier=earlier,
        before=_moment(before),
    )


# -- posts and powers --------------------------------------------------------------------------------------


def not_appointed(person: str, post: str, seq: int, at: datetime) -> Said:
    return say(
        "{person} acted as {post} on {at} (entry {seq}), and the record tells of no appointment to that post "
        "that ran then.",
        person=person,
        post=post,
        seq=seq,
        at=_moment(at),
    )


def not_listed(person: str, post: str, seq: int, at: datetime) -> Said:
    return say(
        "{person} acted as {post} on {at} (entry {seq}), and the list of appointments has none for it, though "
        "the record "
        "tells of one.",
        person=person,
        post=post,
        seq=seq,
        at=_moment(at),
    )


def no_mandate(person: str, post: str, does: str, seq: int, at: datetime) -> Said:
    return say(
        "{person}, {post}, acted on {at} (entry {seq}) and held no mandate then to {does}, neither itself nor "
        "by delegation.",
        person=person,
        post=post,
        does=does,
        seq=seq,
        at=_moment(at),
    )


def mandate_without(person: str, post: str, does: str, seq: int, at: datetime, *, instrument: str) -> Said:
    return say(
        "{person}, {post}, acted on {at} (entry {seq}) under {instrument}, and held no mandate then to {does}, neither "
        "itself nor by delegation.",
        person=person,
        post=post,
        does=does,
        instrument=instrument,
        seq=seq,
        at=_moment(at),
    )


def delegation_did_not_run(person: str, post: str, delegation: str, seq: int, at: datetime) -> Said:
    return say(
        "{person}, {post}, acted on {at} (entry {seq}) by delegation {delegation}, which did not run then for "
        "this post.",
        person=person,
        post=post,
        delegation=delegation,
        seq=seq,
        at=_moment(at),
    )


# -- texts -------------------------------------------------------------------------------------------------


def text_changed(reference: str, number: int, put: str, gives: str) -> Said:
    return say(
        "Text {number} of {reference} is not what was put: it was put as {put} and gives {gives} now.",
        reference=reference,
        number=number,
        put=put[:12],
        gives=gives[:12] or "–",
    )


def text_gone(reference: str, put: str, seq: int) -> Said:
    return say(
        "The text {put} of {reference}, put in entry {seq}, is not kept any more.",
        reference=reference,
        put=put[:12],
        seq=seq,
    )


def bound_another(who: str, reference: str, seq: int, bound: str, put: str) -> Said:
    return say(
        "{who} bound text {bound} of {reference} (entry {seq}), and {put} was the text before the deciders.",
        who=who,
        reference=reference,
        seq=seq,
        bound=bound[:12],
        put=put[:12] or "–",
    )


def over_a_hold(who: str, reference: str, seq: int, owner: str) -> Said:
    return say(
        "{who} decided {reference} (entry {seq}) while a hold of {owner} was running.",
        who=who,
        reference=reference,
        seq=seq,
        owner=owner,
    )


# -- the whole ---------------------------------------------------------------------------------------------


def opened(who: str, opening: str, pages: int, seq: int) -> Said:
    return say(
        "{who} had opened something above their clearance in an emergency ({opening}, {pages} pages, entry {seq}): "
        "review whether it could not wait, and what was read.",
        who=who,
        opening=opening,
        pages=pages,
        seq=seq,
    )


def broken(why: str) -> Said:
    return say("The record is broken: {why}", why=why)


def unguarded(names: str) -> Said:
    return say("The database does not guard the record any more: {names} missing.", names=names)


# -- witnesses ---------------------------------------------------------------------------------------------


def another_history(witness: str) -> Said:
    return say("The witness {witness} has seen another history of this record, and does not sign it.", witness=witness)


def silent(witness: str) -> Said:
    return say("The witness {witness} has not signed for a quarter of an hour or longer.", witness=witness)


def could_not_look(title: str, why: str) -> Said:
    return say("“{title}” could not be looked at ({why}); what it would have found is not known.", title=title, why=why)


def and_more(count: int) -> Said:
    return say("{count} more of the same kind were found in this look and are not told one by one.", count=count)


_THEN = datetime(2026, 1, 1)  # noqa: DTZ001  only the templates matter here
_EVERY = (
    missing(0, 0),
    missing(0, 1),
    beyond(0),
    shortened(0, 0),
    ran_back(0, _THEN, 0, _THEN),
    not_appointed("", "", 0, _THEN),
    not_listed("", "", 0, _THEN),
    mandate_without("", "", "", 0, _THEN, instrument=""),
    no_mandate("", "", "", 0, _THEN),
    delegation_did_not_run("", "", "", 0, _THEN),
    text_changed("", 0, "", ""),
    text_gone("", "", 0),
    bound_another("", "", 0, "", ""),
    over_a_hold("", "", 0, ""),
    opened("", "", 0, 0),
    another_history(""),
    silent(""),
    broken(""),
    unguarded(""),
    could_not_look("", ""),
    and_more(0),
)


def read(text: str) -> str:
    """What was found, in the language of whoever reads; what no template fits stays as it is."""
    return recalled(text, *_EVERY, *broken_promises.EVERY, *auditing.EVERY)
