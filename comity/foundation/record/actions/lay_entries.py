"""Lay entries, what they mention, and the head that covers them: the statements by which the log grows.

Written as SQL and not through the models: an act would wait for four objects being made, and a bulk for millions.
What the guards ask for decides the order: entries, mentions, head. Columns: tests/test_laying.py compares them
with the models.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db import connection

from comity.foundation.record.models import Entry
from comity.foundation.record.rules import leaf
from comity.foundation.record.rules.merkle import Peaks
from comity.foundation.record.rules.thing import Thing

ENTRY = (
    "seq",
    "kind",
    "version",
    "at",
    "body",
    "salt",
    "commitment",
    "leaf_hash",
    "marking_id",
    "person_id",
    "person",
    "post_id",
    "post",
    "sentence",
)
MENTION = ("entry_id", "thing_kind", "thing_key", "reference")
_AT_ONCE = 64  # rows in one statement
Row = Sequence[
    Any
]  # values in the order of ENTRY or MENTION; the body as canonical text, the time as `time_of` gives it


def locked_tree() -> Peaks:
    """How far the log reaches, after waiting for every act that is appending. Raises ValueError, see `Peaks`."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT size, peaks FROM record_head WHERE id = 1{lock}")  # noqa: S608  two constants
        size, peaks = cursor.fetchone()
    return Peaks.from_bytes(size, bytes(peaks))


def lay(entry: Entry, about: Sequence[Thing], tree: Peaks) -> None:
    """Write one entry, its mentions, and the head: `tree` already has its leaf."""
    values = [getattr(entry, name) for name in ENTRY]
    values[ENTRY.index("at")] = time_of(entry.at)
    values[ENTRY.index("body")] = leaf.canonical(entry.body).decode()
    with connection.cursor() as cursor:
        cursor.execute(_insert("record_entry", ENTRY), values)
        if about:
            rows = [value for thing in about for value in (entry.seq, thing.kind, thing.key, thing.reference)]
            cursor.execute(_insert("record_mention", MENTION, len(about)), rows)
    grow(tree, entry.at)
    entry._state.adding, entry._state.db = False, connection.alias


def lay_many(entries: Iterable[Row], mentions: Iterable[Row]) -> None:
    """Write entries and mentions that follow the last ones. The head is for the caller to grow, once."""
    with connection.cursor() as cursor:
        for table, columns, rows in (("record_entry", ENTRY, entries), ("record_mention", MENTION, mentions)):
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                # Not executemany: for each statement that a guard may abort, SQLite keeps a journal of its own.
                for some in _batches(rows):
                    cursor.execute(_insert(table, columns, len(some)), list(chain.from_iterable(some)))


def grow(tree: Peaks, at: datetime) -> None:
    """Let the head stand for this tree, whose last entry is of this time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE record_head SET size = %s, peaks = %s, root = %s, last_at = %s WHERE id = 1",
            [tree.size, tree.as_bytes(), tree.root(), time_of(at)],
        )


def time_of(at: datetime) -> Any:
    """A time as this database stores it."""
    return connection.ops.adapt_datetimefield_value(at)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    return iter(lambda: list(islice(rest, _AT_ONCE)), [])


def _insert(table: str, columns: Sequence[str], rows: int = 1) -> str:
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608  our own names
