"""Proofs and the running house agree: whatever people try, it stays within what is said to be all there is.

A few runs; `python -m tests.agreement` lives ten thousand.
"""

from collections import Counter

import pytest
from django.db import transaction

from comity.foundation.record.queries import head
from comity.procedure.clearance.tests.builders import a_house
from comity.scrutiny.oversight.queries.promises import broken_in

from .lives import Life

DEPTH, WIDTH = 2, 5  # 25 runs from every beginning


@pytest.mark.django_db
def test_runs_at_random_stay_within_what_can_be_reached_and_come_to_decisions():
    """Else agreeing would say little."""
    house, done, runs = a_house(), Counter[str](), 0
    for seed, before in ((100, 30), (101, 12), (102, 6), (103, 20)):
        with transaction.atomic():
            life = Life(house, seed)
            life.live(before)
            assert not any(broken_in(0, head().size).values())  # no monitor cries at what the house's own acts did
            runs += life.lives(DEPTH, WIDTH)
            transaction.set_rollback(True)
        done += life.done
    assert runs >= WIDTH**DEPTH
    assert {"opine", "consolidate", "countersign", "amend", "lend", "appoint", "tick"} <= set(done), done
