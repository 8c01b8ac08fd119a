"""Who writes, speaks and signs on one route, told of one person X: the procedure in which self-approval, two keys in
one hand and a decision without a civilian would show.

X is anybody: whatever the people, each of them is X in one telling, and everybody else is *another*, of whom nothing is
remembered, so that another may do whatever anybody may. What is never reached here is therefore never reached by the
people of any ministry. The moves of the dossier are those of the running tables, and whether X may is asked of the
running permissions, for everything that their answer depends on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import say
from comity.procedure.clearance import permissions
from comity.procedure.clearance.rules import independence, urgency
from comity.procedure.clearance.rules.life import AMENDABLE, LIFE, UNDECIDED, Move, State
from comity.procedure.clearance.rules.route import Route

from .drafting import Draft, Up
from .space import Procedure, Where

X = 1  # any person
WITHDRAWING, _REFUSES = ("withdraw",), "refuse"
NOT_PUT, EARLIER, ELSEWHERE, THIRD = "not put yet", "under an earlier version", "another post", "a third post"
WROTE, SPOKEN, SIGNED = "X wrote in it", "X has spoken on some version", "X has signed what stands"
CIVIL, TWICE, OWN = "a civilian has signed what stands", "X has signed it twice", "X clears what X wrote"
SECOND, OTHER, ENDED = "X has two voices", "another has signed what stands", "it had ended"
COUNTERSIGNED = "it is countersigned"
ENDS = (State.GRANTED, State.REFUSED, State.WITHDRAWN, State.REVOKED)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a signature can be given: from which post, and whether that post answers to civilians alone.
    `words` completes *… signs*; `needs` are the acts of administrators that come before, each with what it does."""

    post: str
    civil: bool
    words: str
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature of the route: its post, and the ways in which somebody may give it."""

    post: str
    title: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Signing:
    """The procedure, and what must never be reached in it; `ends` must be within reach from everywhere."""

    procedure: Procedure
    own: Where
    twice: Where
    second: Where
    alone: Where
    unsigned: tuple[Where, ...]
    uncivil: Where
    again: Where
    ends: Where


def signing(route: Route, keys: Sequence[Signer], countersigner: Signer | None, speakers: frozenset[str]) -> Signing:
    """`speakers`: posts that may be asked on this route, by its steps, its lapses or its ladder."""
    return _Telling(route, keys, countersigner, speakers).told()


class _Telling:
    def __init__(
        self, route: Route, keys: Sequence[Signer], countersigner: Signer | None, speakers: frozenset[str]
    ) -> None:
        self.draft, self.route, self.keys, self.countersigner = Draft(), route, keys, countersigner
        self.signers = [*([countersigner] if countersigner else []), *keys]
        signing = [signer.post for signer in self.signers]
        both = [post for post in signing if post in speakers]
        elsewhere = [ELSEWHERE, THIRD][: len(speakers - set(both))]
        self.spoke = {post: f"X spoke for {post}" for post in [*elsewhere, *both]}
        self.number = {post: n for n, post in enumerate([ELSEWHERE, THIRD, *signing], 1)}  # as the rules name posts
        self.turned = {key.post: f"{key.post} has turned its key" for key in keys}
        self.signed = [*self.turned.values(), *([COUNTERSIGNED] if countersigner else [])]
        self.standing = [*self.signed, CIVIL, SIGNED, TWICE, OTHER]  # what falls with the signatures
        self.reads = [WROTE, SIGNED, *self.spoke.values()]

    def told(self) -> Signing:
        for step in (self._put, self._speak, self._take_over, self._consolidate, self._sign_all, self._send_back):
            step()
        for step in (self._amend, self._declare, self._come_from_another_version, self._afterwards):
            step()
        draft = self.draft
        granted = frozenset({draft.place(State.GRANTED)})
        going_on = frozenset(map(draft.place, {*UNDECIDED, State.GRANTED, State.SUSPENDED}))
        return Signing(
            own=Where(when=draft.when(up=[OWN])),
            twice=Where(granted, draft.when(up=[TWICE])),
            second=Where(when=draft.when(up=[SECOND])),
            alone=Where(granted, draft.when(up=[SIGNED], down=[OTHER])),
            unsigned=tuple(Where(granted, draft.when(down=[flag])) for flag in self.signed),
            uncivil=Where(granted, draft.when(down=[CIVIL])),
            again=Where(going_on, draft.when(up=[ENDED])),
            ends=Where(frozenset(map(draft.place, ENDS))),
            procedure=draft.procedure(NOT_PUT),  # last: by now every flag has its number
        )

    # What the running rules are told of X.

    def _authors(self, up: Up) -> frozenset[int]:
        return frozenset({X}) if WROTE in up else frozenset()

    def _signed(self, up: Up) -> frozenset[int]:
        return frozenset({X}) if SIGNED in up else frozenset()

    def _voices(self, up: Up) -> frozenset[tuple[int, int]]:
        return frozenset((X, self.number[post]) for post, flag in self.spoke.items() if flag in up)

    def _approves(self, up: Up) -> bool:
        """Whether something by X counts for the text: an opinion in whatever version, or a signature that stands."""
        return bool(self._voices(up) or self._signed(up))

    def _may_speak(self, post: str, up: Up) -> bool:
        authors, spoken = self._authors(up), self._voices(up)
        return bool(independence.may_speak(X, self.number[post], authors=authors, spoken=spoken))

    def _elsewhere(self, post: str, up: Up) -> bool:
        """Whether X has given an opinion for another post than this one."""
        return any(person == X and spoke != self.number[post] for person, spoke in self._voices(up))

    def _may_take_over(self, up: Up) -> bool:
        """From the superior of a vacant post, which is another post that may be asked."""
        above = self.number[ELSEWHERE]
        speaks = independence.may_speak(X, above, authors=self._authors(up), spoken=self._voices(up))
        actor = Actor(person_id=X, person="X", post_id=above, post=ELSEWHERE, reader=Reader(""))
        return bool(permissions.may_reassign(actor, post="", superior_id=above, vacant=True, speaks=speaks))

    # What can be done.

    def _put(self) -> None:
        """By hand or by importing: whoever brings it wrote it."""
        for said, how in ((say("X puts the proposal"), "put"), (say("X imports the proposal"), "import")):
            self.draft.move(said, NOT_PUT, State.CONSULTING, raises=[WROTE], key=(how, "X"))
        self.draft.move(say("another puts the proposal"), NOT_PUT, State.CONSULTING, key=("put", "another"))

    def _speak(self) -> None:
        for post in self.spoke:
            for state in sorted(UNDECIDED):
                self._opinion(post, state, back_from(state))

    def _opinion(self, post: str, state: str, back: str) -> None:
        title = next((s.title for s in self.signers if s.post == post), None)
        named = title or (say("a post that is asked") if post == ELSEWHERE else say("another post that is asked"))
        self.draft.move(
            say("X gives an opinion for {post}", post=named),
            state,
            back,
            reads=self.reads,
            allowed=partial(self._may_speak, post),
            raises=[self.spoke[post], SPOKEN],
            lowers=self.standing if back != state else (),
            marks={OWN: lambda up: WROTE in up, SECOND: partial(self._elsewhere, post)},
            key=("speak", "X", post),
        )

    def _take_over(self) -> None:
        """Reassigning goes row by row, so what one row lets nobody do no number of rows does."""
        if ELSEWHERE in self.spoke:
            for state in sorted(UNDECIDED):
                self.draft.move(
                    say("X takes over what a vacant post below is asked"),
                    state,
                    state,
                    reads=self.reads,
                    allowed=self._may_take_over,
                    marks={OWN: lambda up: WROTE in up, SECOND: partial(self._elsewhere, ELSEWHERE)},
                    key=("take over", "X"),
                )

    def _consolidate(self) -> None:
        draft, here = self.draft, State.CONSOLIDATING
        if answered := LIFE.get((State.CONSULTING, Move.FINISH_CONSULTING)):
            draft.move(say("every post has answered"), State.CONSULTING, answered, key=("answered",))
        on = LIFE.get((here, Move.CONSOLIDATE if self.countersigner else Move.CONSOLIDATE_FOR_DECISION))
        if on is not None:
            draft.move(say("another consolidates it"), here, on, key=("consolidate", "another"))
        adjudicates = say("X adjudicates a comment")
        for source, to, label, act in (
            (State.CONSULTING, State.CONSULTING, adjudicates, "adjudicate"),
            (here, here, adjudicates, "adjudicate"),
            (here, on, say("X consolidates it"), "consolidate"),
        ):
            if to is None:
                continue  # the table has no such move: what then cannot go on shows as a dead end
            draft.move(
                label,
                source,
                to,
                reads=self.reads,
                # A signature that stands is a voice as well: of which post does not matter here.
                allowed=lambda up: independence.may_consolidate(
                    X, spoken=self._voices(up) | {(x, 0) for x in self._signed(up)}
                ),
                raises=[WROTE],
                marks={OWN: self._approves},
                key=(act, "X"),
            )

    def _sign_all(self) -> None:
        on = LIFE.get((State.COUNTERSIGNING, Move.COUNTERSIGN))
        if self.countersigner and on is not None:
            self._sign(self.countersigner, State.COUNTERSIGNING, on, raises=[COUNTERSIGNED])
        granted, refused = LIFE.get((State.DECIDING, Move.GRANT)), LIFE.get((State.DECIDING, Move.REFUSE))
        for key in self.keys:
            others = [flag for post, flag in self.turned.items() if post != key.post]
            mine = self.turned[key.post]
            if granted is not None:
                self._sign(key, State.DECIDING, granted, raises=[mine], up=others, down=[mine])
            if refused is not None:
                # A refusal is signed as a grant is, and by whom it may be.
                self._sign(key, State.DECIDING, refused, raises=[mine, ENDED], down=[mine], verb=_REFUSES)
            for missing in others:
                self._sign(key, State.DECIDING, State.DECIDING, raises=[mine], down=[missing, mine])

    def _sign(
        self,
        signer: Signer,
        source: State,
        target: State,
        *,
        raises: Sequence[str] = (),
        up: Sequence[str] = (),
        down: Sequence[str] = (),
        verb: str = "sign",
    ) -> None:
        """A signature in each way in which it can be given, by another and by X."""
        for way in signer.ways:
            raised = [*raises, *([CIVIL] if way.civil else [])]
            key = signer.post, way.post
            self.draft.move(
                _signs(verb, "another", way.words),
                source,
                target,
                up=up,
                down=down,
                raises=[*raised, OTHER],
                key=(verb, "another", *key),
            )
            self.draft.move(
                _signs(verb, "X", way.words),
                source,
                target,
                up=up,
                down=down,
                reads=self.reads,
                allowed=lambda now: independence.may_sign(
                    X,
                    self.number[signer.post],
                    authors=self._authors(now),
                    signed=self._signed(now),
                    spoken=self._voices(now),
                ),
                raises=[*raised, SIGNED, SPOKEN],
                marks={
                    OWN: lambda now: WROTE in now,
                    TWICE: lambda now: SIGNED in now,
                    SECOND: partial(self._elsewhere, signer.post),
                },
                key=(verb, "X", *key),
            )

    def _send_back(self) -> None:
        for state in (State.COUNTERSIGNING, State.DECIDING):
            if back := LIFE.get((state, Move.SEND_BACK)):
                self.draft.move(say("a signer sends it back"), state, back, lowers=self.standing, key=("send back",))

    def _amend(self) -> None:
        for state in sorted(AMENDABLE):
            self._amended(state, back_from(state), say("a little"), "little", falls=state in UNDECIDED)
            if reopened := LIFE.get((state, Move.REOPEN)):
                self._amended(state, reopened, say("materially"), "material", falls=True)

    def _declare(self) -> None:
        """Whoever declares it urgent is counted among those who wrote it."""
        urgent = self.route.urgent
        for state in sorted(UNDECIDED) if urgent is not None else ():
            self.draft.move(
                say("X declares it urgent"),
                state,
                state,
                reads=[*self.reads, SPOKEN],
                allowed=self._may_hurry,
                raises=[WROTE],
                marks={OWN: self._approves},
                key=("declare", "X"),
            )

    def _may_hurry(self, up: Up) -> bool:
        spoken = frozenset({X}) if SPOKEN in up else frozenset[int]()
        may = self.route.urgent is not None and self.route.urgent.author_may_declare
        return bool(urgency.may_hurry(X, authors=self._authors(up), spoken=spoken, author_may=may))

    def _amended(self, state: str, to: str, much: str, how: str, *, falls: bool) -> None:
        lowers = self.standing if falls else ()
        another = say("another amends it {much}", much=much)
        self.draft.move(another, state, to, lowers=lowers, key=("amend", "another", how))
        self.draft.move(
            say("X amends it {much}", much=much),
            state,
            to,
            reads=[*self.reads, SPOKEN],
            allowed=lambda up: independence.may_write(X, spoken=frozenset({X}) if SPOKEN in up else frozenset()),
            raises=[WROTE],
            lowers=lowers,
            marks={OWN: lambda up: bool(self._voices(up)) or (bool(self._signed(up)) and not falls)},
            key=("amend", "X", how),
        )

    def _come_from_another_version(self) -> None:
        """Whoever wrote, spoke or signed under an earlier version did so here. No signature outlives the move."""
        draft = self.draft
        draft.move(
            say("X puts it under an earlier version"), NOT_PUT, EARLIER, raises=[WROTE], key=("put", "X", EARLIER)
        )
        other = say("another puts it under an earlier version")
        draft.move(other, NOT_PUT, EARLIER, key=("put", "another", EARLIER))
        for post in self.spoke:
            self._opinion(post, EARLIER, EARLIER)
        self._amended(EARLIER, EARLIER, say("materially"), "material", falls=True)
        for to in (State.CONSULTING, State.CONSOLIDATING):
            draft.move(say("another moves it to this version"), EARLIER, to, key=("migrate", "another"))
            draft.move(
                say("X moves it to this version"),
                EARLIER,
                to,
                reads=self.reads,
                allowed=lambda up: independence.may_migrate(X, authors=self._authors(up), spoken=self._voices(up)),
                marks={OWN: lambda up: WROTE in up or bool(self._voices(up))},
                key=("migrate", "X"),
            )

    def _afterwards(self) -> None:
        withdraw_everywhere(self.draft, raises=[ENDED])
        for (state, move), then in sorted(LIFE.items()):
            if move in _STANDING:
                ended = [ENDED] if move is Move.REVOKE else []
                self.draft.move(_STANDING[move], state, then, raises=ended, key=(move,))


def _signs(verb: str, who: str, words: str) -> str:
    return {
        ("sign", "another"): say("another signs {words}", words=words),
        ("sign", "X"): say("X signs {words}", words=words),
        (_REFUSES, "another"): say("another refuses {words}", words=words),
        (_REFUSES, "X"): say("X refuses {words}", words=words),
    }[verb, who]


def withdraw_everywhere(draft: Draft, *, raises: Sequence[str] = ()) -> None:
    for state in sorted(UNDECIDED):
        if then := LIFE.get((state, Move.WITHDRAW)):
            draft.move(say("the leading post withdraws it"), state, then, raises=raises, key=WITHDRAWING)


def back_from(state: State) -> State:
    """Where an answer or a small amendment leads that comes when it is already being signed."""
    return LIFE.get((state, Move.SEND_BACK), state) if state in (State.COUNTERSIGNING, State.DECIDING) else state


_STANDING = {
    Move.SUSPEND: say("the clearance is suspended"),
    Move.RESUME: say("the clearance is resumed"),
    Move.REVOKE: say("the clearance is revoked"),
}
