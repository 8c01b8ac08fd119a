"""One post that is asked on one route: may it be granted although that post never agreed, and can it go on whatever
the post does? The other posts are left out: that they have answered is a move that may come at any time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import PostEntry
from comity.procedure.clearance.rules import consensus, migrating, urgency
from comity.procedure.clearance.rules.life import AMENDABLE, CONSULTATION, LIFE, UNDECIDED, Asked, Move, State, Turn
from comity.procedure.clearance.rules.opinion import OpinionKind
from comity.procedure.clearance.rules.route import Lapse, Route, Step

from .drafting import Draft, Up
from .signing import EARLIER, NOT_PUT, back_from, withdraw_everywhere
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
URGENT, SPARED, HURRIED = "it is urgent", "urgency spares it", "only hours of silence brought it about"
INSTEAD, UNFIT = "another post is asked in its place", "what it said was to something else"
_SAID = {
    AGREED: (Asked.ANSWERED, OpinionKind.CONCUR),
    OBJECTED: (Asked.ANSWERED, OpinionKind.NONCONCUR),
    SILENT: (Asked.LAPSED, OpinionKind.SILENCE),
    PASSED: (Asked.LAPSED, None),
}
"""How an answer stands in the rows of the running house."""
_TEXT = "this text"


@dataclass(frozen=True)
class Asking:
    """The procedure; where it was granted without the agreement that is needed, and by silence; where it ends."""

    procedure: Procedure
    unheard: Where
    overruled: Where
    by_silence: Where
    kept: Where
    in_its_place: Where
    spared: Where
    outlived: Where
    hurried: Where
    ends: Where


_DECLARED = say("it is declared urgent")


def asking(route: Route, step: Step, *, post: PostEntry, above: PostEntry | None, ladder: bool) -> Asking:
    """`above`: the post to which a lapsed clock takes the question. `ladder`: a body can rule on an objection."""
    return _Telling(route, step, post, above, ladder).told()


class _Telling:
    def __init__(self, route: Route, step: Step, post: PostEntry, above: PostEntry | None, ladder: bool) -> None:
        self.draft, self.route, self.step, self.post, self.title = Draft(), route, step, post, post.title
        self.above, self.ladder = above, ladder

    def told(self) -> Asking:
        self.draft.move(say("it is put"), NOT_PUT, State.CONSULTING, key=("put",))
        for tell in (
            self._asked,
            self._answered,
            self._lapsed,
            self._ruled,
            self._decided,
            self._changed,
            self._hurried,
        ):
            tell()
        self._moved()  # last, so that of runs as short the one without an earlier version is told
        draft, granted = self.draft, frozenset({self.draft.place(State.GRANTED)})
        agreed = [AGREED, SILENT, OBJECTED, SPARED, *([PASSED] if self.step.needs != "concurrence" else [])]
        ends = (State.GRANTED, State.REFUSED, State.REVOKED, State.WITHDRAWN)
        return Asking(
            unheard=Where(granted, draft.when(down=agreed)),
            # Where consensus decides, no ruling sets an objection aside.
            overruled=Where(granted, draft.when(up=[OBJECTED], down=[] if self.route.consensus else [RULED])),
            by_silence=Where(granted, draft.when(up=[SILENT])),
            kept=Where(when=draft.when(up=[UNFIT])),
            in_its_place=Where(granted, draft.when(up=[INSTEAD, AGREED])),
            spared=Where(granted, draft.when(up=[SPARED])),
            outlived=Where(granted, draft.when(up=[HURRIED], down=[URGENT])),
            hurried=Where(granted, draft.when(up=[HURRIED, SILENT, URGENT])),
            ends=Where(frozenset(map(draft.place, ends))),
            procedure=draft.procedure(NOT_PUT),  # last: by now every flag has its number
        )

    def _asked(self) -> None:
        said = say("{post} is asked", post=self.title)
        self.draft.move(said, State.CONSULTING, State.CONSULTING, down=[OPEN, *ANSWERS], raises=[OPEN], key=("ask",))
        for flag, on, off in ((WAITING, Turn.ASK, Turn.INFORM), (HELD, Turn.HOLD, Turn.RELEASE)):
            begun = CONSULTATION.get((Asked.PENDING, on))
            back = begun is not None and CONSULTATION.get((begun, off)) is not None
            for here in sorted(UNDECIDED) if begun is not None else ():
                begins = say("{post} can {turn}", post=self.title, turn=on.words)
                ends = say("{post} can {turn}", post=self.title, turn=off.words)
                self.draft.move(begins, here, here, up=[OPEN], down=[WAITING, HELD], raises=[flag], key=(on,))
                if back:
                    self.draft.move(ends, here, here, up=[OPEN, flag], lowers=[flag], key=(off,))

    def _moved(self) -> None:
        """It comes from an earlier version of the framework, which asked the same or something else of somebody."""
        draft, here = self.draft, migrating.Seat(self.step, self.post, None, frozenset(), 0)
        anew = say("it is moved to this version, which asks {post} anew", post=self.title)
        put = say("it is put under an earlier version")
        for how, words, then, answer in self._earlier():
            place = f"{EARLIER}: {how}"
            draft.move(put, NOT_PUT, place, key=("put", EARLIER, how))
            asked = say("{post} is asked", post=self.title)
            draft.move(asked, place, place, down=[OPEN, *ANSWERS], raises=[OPEN], key=("ask",))
            draft.move(anew, place, State.CONSULTING, raises=[OPEN], lowers=ANSWERS, key=("migrate", "anew"))
            for flag, (state, kind) in _SAID.items():
                by_time = flag in (SILENT, PASSED)
                if by_time and how != "clock" and (how == "text" or not self._lapses_to(flag)):
                    continue  # the same clock does not lead there; and time has read no text
                if how == "clock" and not by_time:
                    continue  # what somebody said does not depend on the clock
                answers = (
                    say("under it {post} answers", post=self.title) if not by_time else say("under it time runs out")
                )
                draft.move(answers, place, place, up=[OPEN], raises=[flag], lowers=[OPEN], key=("earlier", how, flag))
                said = migrating.Answer(answer.post, state, kind, answer.digest)
                if migrating.fate(then, here, said, digest=_TEXT)[0] is migrating.Fate.KEPT:
                    raised = [] if how == "same" else [UNFIT]
                    for to in (State.CONSULTING, State.CONSOLIDATING):
                        draft.move(words, place, to, up=[flag], raises=raised, key=("migrate", how, flag))

    def _earlier(self) -> Iterator[tuple[str, str, migrating.Seat, migrating.Answer]]:
        """How an earlier version may have asked, and by which post and of which text it was answered."""

        def seat(**changed: object) -> migrating.Seat:
            return migrating.Seat(self.step.model_copy(update=changed), self.post, None, frozenset(), 0)

        own = migrating.Answer(self.step.post, Asked.ANSWERED, digest=_TEXT)
        yield "same", say("it is moved to this version, which keeps what {post} said", post=self.title), seat(), own
        words = say("it is moved to this version, which keeps what {post} said to something else", post=self.title)
        silent, needs = self.step.on_lapse.do == "silence", self.step.needs
        yield "needs", words, seat(needs="consultation" if needs == "concurrence" else "concurrence"), own
        yield "instrument", words, seat(instrument="another"), own
        yield "text", words, seat(), migrating.Answer(own.post, own.state, digest="of another text")
        yield "post", words, seat(), migrating.Answer("another", own.state, digest=_TEXT)
        lapse = Lapse(do="escalate") if silent else Lapse(do="silence", instrument="another")
        clock = self.step.clock.model_copy(update={"days": self.step.clock.days + 1})
        yield "clock", words, seat(on_lapse=lapse, clock=clock), own

    def _lapses_to(self, flag: str) -> bool:
        return self.step.on_lapse.do == {SILENT: "silence", PASSED: "proceed"}.get(flag)

    def _answered(self) -> None:
        """Before or after another answer; one that comes when it is being signed sends the dossier back."""
        for flag, said in (
            (AGREED, say("{post} agrees", post=self.title)),
            (OBJECTED, say("{post} objects", post=self.title)),
        ):
            for state in sorted(UNDECIDED):
                back = back_from(state)
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
            elif self.above is not None:  # else anew to the same post: it stays asked
                said = say("its clock runs out, and {other} is asked instead", other=self.above.title)
                self.draft.move(
                    said,
                    state,
                    state,
                    up=[OPEN],
                    down=[HELD],
                    raises=[INSTEAD],
                    lowers=[WAITING],
                    key=("lapse", INSTEAD),
                )

            if self.post.superior is not None and self.above is not None:
                taken = say("nobody holds {post}, and who is above takes it over", post=self.title)
                lowered = [WAITING, HELD]
                self.draft.move(taken, state, state, up=[OPEN], raises=[INSTEAD], lowers=lowered, key=("take over",))

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
        return OBJECTED in up and consensus.bars(self.step.needs, ruled=RULED in up, consensus=self.route.consensus)

    def _grants(self, up: Up) -> bool:
        objectors = [self.title] if self._bars(up) and self.route.consensus else []
        return bool(consensus.may_grant(objectors, consensus=self.route.consensus, source=self.route.instrument))

    def _decided(self) -> None:
        draft = self.draft
        if finished := LIFE.get((State.CONSULTING, Move.FINISH_CONSULTING)):
            for flag in (*ANSWERS, SPARED):
                said = say("every post has answered")
                draft.move(said, State.CONSULTING, finished, up=[flag], down=[OPEN], key=("answered",))
        first = Move.CONSOLIDATE if self.route.countersign else Move.CONSOLIDATE_FOR_DECISION
        if up := LIFE.get((State.CONSOLIDATING, first)):
            draft.move(
                say("the leading post consolidates it"),
                State.CONSOLIDATING,
                up,
                down=[OPEN],
                reads=[OBJECTED, RULED],
                allowed=lambda up: self._grants(up) and not self._bars(up),
                key=("consolidate",),
            )
        signed = LIFE.get((State.COUNTERSIGNING, Move.COUNTERSIGN)) if self.route.countersign else None
        if signed is not None:
            draft.move(say("it is countersigned"), State.COUNTERSIGNING, signed, key=("countersign",))
        if granted := LIFE.get((State.DECIDING, Move.GRANT)):
            draft.move(
                say("the keys grant"),
                State.DECIDING,
                granted,
                reads=[OBJECTED, RULED],
                allowed=self._grants,
                key=("grant",),
            )
        if refused := LIFE.get((State.DECIDING, Move.REFUSE)):
            draft.move(say("a key refuses"), State.DECIDING, refused, key=("refuse",))

    def _hurried(self) -> None:
        """Declared urgent: it may be spared, and has hours; undecided, it is back on the ordinary route."""
        if self.route.urgent is None:
            return
        draft, there = self.draft, urgency.urgent_route(self.route).step(self.step.key)
        for state in sorted(UNDECIDED):
            if there is not None:
                draft.move(_DECLARED, state, state, down=[URGENT], raises=[URGENT], key=("declare",))
                self._lapsed_in_hours(state, there)
            else:
                draft.move(
                    _DECLARED, state, state, up=list(ANSWERS[:1]), down=[URGENT], raises=[URGENT], key=("declare",)
                )
                spares = say("it is declared urgent, which spares {post}", post=self.title)
                lowered = [OPEN, WAITING, HELD]
                draft.move(
                    spares,
                    state,
                    state,
                    down=[URGENT, *ANSWERS],
                    raises=[URGENT, SPARED],
                    lowers=lowered,
                    key=("declare", SPARED),
                )
            self._ended(state)

    def _lapsed_in_hours(self, state: State, there: Step) -> None:
        for flag, does in ((SILENT, "silence"), (PASSED, "proceed")):
            if there.on_lapse.do == does:
                said = say("within hours the silence of {post} counts", post=self.title)
                self.draft.move(
                    said,
                    state,
                    state,
                    up=[OPEN, URGENT],
                    down=[HELD],
                    raises=[flag, HURRIED],
                    lowers=[OPEN, WAITING],
                    key=("lapse in hours", flag),
                )

    def _ended(self, state: State) -> None:
        """Its hours run out. What the ordinary route would not have accepted is asked anew."""
        reopened = LIFE.get((state, Move.REOPEN))
        if reopened is None:
            return
        ends = say("its hours run out, and it is back on its ordinary route")
        anew = [*ANSWERS, HURRIED, URGENT, SPARED, INSTEAD, WAITING, HELD]
        move, key = self.draft.move, ("urgency lapses",)
        move(ends, state, reopened, up=[URGENT, SPARED], raises=[OPEN], lowers=[URGENT, SPARED], key=key)
        move(ends, state, reopened, up=[URGENT], down=[SPARED, HURRIED, INSTEAD], lowers=[URGENT], key=key)
        for flag in (SILENT, PASSED):
            stands = urgency.outlives(self.step, by_silence=flag == SILENT, lapsed=True, own_post=True)
            self._back(ends, state, reopened, [HURRIED, flag], [] if stands else anew)
        stands = urgency.outlives(self.step, by_silence=False, lapsed=False, own_post=False)
        self._back(ends, state, reopened, [INSTEAD], [] if stands else anew)
        if not stands:  # somebody above was asked before it was urgent: that stands
            self._back(ends, state, reopened, [INSTEAD], [], down=[HURRIED])

    def _back(
        self, said: str, state: State, to: State, up: list[str], lowers: list[str], *, down: Sequence[str] = ()
    ) -> None:
        lowered, raised = ([f for f in lowers if f != OPEN], [OPEN]) if lowers else ([URGENT], [])
        key = ("urgency lapses",)
        self.draft.move(said, state, to, up=[URGENT, *up], down=down, raises=raised, lowers=lowered, key=key)

    def _changed(self) -> None:
        draft = self.draft
        withdraw_everywhere(draft)
        asked_again = [WAITING, HELD, RULED, INSTEAD, UNFIT, HURRIED, *ANSWERS]
        for (state, move), then in sorted(LIFE.items()):
            if move is Move.REOPEN and state in AMENDABLE:
                concerned = say("it is amended in what concerns {post}", post=self.title)
                key = ("amend", "concerned")
                draft.move(concerned, state, then, down=[SPARED], raises=[OPEN], lowers=asked_again, key=key)
                other = say("it is amended in what does not concern {post}", post=self.title)
                draft.move(other, state, then, key=("amend", "other"))
            elif move is Move.SEND_BACK:
                draft.move(say("a signer sends it back"), state, then, key=("send back",))
            elif move in (Move.SUSPEND, Move.RESUME, Move.REVOKE):
                draft.move(move.words, state, then, key=(move,))
