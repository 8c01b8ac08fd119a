"""The life of an engagement, as a table. What is not in the table is refused, with words."""

from enum import StrEnum

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import either, say


class State(StrEnum):
    CONCEPT = "concept"
    PROPOSED = "proposed"
    IN_CLEARANCE = "in_clearance"
    AUTHORISED = "authorised"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    ASSESSED = "assessed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """As it stands after "it is"."""
        return _WORDS[self]


class Move(StrEnum):
    PROPOSE = "propose"
    OPEN_CLEARANCE = "open_clearance"
    AUTHORISE = "authorise"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    BEGIN = "begin"
    COMPLETE = "complete"
    ASSESS = "assess"
    CLOSE = "close"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"
    REVOKE = "revoke"
    REVISE = "revise"

    @property
    def words(self) -> str:
        """As it stands after "it cannot"."""
        return _MOVES[self]


_WORDS: dict[State, str] = {
    State.CONCEPT: say("a concept"),
    State.PROPOSED: say("proposed"),
    State.IN_CLEARANCE: say("in clearance"),
    State.AUTHORISED: say("authorised"),
    State.UNDER_WAY: say("under way"),
    State.COMPLETED: say("completed"),
    State.ASSESSED: say("assessed"),
    State.CLOSED: say("closed"),
    State.WITHDRAWN: say("withdrawn"),
    State.REFUSED: say("refused"),
    State.SUSPENDED: say("suspended"),
    State.CANCELLED: say("cancelled"),
}
_MOVES: dict[Move, str] = {
    Move.PROPOSE: say("propose"),
    Move.OPEN_CLEARANCE: say("put to clearance"),
    Move.AUTHORISE: say("authorise"),
    Move.REFUSE: say("refuse"),
    Move.WITHDRAW: say("withdraw"),
    Move.BEGIN: say("begin"),
    Move.COMPLETE: say("complete"),
    Move.ASSESS: say("assess"),
    Move.CLOSE: say("close"),
    Move.SUSPEND: say("suspend"),
    Move.RESUME: say("resume"),
    Move.CANCEL: say("cancel"),
    Move.REOPEN: say("return to clearance"),
    Move.REVOKE: say("revoke"),
    Move.REVISE: say("revise"),
}

# A suspended engagement remembers nothing: whatever it was before, it resumes as authorised and begins anew.
LIFE: dict[tuple[State, Move], State] = {
    (State.CONCEPT, Move.PROPOSE): State.PROPOSED,
    (State.CONCEPT, Move.WITHDRAW): State.WITHDRAWN,
    (State.PROPOSED, Move.OPEN_CLEARANCE): State.IN_CLEARANCE,
    (State.PROPOSED, Move.WITHDRAW): State.WITHDRAWN,
    (State.IN_CLEARANCE, Move.AUTHORISE): State.AUTHORISED,
    (State.IN_CLEARANCE, Move.REFUSE): State.REFUSED,
    (State.IN_CLEARANCE, Move.WITHDRAW): State.WITHDRAWN,
    (State.AUTHORISED, Move.BEGIN): State.UNDER_WAY,
    (State.AUTHORISED, Move.REOPEN): State.IN_CLEARANCE,
    (State.AUTHORISED, Move.SUSPEND): State.SUSPENDED,
    (State.AUTHORISED, Move.REVOKE): State.CANCELLED,
    (State.AUTHORISED, Move.CANCEL): State.CANCELLED,
    (State.SUSPENDED, Move.RESUME): State.AUTHORISED,
    (State.SUSPENDED, Move.REOPEN): State.IN_CLEARANCE,
    (State.SUSPENDED, Move.REVOKE): State.CANCELLED,
    (State.SUSPENDED, Move.CANCEL): State.CANCELLED,
    (State.UNDER_WAY, Move.COMPLETE): State.COMPLETED,
    (State.UNDER_WAY, Move.SUSPEND): State.SUSPENDED,
    (State.UNDER_WAY, Move.REVOKE): State.CANCELLED,
    (State.UNDER_WAY, Move.CANCEL): State.CANCELLED,
    (State.COMPLETED, Move.ASSESS): State.ASSESSED,
    (State.ASSESSED, Move.CLOSE): State.CLOSED,
    (State.WITHDRAWN, Move.REVISE): State.CONCEPT,
    (State.REFUSED, Move.REVISE): State.CONCEPT,
}

AMENDABLE = frozenset({State.IN_CLEARANCE, State.AUTHORISED, State.SUSPENDED})


class NoSuchMove(Refused):
    """This state does not know this move."""


def after(state: State | str, move: Move) -> State:
    """The state that the move leads to. Raises NoSuchMove, which says what is possible instead."""
    here = State(state)
    if (there := LIFE.get((here, move))) is not None:
        return there
    sources = either([source.words for (source, known) in LIFE if known is move])
    raise NoSuchMove(
        say(
            "It cannot {move} now: it is {state}. Only what is {states} can {move}.",
            move=move.words,
            state=here.words,
            states=sources,
        )
    )


def moves_from(state: State | str) -> tuple[Move, ...]:
    return tuple(move for (here, move) in LIFE if here == state)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> concept"]
    lines += [f"    {here} --> {there}: {move.words}" for (here, move), there in LIFE.items()]
    ends = [state for state in State if not moves_from(state)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ends)]) + "\n"
