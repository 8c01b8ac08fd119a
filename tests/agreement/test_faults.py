"""Every seeded fault is found, told as a story, and the story is what the running house does."""

import pytest
from django.db import IntegrityError

from comity.foundation.conditions.rules.vocabulary import named
from comity.procedure.assurance.rules.proving import broken_promises, prove, story
from comity.procedure.clearance.rules.whole import check

from .faults import BY_THE_PROVER, LIBRARY
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
