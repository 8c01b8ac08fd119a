"""A dossier moves to another version of its framework: which answers the new route would have accepted.

INVARIANT: no answer survives that the new route would not have accepted: the same post, of the same character and
institution, asked for the same under the same instrument, about the same text and the same fields, after the same
others (tests/test_migrating.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import FrameworkFile, PostEntry

from .life import OPEN, Asked
from .needs import needed
from .opinion import OpinionKind
from .route import Step


class Fate(StrEnum):
    """What becomes of one post's part."""

    KEPT = "kept"
    STILL_ASKED = "still asked"
    ASKED_ANEW = "asked anew"
    NEW = "new"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        return _FATE_WORDS[self]


_FATE_WORDS = {
    Fate.KEPT: say("Its answer stands"),
    Fate.STILL_ASKED: say("Still asked"),
    Fate.ASKED_ANEW: say("Asked anew"),
    Fate.NEW: say("Asked for the first time"),
    Fate.DROPPED: say("No longer asked"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A step as one version of a framework lays it down: the step, its post as that version describes it, the days its
    calendar counts, and the keys of the steps that come before it."""

    step: Step
    post: PostEntry | None
    calendar: object
    before: frozenset[str]
    stage: int


def seats(stages: Sequence[Sequence[Step]], file: FrameworkFile) -> dict[str, Seat]:
    """The steps that apply, by key, each with what it rests on."""
    posts = {post.key: post for post in file.posts}
    found: dict[str, Seat] = {}
    before: frozenset[str] = frozenset()
    for n, stage in enumerate(stages):
        for step in stage:
            calendar = file.calendars.get(step.clock.calendar)
            found[step.key] = Seat(step, posts.get(step.post), calendar, before, n)
        before |= {step.key for step in stage}
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands of a step on the dossier: who was asked, how that stands, what was answered for which text."""

    post: str
    state: Asked
    kind: OpinionKind | None = None
    digest: str = ""


def fate(old: Seat | None, new: Seat | None, answer: Answer | None, *, digest: str) -> tuple[Fate, str]:  # noqa: PLR0911  a list of cases
    """What becomes of one step, and why. `digest` is that of the text now before the deciders."""
    if new is None:
        return Fate.DROPPED, say("the new route does not ask it")
    if answer is None:
        return Fate.NEW, say("it was not asked yet")
    if old is None:
        return Fate.ASKED_ANEW, say("the old route did not ask it")
    if (why := _otherwise(old, new, answer)) is not None:
        return Fate.ASKED_ANEW, why
    same_clock = _same_clock(old, new)
    if answer.state in OPEN:
        if same_clock:
            return Fate.STILL_ASKED, say("it is asked for the same, until the same day")
        return Fate.ASKED_ANEW, say("its clock is another")
    if answer.state == Asked.LAPSED or answer.kind == OpinionKind.SILENCE:
        # What time did, it did under the old clock; only the very same clock would have done it too.
        return (
            (Fate.KEPT, say("the same clock ran out")) if same_clock else (Fate.ASKED_ANEW, say("its clock is another"))
        )
    if answer.digest != digest:
        return Fate.ASKED_ANEW, say("it answered to an earlier text")
    return Fate.KEPT, say("the new route asks the same of it, about the same text")


def stands_on(old: Seat | None, new: Seat | None, answer: Answer) -> bool:
    """Whether what stands under one route stands under another, whatever the text: the same question and clock."""
    return fate(old, new, answer, digest=answer.digest)[0] in (Fate.KEPT, Fate.STILL_ASKED)


def _otherwise(old: Seat, new: Seat, answer: Answer) -> str | None:  # noqa: PLR0911  a list of cases
    """Why the new route would not have accepted what the old one asked for; None when it would."""
    was, now = old.step, new.step
    if now.post != answer.post:
        return say("the new route asks another post")
    if was.needs != now.needs:
        return say("it is now asked for {needs}", needs=needed(now.needs))
    if (was.instrument, was.article) != (now.instrument, now.article):
        return say("it is now asked under another instrument or article")
    if set(was.concerns) != set(now.concerns):
        return say("it now answers for other fields")
    if was.released_to_addressee != now.released_to_addressee:
        return say("what it is shown is marked otherwise")
    if old.post is None or new.post is None or _office(old.post) != _office(new.post):
        return say("the post itself is another: its character or its institution changed")
    if later := sorted(new.before - old.before):
        return say("the new route asks it only after: {steps}", steps=", ".join(later))
    return None


def _office(post: PostEntry) -> tuple[str, str]:
    return post.character, post.institution


def _same_clock(old: Seat, new: Seat) -> bool:
    was, now = old.step, new.step
    return (was.clock, was.information, was.on_lapse, old.calendar) == (
        now.clock,
        now.information,
        now.on_lapse,
        new.calendar,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the preview: a step, its post by title, what becomes of it and why."""

    step: str
    post: str
    fate: Fate
    why: str


def ladder_holds(old: Sequence[str], new: Sequence[str], post: str, *, consensus: tuple[bool, bool]) -> bool:
    """Whether a ruling on an objection still counts: the same ladder, the ruling body on it, consensus as before."""
    return list(old) == list(new) and post in new and consensus[0] == consensus[1]


def by_fate(lines: Sequence[Line]) -> Mapping[Fate, list[Line]]:
    found: dict[Fate, list[Line]] = {}
    for line in lines:
        found.setdefault(line.fate, []).append(line)
    return found
