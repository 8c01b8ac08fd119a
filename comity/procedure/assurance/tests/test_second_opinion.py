"""A solver that knows nothing of how we explore gives the same answers."""

import pytest

from comity.procedure.assurance.rules.exploring import shortest_run
from comity.procedure.assurance.rules.space import When, Where

from .builders import a_procedure
from .second_opinion import by_induction, within_moves

WANTED = [Where(frozenset({1, 3}), When(0b00101, 0b10000))]


@pytest.mark.parametrize("seed", range(25))
def test_induction_says_what_exploring_says(seed):
    procedure = a_procedure(seed)
    assert by_induction(procedure, WANTED) is (shortest_run(procedure, WANTED) is not None)


@pytest.mark.parametrize("seed", range(25))
def test_within_the_length_of_the_shortest_run_it_is_found_and_not_before(seed):
    procedure = a_procedure(seed)
    run = shortest_run(procedure, WANTED)
    if run is None:
        assert within_moves(procedure, WANTED, 8) is False
        return
    assert within_moves(procedure, WANTED, len(run) - 1) is True
    if len(run) > 1:
        assert within_moves(procedure, WANTED, len(run) - 2) is False
