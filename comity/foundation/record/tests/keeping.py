"""What every room asserts of a table whose rows are added and superseded, never edited."""

import pytest
from django.db import IntegrityError, connection, transaction

from comity.foundation.record.rules.keeping import names

from .builders import execute


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


def columns_of(table):
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def missing(table):
    """The guards that the table should have and has not, or has switched off."""
    asking = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(asking[connection.vendor], [table])
        laid = {name for (name,) in cursor.fetchall()}
    return set(names(connection.vendor, table)) - laid


def refused(statement, table):
    before = rows_of(table)
    said = f"rows of {table} are added and superseded, never edited: {statement.split()[0]} is refused"
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        execute(statement)
    assert rows_of(table) == before


def only_added_to(table, may_change):
    """The table holds a row at least; the database refuses all but what may change."""
    assert rows_of(table), f"nothing is tried on {table}: it is empty"
    for column in set(columns_of(table)) - set(may_change):
        refused(f'UPDATE {table} SET "{column}" = "{column}"', table)
    refused(f"DELETE FROM {table}", table)
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {table} CASCADE", table)
    else:
        refused(f"UPDATE {table} SET rowid = rowid + 1", table)
    for column in may_change:
        refused(f'UPDATE {table} SET "{column}" = "{column}", id = id', table)
        execute(f'UPDATE {table} SET "{column}" = "{column}"')
