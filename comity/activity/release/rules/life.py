"""The life of a request to release, as a table: what may follow what."""

from enum import StrEnum

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say


class State(StrEnum):
    ASKED = "asked"
    DECLINED = "declined"  # by the originator, before anybody was asked to clear it
    TAKEN_BACK = "taken_back"  # by whoever asked
    IN_CLEARANCE = "in_clearance"
    REFUSED = "refused"  # by clearance
    AGREED = "agreed"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    RECALLED = "recalled"
    GIVEN_BACK = "given_back"  # the recipient says what became of the copies

    @property
    def words(self) -> str:
        return _WORDS[self]


class Move(StrEnum):
    PUT = "put"
    DECLINE = "decline"
    TAKE_BACK = "take_back"
    AGREE = "agree"
    REFUSE = "refuse"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    RECALL = "recall"
    GIVE_BACK = "give_back"

    @property
    def words(self) -> str:
        """A verb."""
        return _VERBS[self]


_WORDS = {
    State.ASKED: say("Asked"),
    State.DECLINED: say("Declined"),
    State.TAKEN_BACK: say("Taken back"),
    State.IN_CLEARANCE: say("In clearance"),
    State.REFUSED: say("Refused"),
    State.AGREED: say("Agreed"),
    State.HANDED_OVER: say("Handed over"),
    State.RECEIVED: say("Received"),
    State.RECALLED: say("Recalled"),
    State.GIVEN_BACK: say("Given back"),
}
_VERBS = {
    Move.PUT: say("put to clearance"),
    Move.DECLINE: say("decline"),
    Move.TAKE_BACK: say("take back"),
    Move.AGREE: say("agree to"),
    Move.REFUSE: say("refuse"),
    Move.HAND_OVER: say("hand over"),
    Move.RECEIVE: say("take receipt of"),
    Move.RECALL: say("recall"),
    Move.GIVE_BACK: say("give back"),
}

LIFE: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.PUT): State.IN_CLEARANCE,
    (State.ASKED, Move.DECLINE): State.DECLINED,
    (State.ASKED, Move.TAKE_BACK): State.TAKEN_BACK,
    (State.IN_CLEARANCE, Move.AGREE): State.AGREED,
    (State.IN_CLEARANCE, Move.REFUSE): State.REFUSED,
    (State.AGREED, Move.REFUSE): State.REFUSED,  # its clearance was revoked before anything was handed over
    (State.AGREED, Move.HAND_OVER): State.HANDED_OVER,
    (State.HANDED_OVER, Move.RECEIVE): State.RECEIVED,
    (State.HANDED_OVER, Move.RECALL): State.RECALLED,
    (State.RECEIVED, Move.RECALL): State.RECALLED,
    (State.RECALLED, Move.GIVE_BACK): State.GIVEN_BACK,
}
SERVED = frozenset({State.HANDED_OVER, State.RECEIVED})


def after(state: str, move: Move) -> State:
    """The state that follows. Raises Refused when there is none."""
    found = LIFE.get((State(state), move))
    if found is None:
        raise Refused(say("It is {state}: there is nothing to {move} now.", state=State(state).words, move=move.words))
    return found
