"""Every seeded fault is found, told as a story, and the story is what the running house does."""

import pytest
from django.db import IntegrityError

from comity.foundation.conditions.rules.vocabulary import named
from comity.procedure.assurance.rules.proving import broken_promises, prove, story
from comity.procedure.clearance.rules.whole import check

from .faults import BY_THE_CHECK, BY_THE_PROVER, IN_THE_CODE, LIBRARY
from .replaying import Replay


@pytest.mark.parametrize("file", ["small-state", "european", "asia-pacific", "alliance"])
def test_what_is_shipped_keeps_every_promise(file):
    whole = check((LIBRARY / f"{file}.yaml").read_text()).file
    assert broken_promises(whole, prove(whole, named(whole.subject))) == []


@pytest.mark.parametrize("fault", BY_THE_PROVER, ids=str)
def test_a_seeded_fault_is_found_and_told(fault):
    with fault.made():
        checked, verdict = fault.found()
    assert checked.faults == ()
    assert verdict is not None
    assert story(verdict)[-1] == fault.last


@pytest.mark.parametrize("fault", [fault for fault in IN_THE_CODE if fault.edits], ids=str)
def test_the_edit_alone_breaks_nothing_where_the_fault_is_in_the_code(fault):
    assert fault.found()[1] is None


def test_a_fault_leaves_nothing_behind():
    fault = next(fault for fault in IN_THE_CODE if not fault.edits)
    with fault.made():
        assert fault.found()[1] is not None
    assert fault.found()[1] is None


def test_there_are_thirty_faults_that_the_prover_finds():
    assert len({fault.name for fault in BY_THE_PROVER}) >= 30


@pytest.mark.parametrize("slip", BY_THE_CHECK, ids=str)
def test_a_slip_is_refused_before_anything_is_proved(slip):
    told = " ".join(fault.told("a file") for fault in check(slip.text()).faults)
    assert slip.said in told


@pytest.mark.alike
@pytest.mark.django_db
@pytest.mark.parametrize("fault", BY_THE_PROVER, ids=str)
def test_the_running_house_does_what_the_story_tells(fault):
    with fault.made():
        checked, verdict = fault.found()
        replay = Replay(fault.text(), checked.file, verdict)
        if fault.stopped:
            with pytest.raises(IntegrityError, match=fault.stopped):
                replay.perform()
        else:
            replay.perform()
