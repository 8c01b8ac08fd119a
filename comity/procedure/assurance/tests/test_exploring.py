"""What is explored in sets is what the plainest search finds one state after another."""

from itertools import pairwise

import pytest

from comity.procedure.assurance.rules.exploring import (
    Region,
    leading_to,
    reachable,
    shortest_run,
    size,
    stuck,
)
from comity.procedure.assurance.rules.space import MOST_FLAGS, Move, Procedure, TooLarge, When, Where, bits, covering

from .builders import State, a_procedure, distances, steps_from

SEEDS = range(150)


def states_of(region: Region) -> set[State]:
    return {(place, flags) for place, states in region.items() for flags in bits(states)}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_can_be_reached_is_what_a_plain_search_finds(seed):
    procedure = a_procedure(seed)
    found = reachable(procedure)
    assert states_of(found) == set(distances(procedure))
    assert size(found) == len(distances(procedure))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_shortest_run_is_a_run_and_none_is_shorter(seed):
    procedure = a_procedure(seed)
    far = distances(procedure)
    wanted = When(0b00101, 0b10000)
    run = shortest_run(procedure, [Where(frozenset({1, 3}), wanted)])
    there = [far[place, flags] for place, flags in far if place in (1, 3) and wanted.holds(flags)]
    if run is None:
        assert not there
        return
    assert len(run) - 1 == min(there)
    assert (run[0].place, run[0].flags) == procedure.start
    for before, after in pairwise(run):
        assert after.move is not None
        assert (after.move, (after.place, after.flags)) in steps_from(procedure, (before.place, before.flags))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_stuck_is_what_has_no_run_to_an_end(seed):
    procedure = a_procedure(seed, moves=10)
    ends = [Where(frozenset({0}), When(0b1))]
    can_end = {state for state in distances(procedure) if state[0] == 0 and state[1] & 1}
    growing = True
    while growing:
        more = {s for s in distances(procedure) if any(t in can_end for _, t in steps_from(procedure, s))} - can_end
        can_end, growing = can_end | more, bool(more)
    assert states_of(stuck(procedure, ends, reachable(procedure))) == set(distances(procedure)) - can_end
    assert states_of(leading_to(procedure, ends, reachable(procedure))) == can_end


def test_a_procedure_that_is_too_large_says_so():
    with pytest.raises(TooLarge, match="at most"):
        Procedure(("here",), tuple(f"flag {n}" for n in range(MOST_FLAGS + 1)), ())


@pytest.mark.parametrize(
    "move", [Move("away", 0, 5), Move("nothing", 0, 0, When(8)), Move("nothing", 0, 0, raises=4)], ids=str
)
def test_a_move_that_points_at_nothing_is_refused(move):
    with pytest.raises(ValueError, match="not there"):
        Procedure(("here", "there"), ("one", "two"), (move,))


def test_a_move_does_not_both_raise_and_lower_a_flag():
    with pytest.raises(ValueError, match="both raises and lowers"):
        Move("undecided", 0, 0, raises=3, lowers=1)


@pytest.mark.parametrize("allowed", [set(), {0}, {1, 3}, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 3, 5, 6}, {4, 5, 6, 7, 1}])
def test_guards_cover_exactly_what_is_allowed(allowed):
    guards = covering(allowed, 0b111)
    assert {value for value in range(8) if any(guard.holds(value) for guard in guards)} == allowed
