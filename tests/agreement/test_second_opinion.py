"""What a solver says of the procedures of a shipped framework, sound and with a seeded fault: what the prover says."""

from comity.foundation.conditions.rules.vocabulary import named
from comity.procedure.assurance.rules.proving import Answer, prove
from comity.procedure.assurance.tests.second_opinion import by_induction, within_moves

from .faults import BY_THE_PROVER, LIBRARY, check

MOST = 9  # moves


def test_a_seeded_fault_is_one_for_the_solver_too():
    fault = next(fault for fault in BY_THE_PROVER if fault.name == "one key alone decides")
    with fault.made():
        _, verdict = fault.found()
    assert by_induction(verdict.procedure, verdict.never) is True
    moves = [stop for stop in verdict.run if stop.move is not None]
    assert len(moves) <= MOST
    assert within_moves(verdict.procedure, verdict.never, len(moves)) is True
    assert within_moves(verdict.procedure, verdict.never, len(moves) - 1) is False


def test_what_is_proved_of_a_shipped_framework_the_solver_proves_by_induction():
    file = check((LIBRARY / "small-state.yaml").read_text()).file
    proved = [one for one in prove(file, named(file.subject)) if one.answer is Answer.PROVED and one.never]
    for verdict in proved[::60]:
        assert by_induction(verdict.procedure, verdict.never) is False, (verdict.of, verdict.why)
