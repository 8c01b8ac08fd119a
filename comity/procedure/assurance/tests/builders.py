"""Facts and procedures to try the proofs on, and the plainest search there is, to compare it with."""

import random
from collections import deque

from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary
from comity.procedure.assurance.rules.space import Move, Procedure, When

State = tuple[int, int]

# One term of every type.
VOCABULARY = Vocabulary(
    "matter",
    (
        Term("kind", "choice", "the kind", choices=("exercise", "talks", "courtesy", "other")),
        Term("host", "text", "the host"),
        Term("partners", "set", "the partners", plural=True),
        Term("personnel", "number", "personnel", unit="people"),
        Term("cost", "money", "the cost", unit="USD"),
        Term("start", "date", "the start"),
        Term("live_fire", "flag", "live fire"),
    ),
)


def a_procedure(seed: int, *, places: int = 6, flags: int = 5, moves: int = 14) -> Procedure:
    """Random, but the same for the same seed."""
    dice = random.Random(seed)
    return Procedure(
        tuple(f"place {n}" for n in range(places)),
        tuple(f"flag {n}" for n in range(flags)),
        tuple(_a_move(dice, n, places, flags) for n in range(moves)),
        start=(dice.randrange(places), dice.randrange(1 << flags)),
    )


def _a_move(dice: random.Random, number: int, places: int, flags: int) -> Move:
    masks = [0, 0, 0, 0]  # up, down, raised, lowered
    for flag in range(flags):
        if dice.random() < 0.3:
            masks[dice.randrange(2)] |= 1 << flag
        if dice.random() < 0.3:
            masks[2 + dice.randrange(2)] |= 1 << flag
    up, down, raised, lowered = masks
    return Move(f"move {number}", dice.randrange(places), dice.randrange(places), When(up, down), raised, lowered)


def steps_from(procedure: Procedure, state: State) -> list[tuple[Move, State]]:
    """Every move from one state, taken singly."""
    place, flags = state
    return [
        (move, (move.target, flags & ~move.lowers | move.raises))
        for move in procedure.moves
        if move.source == place and move.when.holds(flags)
    ]


def distances(procedure: Procedure) -> dict[State, int]:
    """Of every state that can be reached, how many moves it takes: breadth first, one state after another."""
    found, waiting = {procedure.start: 0}, deque([procedure.start])
    while waiting:
        state = waiting.popleft()
        for _, reached in steps_from(procedure, state):
            if reached not in found:
                found[reached] = found[state] + 1
                waiting.append(reached)
    return found
