"""Every marked table is filtered as the rule decides, by whichever database is behind: nothing planted is fetched."""

from dataclasses import replace

import pytest

from comity.activity.release.tests.builders import NOON, a_house, a_paper
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.labels.rules.reading import reads

from .planting import Planted, doubled_models, every, is_marked, plant

pytestmark = pytest.mark.django_db
ABOVE = [
    label("DEMO", "UNCLASSIFIED", need_to_know=["canaries"]),
    label("DEMO", "UNCLASSIFIED", releasable_to=["NZL"]),
    label("RIVERMARK", "CONFIDENTIAL"),
]


def test_no_table_gives_a_reader_what_is_above_them_and_each_gives_the_entitled_all_of_it():
    house = a_house()
    a_paper(house)
    planted = Planted()
    plant(ABOVE, planted)
    home = house.planner.reader
    entitled = Reader("NZL", frozenset({("DEMO", "SECRET"), ("RIVERMARK", "SECRET")}), frozenset({"canaries"}))
    readers = [home, house.liaison.reader, replace(home, clearances=frozenset()), entitled]
    marked = [model for model in doubled_models() if is_marked(model)]
    met = 0
    for model in marked:
        doubles = {row.pk for row in planted.rows[model]}
        for reader in readers:
            found = set(model.objects.readable_by(reader).values_list("pk", flat=True))
            rule = {one.pk for one in every(model) if reads(one.marking.label, reader, policies(), NOON).allowed}
            assert found == rule, (model, reader)
            assert found & doubles == (doubles if reader is entitled else set()), (model, reader)
            met += len(found & doubles)
    assert met > 4
