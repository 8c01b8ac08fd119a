"""Who reads under which marking and why, and what a change would turn: decided once per distinct marking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from comity.foundation.labels.queries import Marking, markings_with, policies
from comity.foundation.labels.rules.admission import admission
from comity.foundation.labels.rules.label import Label, Reader
from comity.foundation.labels.rules.policy import Community, Member, Policies, Policy
from comity.foundation.labels.rules.reading import Ground, reads
from comity.foundation.words.rules.said import say

from .pieces import Piece, Whole, markings_read, under

SHOWN = 20  # things of a kind that a preview names; the others are counted


@dataclass(frozen=True, slots=True)
class Why:
    """Seen or withheld, and every ground of it."""

    name: str
    reader: Reader
    allowed: bool
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Under:
    """What stands under one marking, with the decision of each who was asked about."""

    marking: Marking
    pieces: tuple[Piece, ...]
    whys: tuple[Why, ...]

    @property
    def seen(self) -> list[Why]:
        return [why for why in self.whys if why.allowed]

    @property
    def withheld(self) -> list[Why]:
        return [why for why in self.whys if not why.allowed]


def explained(whole: Whole, people: Iterable[tuple[str, Reader]], at: datetime) -> list[Under]:
    """For each distinct marking of the thing: who of these people reads under it, and why or why not."""
    by_marking: dict[int, list[Piece]] = {}
    for piece in whole.pieces:
        by_marking.setdefault(piece.marking.pk, []).append(piece)
    asked = list(people)
    return [
        Under(pieces[0].marking, tuple(pieces), decisions(pieces[0].marking.label, asked, at))
        for pieces in by_marking.values()
    ]


def decisions(label: Label, people: Iterable[tuple[str, Reader]], at: datetime) -> tuple[Why, ...]:
    """Each distinct reader is asked once, however many people read alike."""
    known: dict[Reader, tuple[bool, tuple[Ground, ...]]] = {}
    found = []
    for name, reader in people:
        if reader not in known:
            reading = reads(label, reader, policies(), at)
            known[reader] = (reading.allowed, reading.grounds)
        found.append(Why(name, reader, *known[reader]))
    return tuple(found)


# -- before a change


@dataclass(frozen=True, slots=True)
class Turned:
    """What one person would see that they do not see now, or the other way round, under one marking, and why."""

    person: str
    gains: bool
    marking: Marking
    because: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """Everything that would be another: by person and marking, and the things under those markings, kind by kind."""

    turned: tuple[Turned, ...]
    things: tuple[tuple[str, int, tuple[Piece, ...]], ...]

    @property
    def count(self) -> int:
        return sum(count for _, count, _ in self.things)


def with_clearance(reader: Reader, clearances: Mapping[str, str], groups: Iterable[str]) -> Reader:
    """The same person with these clearances and groups beside what they have."""
    held = frozenset({**dict(reader.clearances), **clearances}.items())
    return replace(reader, clearances=held, groups=reader.groups | frozenset(groups))


def with_member(found: Policies, community: str, nation: str) -> Policies:
    """The policies with this nation a member of every community of that name."""
    member = Member(nation)
    return {name: replace(policy, communities=_joined(policy, community, member)) for name, policy in found.items()}


def _joined(policy: Policy, community: str, member: Member) -> tuple[Community, ...]:
    return tuple(
        replace(one, members=(*one.members, member)) if one.name == community else one for one in policy.communities
    )


def foretold(
    people: Iterable[tuple[str, Reader, Reader]], asker: Reader, at: datetime, after: Policies | None = None
) -> Foretold:
    """What these people would gain or lose of what the asker sees: each with how they read now and afterwards.

    Only markings under which the asker sees something are decided, each once for each person.
    """
    now, later = policies(), after or policies()
    markings = markings_with(markings_read(asker))
    turned = []
    for name, before, then in people:
        old, new = admission(before, now, at).admits, admission(then, later, at).admits
        for marking in markings:
            was, would = old(marking.label), new(marking.label)
            if was != would:
                reading = reads(marking.label, before if would else then, now if would else later, at)
                turned.append(Turned(name, would, marking, _because(reading.grounds)))
    found = under({one.marking.pk for one in turned}, asker, SHOWN) if turned else ()
    return Foretold(tuple(turned), tuple((what, count, tuple(pieces)) for what, count, pieces in found))


def remarked(
    marked: Label, would: Label, people: Iterable[tuple[str, Reader]], at: datetime
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who gains and who loses sight of a thing when this label becomes that one, each with the ground that turns it."""
    asked = list(people)
    gains, loses = [], []
    for old, new in zip(decisions(marked, asked, at), decisions(would, asked, at), strict=True):
        if new.allowed and not old.allowed:
            gains.append((old.name, _because(old.grounds)))
        elif old.allowed and not new.allowed:
            loses.append((old.name, _because(new.grounds)))
    return gains, loses


def _because(grounds: Iterable[Ground]) -> str:
    """What stands in the way, on the side of the change on which it does."""
    return "; ".join(str(ground.words) for ground in grounds if not ground.admits)


RULES = {
    "policy": say("a policy that this house does not know"),
    "clearance": say("clearance"),
    "equivalence": say("an equivalent clearance"),
    "required": say("something that its policy asks a label to say"),
    "tag": say("a limit of its policy"),
    "nationality": say("nationality"),
    "group": say("need to know"),
    "briefing": say("a briefing"),
    "caveat": say("the originator's caveat"),
}
