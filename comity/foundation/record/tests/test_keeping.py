"""The database refuses to edit or remove rows of a table that is kept, and nothing else."""

import pytest
from django.db import IntegrityError, connection, transaction

from comity.foundation.record.rules import keeping

from .builders import execute
from .keeping import missing, only_added_to, refused, rows_of

TABLE, COLUMNS = "keeping_sample", ("id", "words", "standing")


@pytest.fixture
def table(db):
    execute(
        f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, words text, standing boolean)",
        f"INSERT INTO {TABLE} VALUES (1, 'first', TRUE), (2, 'second', FALSE)",
        *laying(),
    )


def laying(may_change=("standing",)):
    return keeping.statements(connection.vendor, TABLE, COLUMNS, may_change)


def test_only_what_may_change_changes(table):
    only_added_to(TABLE, ("standing",))
    execute(f"UPDATE {TABLE} SET standing = FALSE WHERE id = 1", f"INSERT INTO {TABLE} VALUES (3, 'third', TRUE)")
    assert [row[2] for row in rows_of(TABLE)] == [False, False, True]


def test_an_insert_that_meets_a_row_does_not_change_it(table):
    over = f"INSERT INTO {TABLE} VALUES (1, 'otherwise', TRUE) ON CONFLICT (id) DO UPDATE SET"
    with pytest.raises(IntegrityError, match="UPDATE is refused"), transaction.atomic():
        execute(f"{over} words = 'otherwise'")
    assert rows_of(TABLE)[0][1] == "first"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no INSERT OR REPLACE")
def test_a_row_is_not_replaced(table):
    with pytest.raises(IntegrityError, match="DELETE is refused"), transaction.atomic():
        execute(f"INSERT OR REPLACE INTO {TABLE} VALUES (1, 'otherwise', TRUE)")
    assert rows_of(TABLE)[0][1] == "first"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot look away")
def test_postgresql_refuses_to_look_away(table):
    with pytest.raises(IntegrityError, match="DELETE is refused"), transaction.atomic():
        execute("SET LOCAL session_replication_role = replica", f"DELETE FROM {TABLE}")
    assert missing(TABLE) == set()


def test_laying_them_again_follows_what_may_change(table):
    execute(*laying(may_change=()))
    assert missing(TABLE) == set()
    refused(f"UPDATE {TABLE} SET standing = FALSE", TABLE)


def test_lifting_takes_them_away(table):
    execute(*keeping.lifting(connection.vendor, TABLE))
    assert missing(TABLE) == set(keeping.names(connection.vendor, TABLE))
    execute(*keeping.lifting(connection.vendor, TABLE), f"DELETE FROM {TABLE}")
    assert rows_of(TABLE) == []


def test_a_column_that_is_not_there_cannot_be_let_change():
    with pytest.raises(ValueError, match="keeping_sample has no column stands"):
        laying(may_change=("stands",))
    with pytest.raises(ValueError, match="keeps no column"):
        laying(may_change=COLUMNS)


def test_a_database_without_guards_is_refused():
    for asking in (
        lambda: keeping.names("mysql", TABLE),
        lambda: keeping.lifting("mysql", TABLE),
        lambda: keeping.statements("mysql", TABLE, COLUMNS, ()),
    ):
        with pytest.raises(ValueError, match="no guards for mysql"):
            asking()
