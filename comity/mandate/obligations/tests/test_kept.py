"""An obligation and its discharge are added, never edited: the database refuses."""

import pytest

from comity.foundation.record.tests.keeping import missing, only_added_to
from comity.mandate.institutions.tests.builders import MONDAY, House
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.rules.kept import KEPT

from .builders import an_obligation


@pytest.mark.django_db
@pytest.mark.parametrize("table", KEPT)
def test_the_database_refuses(table):
    house = House()
    keep_obligation(an_obligation(house).pk, actor=house.as_("clerk"), at=MONDAY, words="Done.")
    only_added_to(table, KEPT[table])


@pytest.mark.django_db
@pytest.mark.parametrize("table", KEPT)
def test_every_guard_is_laid_after_all_migrations(table):
    assert missing(table) == set()
