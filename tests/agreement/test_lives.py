"""Proofs and the running house agree: whatever people try, it stays within what is said to be all there is."""

from collections import Counter

import pytest
from django.db import transaction

from comity.foundation.record.queries import head
from comity.procedure.clearance.tests.builders import a_house
from comity.scrutiny.oversight.queries.promises import broken_in

from .lives import Life

LIVES, ACTS = 20, 25


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(LIVES))
def test_a_life_at_random_stays_within_what_can_be_reached(seed):
    Life(a_house(), seed).live(ACTS)
    found = {promise: [str(one.words) for one in what] for promise, what in broken_in(0, head().size).items() if what}
    assert found == {}  # and the monitors of what is promised cry at nothing that was done by its acts


@pytest.mark.django_db
def test_the_lives_come_to_decisions_and_back():
    """Else agreeing would say little."""
    done = Counter()
    for seed in range(100, 106):
        with transaction.atomic():
            done += Life(a_house(), seed).live(60)
            transaction.set_rollback(True)
    assert {"opine", "consolidate", "countersign", "decide", "amend", "lend", "appoint", "tick"} <= set(done)
