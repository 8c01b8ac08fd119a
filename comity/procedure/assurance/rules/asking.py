"""One post that is asked on one route: may it be granted although that post never agreed, and can it go on whatever
the post does? The other posts are left out: that they have answered is a move that may come at any time.
"""

from dataclasses import dataclass

from comity.foundation.words.rules.said import say
from comity.procedure.clearance.rules.consensus import bars, may_grant
from comity.procedure.clearance.rules.life import CONSULTATION, LIFE, UNDECIDED, Asked, Move, State, Turn
from comity.procedure.clearance.rules.route import Route, Step

from .drafting import Draft, Up
from .signing import withdraw_everywhere
from .space import Procedure, Where

OPEN, HELD, WAITING = "it is asked", "it holds", "it waits for information"
AGREED, OBJECTED, RULED, SILENT, PASSED = (
    "it agreed",
    "it objects",
    "a body above has ruled",
    "its silence counted",
    "it was passed over",
)
ANSWERS = (AGREED, OBJECTED, SILENT, PASSED)


@dataclass(frozen=True)
class Asking:
    """The procedure; where it was granted without the agreement that is needed, and by silence; where it ends."""

    procedure: Procedure
    unheard: Where
    overruled: Where
    by_silence: Where
    ends: Where


def asking(route: Route, step: Step, *, title: str, above: bool, ladder: bool) -> Asking:
    """`above`: somebody is above the post, to whom a lapsed clock can take the question. `ladder`: a body can rule."""
    return _Telling(route, step, title, above, ladder).told()


class _Telling:
    def __init__(self, route: Route, step: Step, title: str, above: bool, ladder: bool) -> None:
        self.draft, self.route, self.step, self.title = Draft(), route, step, title
        self.above, self.ladder = above, ladder

    def told(self) -> Asking:
        self._asked()
        self._answered()
        self._lapsed()
        self._ruled()
        self._decided()
        self._changed()
        draft, granted = self.draft, frozenset({self.draft.place(State.GRANTED)})
        agreed = [AGREED, SILENT, OBJECTED, *([PASSED] if self.step.needs != "concurrence" else [])]
        ends = (State.GRANTED, State.REFUSED, State.REVOKED, State.WITHDRAWN)
        return Asking(
            draft.procedure(State.CONSULTING),
            unheard=Where(granted, draft.when(down=agreed)),
            overruled=Where(granted, draft.when(up=[OBJECTED], down=[RULED])),
            by_silence=Where(granted, draft.when(up=[SILENT])),
            ends=Where(frozenset(map(draft.place, ends))),
        )

    def _asked(self) -> None:
        said = say("{post} is asked", post=self.title)
        self.draft.move(said, State.CONSULTING, State.CONSULTING, down=[OPEN, *ANSWERS], raises=[OPEN], key=("ask",))
        for flag, on, off in ((WAITING, Turn.ASK, Turn.INFORM), (HELD, Turn.HOLD, Turn.RELEASE)):
            if CONSULTATION.get((CONSULTATION[Asked.PENDING, on], off)) != Asked.PENDING:
                continue  # the table has no way back: then it is never begun here, and shows as a dead end
            for here in sorted(UNDECIDED):
                begins = say("{post} can {turn}", post=self.title, turn=on.words)
                ends = say("{post} can {turn}", post=self.title, turn=off.words)
                self.draft.move(begins, here, here, up=[OPEN], down=[WAITING, HELD], raises=[flag], key=(on,))
                self.draft.move(ends, here, here, up=[OPEN, flag], lowers=[flag], key=(off,))

    def _answered(self) -> None:
        """Before or after another answer; one that comes when it is being signed sends the dossier back."""
        for flag, said in (
            (AGREED, say("{post} agrees", post=self.title)),
            (OBJECTED, say("{post} objects", post=self.title)),
        ):
            for state in sorted(UNDECIDED):
                back = LIFE[state, Move.SEND_BACK] if state in (State.COUNTERSIGNING, State.DECIDING) else state
                for asked in (OPEN, AGREED, OBJECTED):
                    if asked != flag:
                        self.draft.move(
                            said,
                            state,
                            back,
                            up=[asked],
                            down=[HELD],
                            raises=[flag],
                            lowers=[OPEN, WAITING, *ANSWERS],
                            key=("answer", flag),
                        )

    def _lapsed(self) -> None:
        does = self.step.on_lapse.do
        for state in sorted(UNDECIDED):
            if does == "silence":
                said = say("the silence of {post} counts as agreement", post=self.title)
                self._ends(said, state, SILENT)
            elif does == "proceed":
                self._ends(say("{post} is passed over", post=self.title), state, PASSED)
            # To whoever is above, or anew to the same post: it stays asked.

    def _ends(self, said: str, state: State, how: str) -> None:
        self.draft.move(
            said, state, state, up=[OPEN], down=[HELD], raises=[how], lowers=[OPEN, WAITING], key=("lapse", how)
        )

    def _ruled(self) -> None:
        if self.ladder:
            said = say("the body above rules on the objection of {post}", post=self.title)
            for state in (State.CONSULTING, State.CONSOLIDATING):
                self.draft.move(said, state, state, up=[OBJECTED], down=[RULED], raises=[RULED], key=("rule",))

    def _bars(self, up: Up) -> bool:
        return OBJECTED in up and bars(self.step.needs, ruled=RULED in up, consensus=self.route.consensus)

    def _grants(self, up: Up) -> bool:
        objectors = [self.title] if self._bars(up) and self.route.consensus else []
        return bool(may_grant(objectors, consensus=self.route.consensus, source=self.route.instrument))

    def _decided(self) -> None:
        draft = self.draft
        finished = LIFE[State.CONSULTING, Move.FINISH_CONSULTING]
        for flag in ANSWERS:
            said = say("every post has answered")
            draft.move(said, State.CONSULTING, finished, up=[flag], down=[OPEN], key=("answered",))
        first = Move.CONSOLIDATE if self.route.countersign else Move.CONSOLIDATE_FOR_DECISION
        draft.move(
            say("the leading post consolidates it"),
            State.CONSOLIDATING,
            LIFE[State.CONSOLIDATING, first],
            down=[OPEN],
            reads=[OBJECTED, RULED],
            allowed=lambda up: self._grants(up) and not self._bars(up),
            key=("consolidate",),
        )
        if self.route.countersign:
            signed = LIFE[State.COUNTERSIGNING, Move.COUNTERSIGN]
            draft.move(say("it is countersigned"), State.COUNTERSIGNING, signed, key=("countersign",))
        granted = LIFE[State.DECIDING, Move.GRANT]
        draft.move(
            say("the keys grant"),
            State.DECIDING,
            granted,
            reads=[OBJECTED, RULED],
            allowed=self._grants,
            key=("grant",),
        )
        draft.move(say("a key refuses"), State.DECIDING, LIFE[State.DECIDING, Move.REFUSE], key=("refuse",))

    def _changed(self) -> None:
        draft = self.draft
        withdraw_everywhere(draft)
        asked_again = [WAITING, HELD, RULED, *ANSWERS]
        for (state, move), then in sorted(LIFE.items()):
            if move is Move.REOPEN:
                concerned = say("it is amended in what concerns {post}", post=self.title)
                draft.move(concerned, state, then, lowers=asked_again, raises=[OPEN], key=("amend", "concerned"))
                other = say("it is amended in what does not concern {post}", post=self.title)
                draft.move(other, state, then, key=("amend", "other"))
            elif move is Move.SEND_BACK:
                draft.move(say("a signer sends it back"), state, then, key=("send back",))
            elif move in (Move.SUSPEND, Move.RESUME, Move.REVOKE):
                draft.move(move.words, state, then, key=(move,))
