"""How long proving takes beside a solver, on the same procedure: `python -m tests.benchmarks.assuring [SECONDS]`.

The procedure: thirty posts in a line of sixty steps with some three hundred moves, guarded by and changing flags;
asked is whether the last step can be reached with the civilian flag down. z3 (in the test requirements) is asked
without a bound (Spacer) and within sixty moves; it is given SECONDS, 120 unless told, and what it has not decided by
then is printed as more than that. A bounded answer of no proves nothing and is marked so.
"""

import random
import sys
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

from comity.procedure.assurance.rules.exploring import reachable, shortest_run, size
from comity.procedure.assurance.rules.space import Move, Procedure, When, Where
from comity.procedure.assurance.tests.second_opinion import by_induction, within_moves

Found = TypeVar("Found")

POSTS, STEPS, MOVES = 30, 60, 320
CIVILIAN = 1
UNSEEN = [Where(frozenset({STEPS - 1}), When(down=CIVILIAN))]


def line_of_steps(
    flags: int, *, seed: int = 7, steps: int = STEPS, moves: int = MOVES, bypass: bool = False
) -> Procedure:
    """Each step follows the one before; only one of them raises the civilian flag, and none is passed without it.
    With `bypass` one more move, guarded by four other flags, goes round it."""
    dice, gate = random.Random(seed), steps // 2
    said = [Move(f"step {n}", n, n + 1, When(up=CIVILIAN if n == gate else 0)) for n in range(steps - 1)]
    said.append(Move("a civilian agrees", gate, gate, raises=CIVILIAN))
    while len(said) < moves:
        said.append(_any_move(dice, len(said), flags, steps, gate))
    if bypass:
        said.append(Move("round it", gate - 1, gate + 2, When(up=0b11110)))
    return Procedure(
        tuple(f"step {n}, post {n * POSTS // steps}" for n in range(steps)),
        tuple(f"flag {n}" for n in range(flags)),
        tuple(said),
    )


def _any_move(dice: random.Random, number: int, flags: int, steps: int, gate: int) -> Move:
    here = dice.randrange(steps)
    there = max(0, here - dice.choice((0, 0, 0, 1, 5)))
    changed, asked = 1 << dice.randrange(1, flags), 1 << dice.randrange(1, flags)
    when = When(up=asked if asked != changed and dice.random() < 0.4 else 0)
    # Back before the gate, what the civilian agreed to has changed: agreement is asked anew.
    lowered = CIVILIAN if there <= gate < here else 0
    if dice.random() < 0.6:
        return Move(f"move {number}", here, there, when, changed, lowered)
    return Move(f"move {number}", here, there, when, 0, changed | lowered)


def main(seconds: int) -> None:
    print(f"{POSTS} posts, {STEPS} steps, {MOVES} moves; z3 is given {seconds} s a question")
    print("flags      states  whole set   shortest bypass   z3, unbounded   z3, 60 moves   times faster")
    for flags in (6, 10, 13, 16, 18, 20):
        _compare(flags, seconds)
    print("\nsteps  moves       states  whole set   (16 flags)")
    for steps in (15, 30, 60, 120, 240):
        procedure = line_of_steps(16, steps=steps, moves=steps * 5)
        taken, found = _timed(lambda: reachable(procedure))  # noqa: B023  called at once
        print(f"{steps:5}  {steps * 5:5}  {size(found):11,}  {taken * 1000:6.1f} ms")


def _compare(flags: int, seconds: int) -> None:
    good, bad = line_of_steps(flags), line_of_steps(flags, bypass=True)
    taken, found = _best(lambda: reachable(good))
    if shortest_run(good, UNSEEN) is not None:
        raise SystemExit("the procedure was to have no bypass")
    bypass, run = _best(lambda: shortest_run(bad, UNSEEN))
    if run is None:
        raise SystemExit("the bypass was not found")
    asked = [_asked(lambda: by_induction(good, UNSEEN, timeout=seconds * 1000), seconds)]
    asked.append(_asked(lambda: within_moves(good, UNSEEN, STEPS, timeout=seconds * 1000), seconds))
    quickest = min(spent for spent, _ in asked)
    print(
        f"{flags:5}  {size(found):10,}  {taken * 1000:6.1f} ms  {bypass * 1000:6.1f} ms, {len(run) - 1:2} moves"
        f"  {asked[0][1]:>14}  {asked[1][1]:>13}  {quickest / taken:12,.0f}",
        flush=True,
    )


def _asked(ask: Callable[[], bool | None], seconds: int) -> tuple[float, str]:
    spent, answer = _timed(ask)
    if answer:
        raise SystemExit("the solver disagrees: it says that the gate can be gone round")
    return spent, f"{spent:.1f} s" if answer is False else f"> {seconds} s"


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    begun = perf_counter()
    found = work()
    return perf_counter() - begun, found


def _best(work: Callable[[], Found]) -> tuple[float, Found]:
    return min((_timed(work) for _ in range(3)), key=lambda one: one[0])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
