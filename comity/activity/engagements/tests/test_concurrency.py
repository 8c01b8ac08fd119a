"""Several people at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.models import Engagement
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.queries import entire_history

from .builders import NOON, a_concept, a_house

AT_ONCE = 4


def together(act):
    """What each of several threads got from the same act, begun at the same moment."""
    ready = Barrier(AT_ONCE)

    def one(number):
        ready.wait()
        try:
            return act(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_no_two_engagements_get_the_same_number():
    house = a_house()
    together(lambda number: a_concept(house, title=f"Number {number}"))
    references = Engagement.objects.whole("a test").values_list("reference", flat=True)
    assert sorted(references) == [f"ENG-2026-{n:04d}" for n in range(1, AT_ONCE + 1)]


@pytest.mark.django_db(transaction=True)
def test_proposed_by_several_at_once_it_is_proposed_once_and_the_others_are_told():
    house = a_house()
    it = a_concept(house)
    got = together(lambda _: propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=1))
    assert sum(isinstance(answer, Engagement) for answer in got) == 1
    assert all("in clearance" in str(answer) for answer in got if isinstance(answer, Refused))
    assert entire_history("a test", kind="dossier.opened").count() == 1
