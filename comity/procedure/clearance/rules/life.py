"""The life of a dossier and of a consultation, as tables. What is not in a table cannot happen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class State(StrEnum):
    CONSULTING = "consulting"
    CONSOLIDATING = "consolidating"
    COUNTERSIGNING = "countersigning"
    DECIDING = "deciding"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Move(StrEnum):
    FINISH_CONSULTING = "finish consulting"
    CONSOLIDATE = "consolidate"
    CONSOLIDATE_FOR_DECISION = "consolidate for decision"
    COUNTERSIGN = "countersign"
    SEND_BACK = "send back"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"


LIFE: Mapping[tuple[State, Move], State] = {
    (State.CONSULTING, Move.FINISH_CONSULTING): State.CONSOLIDATING,
    (State.CONSULTING, Move.REOPEN): State.CONSULTING,
    (State.CONSULTING, Move.WITHDRAW): State.WITHDRAWN,
    (State.CONSOLIDATING, Move.CONSOLIDATE): State.COUNTERSIGNING,
    (State.CONSOLIDATING, Move.CONSOLIDATE_FOR_DECISION): State.DECIDING,
    (State.CONSOLIDATING, Move.REOPEN): State.CONSULTING,
    (State.CONSOLIDATING, Move.WITHDRAW): State.WITHDRAWN,
    (State.COUNTERSIGNING, Move.COUNTERSIGN): State.DECIDING,
    (State.COUNTERSIGNING, Move.SEND_BACK): State.CONSOLIDATING,
    (State.COUNTERSIGNING, Move.REOPEN): State.CONSULTING,
    (State.COUNTERSIGNING, Move.WITHDRAW): State.WITHDRAWN,
    (State.DECIDING, Move.GRANT): State.GRANTED,
    (State.DECIDING, Move.REFUSE): State.REFUSED,
    (State.DECIDING, Move.SEND_BACK): State.CONSOLIDATING,
    (State.DECIDING, Move.REOPEN): State.CONSULTING,
    (State.DECIDING, Move.WITHDRAW): State.WITHDRAWN,
    (State.GRANTED, Move.SUSPEND): State.SUSPENDED,
    (State.GRANTED, Move.REVOKE): State.REVOKED,
    (State.GRANTED, Move.REOPEN): State.CONSULTING,
    (State.SUSPENDED, Move.RESUME): State.GRANTED,
    (State.SUSPENDED, Move.REVOKE): State.REVOKED,
    (State.SUSPENDED, Move.REOPEN): State.CONSULTING,
}


class Asked(StrEnum):
    """Where a consultation stands."""

    PENDING = "pending"
    WAITING = "waiting_for_information"
    HELD = "held"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


class Turn(StrEnum):
    ANSWER = "answer"
    ASK = "ask for information"
    INFORM = "give information"
    HOLD = "hold"
    RELEASE = "release"
    LAPSE = "lapse"
    SUPERSEDE = "supersede"


CONSULTATION: Mapping[tuple[Asked, Turn], Asked] = {
    (Asked.PENDING, Turn.ANSWER): Asked.ANSWERED,
    (Asked.PENDING, Turn.ASK): Asked.WAITING,
    (Asked.PENDING, Turn.HOLD): Asked.HELD,
    (Asked.PENDING, Turn.LAPSE): Asked.LAPSED,
    (Asked.PENDING, Turn.SUPERSEDE): Asked.SUPERSEDED,
    (Asked.WAITING, Turn.ANSWER): Asked.ANSWERED,
    (Asked.WAITING, Turn.INFORM): Asked.PENDING,
    (Asked.WAITING, Turn.HOLD): Asked.HELD,
    (Asked.WAITING, Turn.LAPSE): Asked.LAPSED,
    (Asked.WAITING, Turn.SUPERSEDE): Asked.SUPERSEDED,
    (Asked.HELD, Turn.RELEASE): Asked.PENDING,
    (Asked.HELD, Turn.SUPERSEDE): Asked.SUPERSEDED,
    (Asked.ANSWERED, Turn.ANSWER): Asked.ANSWERED,
    (Asked.ANSWERED, Turn.SUPERSEDE): Asked.SUPERSEDED,
    (Asked.LAPSED, Turn.SUPERSEDE): Asked.SUPERSEDED,
}

OPEN = frozenset({Asked.PENDING, Asked.WAITING, Asked.HELD})
UNDECIDED = frozenset({State.CONSULTING, State.CONSOLIDATING, State.COUNTERSIGNING, State.DECIDING})

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


class OutOfTurn(Exception):
    """This move does not exist from this state."""


def after(life: Mapping[tuple[S, M], S], state: S, move: M) -> S:
    """The state after a move. Raises OutOfTurn, saying what can be done instead."""
    if (found := life.get((state, move))) is not None:
        return found
    others = sorted(m.value for s, m in life if s == state)
    said = f"from here one can only: {', '.join(others)}" if others else "nothing follows from here"
    raise OutOfTurn(f"It is {state.value.replace('_', ' ')}; one cannot {move.value} now, {said}.")


def as_mermaid(life: Mapping[tuple[S, M], S]) -> str:
    """The table as a Mermaid state diagram, for the reference."""
    arrows = (f"    {state} --> {then}: {move}" for (state, move), then in life.items())
    return "\n".join(["stateDiagram-v2", *arrows])
