"""Every table of the house is one that the record tells of, or says in its room why it is not."""

import pytest
from django.apps import apps

from comity.foundation.record.queries.tables import recorded, unrecorded, unrecorded_columns

MODELS = {
    model._meta.db_table: model
    for model in apps.get_models(include_auto_created=True)
    if ".tests." not in model.__module__  # which are there or not, as tests are run
}
TOLD = {table.name: table for table in recorded().values() if table.name in MODELS}
AT_MOST = 60  # columns: SQLite makes no JSON of more in one call


def test_what_is_not_told_of_is_there_and_says_why():
    for table, why in unrecorded().items():
        assert table in MODELS, table
        assert len(why.split()) >= 3, table
    for table, columns in unrecorded_columns().items():
        known = {field.column for field in MODELS[table]._meta.concrete_fields}
        for column, why in columns.items():
            assert column in known, (table, column)
            assert len(why.split()) >= 3, (table, column)


def test_every_other_table_is_told_of_and_is_our_own():
    assert set(TOLD) | set(unrecorded()) == set(MODELS)
    assert not set(TOLD) & set(unrecorded())
    for table in TOLD:
        assert MODELS[table].__module__.startswith("comity."), f"{table}: a library's table needs a decision"


@pytest.mark.parametrize("table", TOLD.values(), ids=lambda table: table.name)
def test_a_table_fits_into_what_notes_it(table):
    assert table.key in table.columns
    assert len(table.columns) <= AT_MOST


def test_a_room_says_only_of_its_own_tables_that_they_are_not_told_of():
    libraries = "web"  # says it of those that no room has
    for config in apps.get_app_configs():
        for table in {**getattr(config, "unrecorded", {}), **getattr(config, "unrecorded_columns", {})}:
            owner, ours = MODELS[table]._meta.app_label, MODELS[table].__module__.startswith("comity.")
            assert config.label == (owner if ours else libraries), table
