"""One dossier as its entries tell it, and which of them breaks what its framework promises. Pure: entries in, breaches
out, in the order of the record.

Nothing is decided here twice: whether somebody might speak, sign, consolidate, write or move is asked of
`clearance.rules.independence`, what may follow what of `clearance.rules.life`, whether a post answers to civilians of
`assurance.rules.lines`, whether silence may count of `assurance.rules.silence`: the rules that run, and that are
proved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from comity.foundation.access.rules.verdict import Verdict
from comity.mandate.institutions.rules.promises import Property
from comity.procedure.assurance.rules.lines import Lines
from comity.procedure.assurance.rules.silence import silence_is_founded
from comity.procedure.clearance.rules import independence
from comity.procedure.clearance.rules.consensus import bars
from comity.procedure.clearance.rules.life import LIFE, UNDECIDED, Move, State
from comity.procedure.clearance.rules.needs import RULING
from comity.procedure.clearance.rules.opinion import OpinionKind
from comity.procedure.clearance.rules.route import Route, Step
from comity.procedure.clearance.rules.urgency import may_hurry, skipped, takes, urgent_route

OPENED, AMENDED, MIGRATED = "dossier.opened", "dossier.subject-amended", "dossier.migrated"
PUTTING = frozenset({OPENED, AMENDED, MIGRATED})
"""Kinds of entries with which a text comes before the deciders of a version: then its route is chosen."""

_SPEAKING = frozenset({"information.requested", "hold.placed", "comment.made"})
_WRITING = frozenset({"dossier.consolidated", "comment.adjudicated"})
_KEY, _SECOND, _OPINION = "decision.key-turned", "dossier.countersigned", "opinion.given"
_ASKED, _ELEVATED, _REASSIGNED = "consultation.asked", "objection.elevated", "consultation.reassigned"
_HURRIED, _HOURS_OVER = "urgency.declared", "urgency.lapsed"
_AGAIN, _REVIEWED = "clearance.reopened", "urgency.review-answered"
_GRANTED, _RESUMED, _BACK = "clearance.granted", "clearance.resumed", "dossier.sent-back"

MOVES: Mapping[str, tuple[Move, ...]] = {
    "dossier.consolidated": (Move.CONSOLIDATE, Move.CONSOLIDATE_FOR_DECISION),
    _SECOND: (Move.COUNTERSIGN,),
    _BACK: (Move.SEND_BACK,),
    _GRANTED: (Move.GRANT,),
    "clearance.refused": (Move.REFUSE,),
    "dossier.withdrawn": (Move.WITHDRAW,),
    "clearance.suspended": (Move.SUSPEND,),
    _RESUMED: (Move.RESUME,),
    "clearance.revoked": (Move.REVOKE,),
    "clearance.recalled": (Move.REVOKE,),
    _AGAIN: (Move.REOPEN,),
    _HOURS_OVER: (Move.REOPEN,),
}
"""What an entry of this kind does to the state of its dossier, by the running table."""

PERHAPS: Mapping[str, tuple[Move, ...]] = {
    "dossier.advanced": (Move.FINISH_CONSULTING,),
    _ELEVATED: (Move.REOPEN,),
    AMENDED: (Move.REOPEN, Move.SEND_BACK),
    MIGRATED: (Move.REOPEN, Move.SEND_BACK),
}
"""What it may do, and need not: the entry does not say which."""

DURING: Mapping[str, frozenset[State]] = {
    _KEY: frozenset({State.DECIDING}),
    _OPINION: UNDECIDED,
    _HURRIED: UNDECIDED,
    AMENDED: UNDECIDED | {State.GRANTED, State.SUSPENDED},
}
"""In which states it may come."""

_OTHERS = (_KEY, _OPINION, _ASKED, _REASSIGNED, _HURRIED, _REVIEWED)
TELLING = frozenset({*PUTTING, *_SPEAKING, *_WRITING, *MOVES, *PERHAPS, *_OTHERS})
"""Kinds of entries of which the course of a dossier is made."""


class Why(StrEnum):
    """In which way an act breaks a promise."""

    AUTHOR_SPOKE = "author spoke"
    AUTHOR_SIGNED = "author signed"
    AUTHOR_LENT = "author lent"
    SPEAKER_WROTE = "speaker wrote"
    PARTY_MOVED = "party moved"
    TWO_VOICES = "two voices"
    SIGNED_TWICE = "signed twice"
    KEYS_MISSING = "keys missing"
    UNHEARD = "unheard"
    OVERRULED = "overruled"
    NO_CIVILIAN = "no civilian"
    NOBODY_SIGNED = "nobody signed"
    SILENCE_UNFOUNDED = "silence unfounded"
    OUT_OF_TURN = "out of turn"
    ANOTHER_ROUTE = "another route"
    NOT_URGENT = "not urgent"
    SPARED_TOO_MUCH = "spared too much"
    HOURS_OVER = "hours over"
    PARTY_REVIEWED = "party reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry of a dossier. `post_key` is the post acted from, where it is still known; `event` is None where the body
    was erased."""

    seq: int
    kind: str
    at: datetime
    person_id: int | None
    person: str
    post: str
    post_key: str
    event: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the facts of a text choose under the version then in force: None where no route could be chosen."""

    lines: Lines
    route: Route | None
    steps: tuple[Step, ...] = ()
    class_key: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """An act that breaks a promise. `about` are the titles that its sentence names beside who acted."""

    promise: Property
    why: Why
    told: Told
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Signed:
    person: int | None
    of: str  # the post it was given for
    key: bool
    civil: bool


@dataclass(slots=True)
class Course:
    """`writers` are those who had written in the subject before it was put, each from which entry on; `lenders` of each
    loan by its number, as the acts name it."""

    writers: Sequence[tuple[int, int]] = ()
    lenders: Mapping[str, frozenset[int]] = field(default_factory=dict)
    chosen: Chosen | None = None
    known: bool = True  # False once a body was erased: then nobody can tell what is missing
    states: frozenset[State] = frozenset()
    authors: set[int] = field(default_factory=set)
    voices: set[tuple[int, int]] = field(default_factory=set)
    ever: set[int] = field(default_factory=set)
    standing: list[_Signed] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    rulings: dict[str, set[str]] = field(default_factory=dict)  # by the body above: whose objections it was asked about
    ruled: set[str] = field(default_factory=set)
    moved: dict[str, set[str]] = field(default_factory=dict)  # who answers in the place of a vacant post
    spared: set[str] = field(default_factory=set)  # posts that an urgency leaves out
    ends: str = ""  # when the hours of an urgency are over, as the record has moments; empty while there is none
    fallen: bool = False  # whether the signatures fall with the entry that is being read
    _numbers: dict[str, int] = field(default_factory=dict)

    def take(self, told: Told, chosen: Chosen | None = None) -> Iterator[Breach]:
        """What this entry breaks; then it counts for those after it. `chosen` with every text that is put."""
        if told.event is None:
            self.known = False
            self.states = frozenset(State)
            return
        if chosen is not None:
            self.chosen = chosen
        yield from self._in_turn(told)
        yield from self._independent(told)
        yield from self._founded(told)
        if told.kind == _HURRIED:
            yield from self._bounded(told, told.event)
        if told.kind == _GRANTED:
            yield from self._whole(told)
        self._count(told, told.event)

    # -- what is asked of an entry ---------------------------------------------------------------------------

    def _in_turn(self, told: Told) -> Iterator[Breach]:
        """By the table of a dossier's life. After an act out of turn the states it leads to are believed."""
        if told.kind == OPENED:
            self.states = frozenset({State.CONSULTING})
            if self.chosen and self.chosen.route and told.event and told.event.get("route") != self.chosen.route.title:
                about = (str(told.event.get("route")), self.chosen.route.title)
                yield Breach(Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, Why.ANOTHER_ROUTE, told, about)
            return
        moves = MOVES.get(told.kind, ())
        after = frozenset(LIFE[state, move] for state in self.states for move in moves if (state, move) in LIFE)
        before = self.states & DURING[told.kind] if told.kind in DURING else self.states
        if self.states and ((moves and not after) or not before):
            words = tuple(sorted(state.words for state in self.states))
            yield Breach(Property.NO_DEAD_END, Why.OUT_OF_TURN, told, words[:1])
        if moves:
            self.states = after or frozenset(then for (_, move), then in LIFE.items() if move in moves)
            return
        here = before or self.states
        may = PERHAPS.get(told.kind, ())
        then = frozenset(LIFE[state, move] for state in here for move in may if (state, move) in LIFE)
        if told.kind == AMENDED:
            self._fell_with_the_text(told, here)
            # A small change sends back what was being signed, and leaves everything else where it is.
            then = then if (told.event or {}).get("material") else frozenset()
            here = frozenset(LIFE.get((state, Move.SEND_BACK), state) for state in here)
        self.states = here | then

    def _fell_with_the_text(self, told: Told, states: frozenset[State]) -> None:
        """Signatures never outlive the text they were given for, but in a small change of what is decided."""
        if (told.event or {}).get("material") or states & UNDECIDED:
            self.fallen = True

    def _independent(self, told: Told) -> Iterator[Breach]:
        """By the rules that keep whoever writes from clearing, and everybody to one voice."""
        who, of = told.person_id, self._number(self._post(told))
        authors, voices = frozenset(self.authors), self._voices()
        match told.kind:
            case kind if kind in _SPEAKING or (kind == _OPINION and not _silent(told)):
                verdict = independence.may_speak(who, of, authors=authors, spoken=voices)
                yield from _denied(told, verdict, Why.AUTHOR_SPOKE if who in authors else Why.TWO_VOICES)
            case kind if kind in (_KEY, _SECOND):
                signed = frozenset(one.person for one in self.standing if one.person is not None)
                verdict = independence.may_sign(who, of, authors=authors, signed=signed, spoken=voices)
                twice = Why.SIGNED_TWICE if who in signed else Why.TWO_VOICES
                yield from _denied(told, verdict, Why.AUTHOR_SIGNED, twice)
            case kind if kind == _RESUMED:
                verdict = independence.may_sign(who, authors=authors, signed=frozenset())
                yield from _denied(told, verdict, Why.AUTHOR_SIGNED)
            case kind if kind in _WRITING:
                yield from _denied(told, independence.may_consolidate(who, spoken=voices), Why.SPEAKER_WROTE)
            case kind if kind == AMENDED:
                verdict = independence.may_write(who, spoken=frozenset(self.ever))
                yield from _denied(told, verdict, Why.SPEAKER_WROTE)
            case kind if kind == _HURRIED:
                # Whether an author may is the framework's to say; that who spoke may not is not.
                verdict = may_hurry(who, authors=frozenset(), spoken=frozenset(self.ever), author_may=True)
                yield from _denied(told, verdict, Why.SPEAKER_WROTE)
            case kind if kind == _REVIEWED:
                if not independence.may_review(who, took_part=frozenset(self.authors | self.ever)):
                    yield Breach(Property.URGENT_PATH_IS_BOUNDED, Why.PARTY_REVIEWED, told)
            case kind if kind == MIGRATED:
                verdict = independence.may_migrate(who, authors=authors, spoken=voices)
                yield from _denied(told, verdict, Why.PARTY_MOVED)
        lent = str((told.event or {}).get("under") or "").partition(" → ")[0]
        if self.lenders.get(lent, frozenset()) & self.authors:
            yield Breach(Property.NO_SELF_APPROVAL, Why.AUTHOR_LENT, told, (lent,))

    def _founded(self, told: Told) -> Iterator[Breach]:
        """Silence counts under the instrument that its step names and the framework promises; nothing else may pass
        without a person."""
        if told.kind == _GRANTED and told.person_id is None:
            yield Breach(Property.SILENCE_NEVER_DECIDES, Why.NOBODY_SIGNED, told)
        if not _silent(told) or self.chosen is None or self.chosen.route is None:
            return
        lines, post = self.chosen.lines, self._post(told)
        basis = str((told.event or {}).get("basis", ""))
        titles = {entry.key: entry.title for entry in lines.file.instruments}
        founded = [
            step
            for stage in (urgent_route(self.chosen.route) if self.ends else self.chosen.route).stages
            for step in stage.steps
            if post in self._answerers(step) and step.on_lapse.do == "silence" and silence_is_founded(lines.file, step)
        ]
        if not any(basis.startswith(titles.get(step.on_lapse.instrument or "", "\0")) for step in founded):
            yield Breach(Property.SILENCE_NEVER_DECIDES, Why.SILENCE_UNFOUNDED, told, (basis,))

    def _bounded(self, told: Told, event: Mapping[str, Any]) -> Iterator[Breach]:
        """Urgency is declared where a route has an urgent path, for a cause that it names, and spares what it may."""
        if self.chosen is None or self.chosen.route is None:
            return
        urgent = self.chosen.route.urgent
        if urgent is None or not takes(urgent, self.chosen.class_key) or event.get("cause") not in set(urgent.causes):
            yield Breach(Property.URGENT_PATH_IS_BOUNDED, Why.NOT_URGENT, told)
            return
        may = {step.post for step in skipped([self.chosen.steps], urgent)}
        if over := [key for key in map(self._key, event.get("skipped", ())) if key not in may]:
            yield Breach(Property.URGENT_PATH_IS_BOUNDED, Why.SPARED_TOO_MUCH, told, self._titles(over))

    def _whole(self, told: Told) -> Iterator[Breach]:
        """What an authorisation needs: every signature of the route, everybody whose agreement it requires, and where
        the framework promises it somebody who answers to civilians alone."""
        if self.chosen is None or self.chosen.route is None or not self.known:
            return
        route, lines = self.chosen.route, self.chosen.lines
        turned = {one.of for one in self.standing if one.key}
        missing = [rule.post for rule in route.keys if rule.post not in turned]
        if route.countersign and not any(not one.key for one in self.standing):
            missing.append(route.countersign.post)
        if missing:
            yield Breach(Property.TWO_KEYS, Why.KEYS_MISSING, told, self._titles(missing))
        if self.ends and f"{told.at:%Y-%m-%d %H:%M}" > self.ends:
            yield Breach(Property.URGENT_PATH_IS_BOUNDED, Why.HOURS_OVER, told, (self.ends,))
        spared = self.spared
        required = [s for s in self.chosen.steps if s.needs == "concurrence" and s.post not in spared]
        unheard = [step.post for step in required if not self._heard(step)]
        if unheard:
            yield Breach(Property.TWO_KEYS, Why.UNHEARD, told, self._titles(unheard))
        if over := [step.post for step in required if self._overruled(step, route)]:
            yield Breach(Property.TWO_KEYS, Why.OVERRULED, told, self._titles(over))
        promised = [entry for entry in lines.file.properties if entry.hold is Property.CIVILIAN_CONTROL]
        for_it = any(not entry.classes or self.chosen.class_key in entry.classes for entry in promised)
        if for_it and not any(one.civil for one in self.standing):
            yield Breach(Property.CIVILIAN_CONTROL, Why.NO_CIVILIAN, told)

    def _heard(self, step: Step) -> bool:
        return any(post in self.answers for post in self._answerers(step))

    def _overruled(self, step: Step, route: Route) -> bool:
        objects = [p for p in self._answerers(step) if self.answers.get(p) == OpinionKind.NONCONCUR]
        agreed = any(self.answers.get(p, OpinionKind.NONCONCUR) != OpinionKind.NONCONCUR for p in self._above(step))
        ruled = bool(set(objects) & self.ruled)
        return bool(objects) and not agreed and bars(step.needs, ruled=ruled, consensus=route.consensus)

    def _answerers(self, step: Step) -> set[str]:
        """Who may come to answer for a step: its post, whom a lapse leads to, everybody above them, and whoever took it
        over from a vacant post."""
        if self.chosen is None:
            return {step.post}
        lines = self.chosen.lines
        first = [post for post in (step.post, step.on_lapse.to) if post is not None and post in lines.posts]
        found = {above for post in first for above in lines.upwards(post)} | {step.post}
        return found | {to for post in found for to in self.moved.get(post, ())}

    def _above(self, step: Step) -> set[str]:
        return self._answerers(step) - {step.post}

    # -- what counts from now on -----------------------------------------------------------------------------

    def _count(self, told: Told, event: Mapping[str, Any]) -> None:
        post, who = self._post(told), told.person_id
        if told.kind in (OPENED, AMENDED):
            self.authors |= {person for seq, person in self.writers if seq < told.seq}
        if who is not None and (told.kind in _WRITING or told.kind in (OPENED, AMENDED, _HURRIED)):
            self.authors.add(who)
        match told.kind:
            case kind if kind in (_KEY, _SECOND):
                if event.get("grants", True):
                    civil = bool(self.chosen and told.post_key in self.chosen.lines.posts) and bool(
                        self.chosen and self.chosen.lines.civil(told.post_key)
                    )
                    self.standing.append(_Signed(who, post, kind == _KEY, civil))
                self.ever |= {who} if who is not None else set()
            case kind if kind == _OPINION:
                self._answered(post, str(event.get("opinion")), who)
            case kind if kind == _ASKED and event.get("needs") == RULING:
                self.rulings.setdefault(post, set())
            case kind if kind == _ELEVATED:
                self.rulings.setdefault(self._key(str(event.get("to"))), set()).add(post)
            case kind if kind == _REASSIGNED:
                self.moved.setdefault(post, set()).add(self._key(str(event.get("to"))))
            case _:
                self._fell(told.kind, event)

    def _fell(self, kind: str, event: Mapping[str, Any]) -> None:
        """What no longer counts after an entry of this kind, and what an urgency spares."""
        match kind:
            case _ if kind == _BACK:
                self.standing.clear()
            case _ if kind == _HURRIED:
                self.spared = set(map(self._key, event.get("skipped", ())))
                self.ends = _moment_of(str(event.get("until")), str(event.get("until_time")))
            case _ if kind == _HOURS_OVER:
                self._fall(event.get("fallen", ()))
                self.standing.clear()
                self.spared, self.ends = set(), ""
            case _ if kind == _AGAIN:
                self.answers.clear()
                self.ruled.clear()
                self.standing.clear()
            case _ if kind in (_GRANTED, "clearance.refused", "dossier.withdrawn"):
                self.ends = ""
            case _ if kind == AMENDED:
                self._fall(event.get("asked_again", ()))
                if self.fallen:
                    self.standing.clear()
                self.fallen = False
            case _ if kind == MIGRATED:
                self._fall(event.get("asked", ()))
                self.standing.clear()

    def _answered(self, post: str, opinion: str, who: int | None) -> None:
        if who is not None:
            self.voices.add((who, self._number(post)))
            self.ever.add(who)
        if post in self.rulings and opinion != OpinionKind.NONCONCUR:
            self.ruled |= self.rulings[post]
        self.answers[post] = opinion

    def _fall(self, titles: Sequence[str]) -> None:
        """What these posts said no longer counts: they are asked anew."""
        for key in map(self._key, titles):
            self.answers.pop(key, None)
            self.ruled.discard(key)

    # -- of whom it speaks -----------------------------------------------------------------------------------

    def _voices(self) -> frozenset[tuple[int, int]]:
        signed = {(one.person, self._number(one.of)) for one in self.standing if one.person is not None}
        return frozenset(self.voices | signed)

    def _post(self, told: Told) -> str:
        """The key of the post for which it was done; where nothing was lent, the post that was acted from."""
        event, posts = told.event or {}, self.chosen.lines.posts if self.chosen else {}
        title = str(event.get("post", ""))
        key = self._key(title)
        # Titles are those of the day; of a post that has another one now, whoever acted from it is believed.
        return key if key in posts or event.get("under") or told.kind in _OF_ANOTHER else told.post_key or title

    def _key(self, title: str) -> str:
        posts = self.chosen.lines.posts.values() if self.chosen else ()
        return next((entry.key for entry in posts if entry.title == title), title)

    def _titles(self, keys: Sequence[str]) -> tuple[str, ...]:
        posts = self.chosen.lines.posts if self.chosen else {}
        return tuple(posts[key].title if key in posts else key for key in keys)

    def _number(self, post: str) -> int:
        return self._numbers.setdefault(post, len(self._numbers) + 1)


_OF_ANOTHER = frozenset({_ASKED, _ELEVATED, _REASSIGNED})  # they name the post that is asked, not the one that acts


def _moment_of(day: str, time: str) -> str:
    """As the record tells it in words: 05 June 2026 and 14:30."""
    try:
        return f"{datetime.strptime(f'{day} {time}', '%d %B %Y %H:%M'):%Y-%m-%d %H:%M}"  # noqa: DTZ007  only written
    except ValueError:
        return ""


def _silent(told: Told) -> bool:
    return told.kind == _OPINION and (told.event or {}).get("opinion") == OpinionKind.SILENCE


def _denied(told: Told, verdict: Verdict, own: Why, twice: Why | None = None) -> Iterator[Breach]:
    """A denial as a breach of the promise that it names as its source; without a source, of no act without a person."""
    if verdict:
        return
    match str(verdict.source):
        case "no self-approval":
            yield Breach(Property.NO_SELF_APPROVAL, own, told)
        case "two keys":
            yield Breach(Property.TWO_KEYS, twice or own, told)
        case _:
            yield Breach(Property.SILENCE_NEVER_DECIDES, Why.NOBODY_SIGNED, told)
