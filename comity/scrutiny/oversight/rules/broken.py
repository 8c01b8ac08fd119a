"""The sentences of broken promises: who did what, when, on which dossier, and what it breaks. Kept in English, told in
the reader's language as every finding is (`rules.found.read`)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from comity.foundation.words.rules.said import Said, day, say

from .course import Breach, Why


def words(breach: Breach, reference: str) -> Said:
    """One sentence for each way in which a promise is broken."""
    told = breach.told
    values = {
        "who": f"{told.person}, {told.post}" if told.post else told.person,
        "reference": reference,
        "at": _moment(told.at),
        "seq": told.seq,
        "what": ", ".join(breach.about[:-1]) if breach.why is Why.ANOTHER_ROUTE else ", ".join(breach.about),
        "other": breach.about[-1] if breach.about else "",
    }
    return _WORDS[breach.why](values)


_WORDS: Mapping[Why, Callable[[Mapping[str, object]], Said]] = {
    Why.AUTHOR_SPOKE: lambda v: say(
        "{who} spoke on {reference} on {at} (entry {seq}), and had written in it: nobody clears what they wrote.", **v
    ),
    Why.AUTHOR_SIGNED: lambda v: say(
        "{who} signed {reference} on {at} (entry {seq}), and had written in it: nobody clears what they wrote.", **v
    ),
    Why.AUTHOR_LENT: lambda v: say(
        "{who} acted on {reference} on {at} (entry {seq}) by {what}, lent by somebody who had written in it: nobody "
        "clears what they wrote, by any route.",
        **v,
    ),
    Why.SPEAKER_WROTE: lambda v: say(
        "{who} wrote in {reference} on {at} (entry {seq}), and had spoken on it or signed it: nobody clears what they "
        "wrote.",
        **v,
    ),
    Why.PARTY_MOVED: lambda v: say(
        "{who} moved {reference} to another version on {at} (entry {seq}), and had a part in it.", **v
    ),
    Why.TWO_VOICES: lambda v: say(
        "{who} spoke on {reference} on {at} (entry {seq}), and had spoken on it for another post: one person has one "
        "voice.",
        **v,
    ),
    Why.SIGNED_TWICE: lambda v: say(
        "{who} signed {reference} on {at} (entry {seq}), and had signed that text already: two keys are two people.",
        **v,
    ),
    Why.KEYS_MISSING: lambda v: say(
        "{reference} was granted on {at} (entry {seq}) by {who}, and its route needs signatures that nobody "
        "gave: {what}.",
        **v,
    ),
    Why.UNHEARD: lambda v: say(
        "{reference} was granted on {at} (entry {seq}) by {who}, and whoever must agree was never heard: {what}.", **v
    ),
    Why.OVERRULED: lambda v: say(
        "{reference} was granted on {at} (entry {seq}) by {who}, over an objection that no body above set "
        "aside: {what}.",
        **v,
    ),
    Why.NO_CIVILIAN: lambda v: say(
        "{reference} was granted on {at} (entry {seq}) by {who}, and nobody who signed it answers to civilians alone.",
        **v,
    ),
    Why.NOBODY_SIGNED: lambda v: say(
        "On {reference} something was decided on {at} (entry {seq}) by {who}, who is no person: silence never decides.",
        **v,
    ),
    Why.SILENCE_UNFOUNDED: lambda v: say(
        "Silence was counted as agreement on {reference} on {at} (entry {seq}) under “{what}”, which no step of its "
        "route and no promise of its framework names.",
        **v,
    ),
    Why.OUT_OF_TURN: lambda v: say(
        "{who} acted on {reference} on {at} (entry {seq}) out of turn: it was {what}, and the procedure knows no such "
        "step from there.",
        **v,
    ),
    Why.NOT_URGENT: lambda v: say(
        "{who} declared {reference} urgent on {at} (entry {seq}), and its route has no urgent path for this cause.", **v
    ),
    Why.SPARED_TOO_MUCH: lambda v: say(
        "{who} declared {reference} urgent on {at} (entry {seq}), and left out whom no urgency spares: {what}.", **v
    ),
    Why.HOURS_OVER: lambda v: say(
        "{reference} was granted under urgency on {at} (entry {seq}) by {who}, after its hours were over at "
        "{what} UTC.",
        **v,
    ),
    Why.PARTY_REVIEWED: lambda v: say(
        "{who} reviewed the urgent decision {reference} on {at} (entry {seq}), and had taken part in it.", **v
    ),
    Why.ANOTHER_ROUTE: lambda v: say(
        "{reference} was opened on {at} (entry {seq}) by {who} on the route “{what}”, and its facts choose “{other}”.",
        **v,
    ),
}


def appointed_wrongly(who: str, person: str, post: str, seq: int, at: datetime, *, why: str) -> Said:
    """An appointment that breaks the lines of authority."""
    values = {"who": who, "person": person, "post": post, "seq": seq, "at": _moment(at), "why": why}
    return say("{who} appointed {person} as {post} on {at} (entry {seq}): {why}.", **values)


def lent_too_far(who: str, loan: str, seq: int, at: datetime, *, post: str, why: str) -> Said:
    """A power that was lent beyond what the framework then in force let be lent."""
    values = {"who": who, "loan": loan, "post": post, "seq": seq, "at": _moment(at), "why": why}
    return say("{who} lent {loan} to {post} on {at} (entry {seq}): {why}.", **values)


def adopted_alone(who: str, title: str, version: str, seq: int, at: datetime) -> Said:
    return say(
        "{who} brought version {version} of “{title}” into force on {at} (entry {seq}), and proposed it or is not whom "
        "the version before names: two posts and two people adopt a framework.",
        who=who,
        version=version,
        title=title,
        seq=seq,
        at=_moment(at),
    )


def never_owed(reference: str, seq: int, at: datetime, *, post: str, cites: str) -> Said:
    return say(
        "{post} is to be told of {reference} under {cites}, and with what happened on {at} (entry {seq}) nothing was "
        "owed to it.",
        post=post,
        reference=reference,
        cites=cites,
        at=_moment(at),
        seq=seq,
    )


def owed_too_late(reference: str, seq: int, due: str, within: date, *, post: str, cites: str) -> Said:
    return say(
        "{post} is to be told of {reference} under {cites} by {within}, and entry {seq} lets it wait until {due}.",
        post=post,
        reference=reference,
        cites=cites,
        within=day(within),
        seq=seq,
        due=day(due),
    )


def not_told(owes: str, post: str, what: str, due: str, seq: int) -> Said:
    return say(
        "{owes} was to tell {post} by {due} and has not (entry {seq}): {what}",
        owes=owes,
        post=post,
        due=day(due),
        seq=seq,
        what=what,
    )


def told_late(owes: str, post: str, what: str, due: str, *, told: datetime, seq: int) -> Said:
    return say(
        "{owes} was to tell {post} by {due} and told it on {day} (entry {seq}): {what}",
        owes=owes,
        post=post,
        due=day(due),
        day=day(told),
        seq=seq,
        what=what,
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


_ANY: Mapping[str, object] = dict.fromkeys(("who", "reference", "at", "seq", "what", "other"), "")
_THEN = datetime(2026, 1, 1)  # noqa: DTZ001  only the templates matter here
EVERY = (
    *(make(_ANY) for make in _WORDS.values()),
    appointed_wrongly("", "", "", 0, _THEN, why=""),
    lent_too_far("", "", 0, _THEN, post="", why=""),
    adopted_alone("", "", "", 0, _THEN),
    never_owed("", 0, _THEN, post="", cites=""),
    owed_too_late("", 0, "2026-01-01", _THEN.date(), post="", cites=""),
    not_told("", "", "", "2026-01-01", 0),
    told_late("", "", "", "2026-01-01", told=_THEN, seq=0),
)
