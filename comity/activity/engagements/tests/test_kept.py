"""A version is added, never edited: the database refuses."""

import pytest

from comity.activity.engagements.rules.kept import KEPT
from comity.foundation.record.tests.keeping import missing, only_added_to

from .builders import a_concept


@pytest.mark.parametrize("table", KEPT)
def test_the_database_refuses(table, house):
    a_concept(house)
    only_added_to(table, KEPT[table])


@pytest.mark.django_db
@pytest.mark.parametrize("table", KEPT)
def test_every_guard_is_laid_after_all_migrations(table):
    assert missing(table) == set()
