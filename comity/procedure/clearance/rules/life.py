"""The life of a dossier and of a consultation, as tables. What is not in a table cannot happen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from comity.foundation.words.rules.said import say, series


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

    @property
    def words(self) -> str:
        """As it reads within a sentence, of a dossier."""
        return _STATE_WORDS[self]


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

    @property
    def words(self) -> str:
        """A verb, as it reads after “one can”."""
        return _MOVE_WORDS[self]


_STATE_WORDS = {
    State.CONSULTING: say("consulting"),
    State.CONSOLIDATING: say("consolidating"),
    State.COUNTERSIGNING: say("countersigning"),
    State.DECIDING: say("deciding"),
    State.GRANTED: say("granted"),
    State.REFUSED: say("refused"),
    State.WITHDRAWN: say("withdrawn"),
    State.SUSPENDED: say("suspended"),
    State.REVOKED: say("revoked"),
}

_MOVE_WORDS = {
    Move.FINISH_CONSULTING: say("finish consulting"),
    Move.CONSOLIDATE: say("consolidate"),
    Move.CONSOLIDATE_FOR_DECISION: say("consolidate for decision"),
    Move.COUNTERSIGN: say("countersign"),
    Move.SEND_BACK: say("send back"),
    Move.GRANT: say("grant"),
    Move.REFUSE: say("refuse"),
    Move.WITHDRAW: say("withdraw"),
    Move.REOPEN: say("reopen"),
    Move.SUSPEND: say("suspend"),
    Move.RESUME: say("resume"),
    Move.REVOKE: say("revoke"),
}


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

    @property
    def words(self) -> str:
        """As it reads within a sentence, of a consultation."""
        return _ASKED_WORDS[self]


class Turn(StrEnum):
    ANSWER = "answer"
    ASK = "ask for information"
    INFORM = "give information"
    HOLD = "hold"
    RELEASE = "release"
    LAPSE = "lapse"
    SUPERSEDE = "supersede"

    @property
    def words(self) -> str:
        """A verb, as it reads after “one can”."""
        return _TURN_WORDS[self]


_ASKED_WORDS = {
    Asked.PENDING: say("pending"),
    Asked.WAITING: say("waiting for information"),
    Asked.HELD: say("held"),
    Asked.ANSWERED: say("answered"),
    Asked.LAPSED: say("lapsed"),
    Asked.SUPERSEDED: say("superseded"),
}

_TURN_WORDS = {
    Turn.ANSWER: say("answer"),
    Turn.ASK: say("ask for information"),
    Turn.INFORM: say("give information"),
    Turn.HOLD: say("hold"),
    Turn.RELEASE: say("release"),
    Turn.LAPSE: say("lapse"),
    Turn.SUPERSEDE: say("supersede"),
}


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
AMENDABLE = UNDECIDED | {State.GRANTED, State.SUSPENDED}

S = TypeVar("S", State, Asked)
M = TypeVar("M", Move, Turn)


class OutOfTurn(Exception):
    """This move does not exist from this state."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def after(life: Mapping[tuple[S, M], S], state: S, move: M) -> S:
    """The state after a move. Raises OutOfTurn, saying what can be done instead."""
    if (found := life.get((state, move))) is not None:
        return found
    others = series([m.words for s, m in sorted(life) if s == state], ", ")
    if not others:
        raise OutOfTurn(
            say("It is {state}; one cannot {move} now, nothing follows from here.", state=state.words, move=move.words)
        )
    raise OutOfTurn(
        say(
            "It is {state}; one cannot {move} now, from here one can only: {others}.",
            state=state.words,
            move=move.words,
            others=others,
        )
    )


def as_mermaid(life: Mapping[tuple[S, M], S]) -> str:
    """The table as a Mermaid state diagram, for the reference."""
    lines = ["stateDiagram-v2"]
    for (state, move), then in life.items():
        lines.append(f"    {state} --> {then}: {str(move).replace('_', ' ')}")
    return "\n".join(lines)
