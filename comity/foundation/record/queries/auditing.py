"""Finds the rows that somebody changed, added or removed behind the application's back."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection, transaction

from comity.foundation.labels.queries import Marking

from .. import queries
from ..events import RowsSealed
from ..models import Entry, Head, Mention
from ..rules import auditing, noting, rows
from ..rules.absence import Erased
from ..rules.auditing import Found, RowAudit, RowTrouble, Tampering, difference
from ..rules.rows import IS, WAS, Table, Told
from .tables import MARKINGS, asked, notes_laid, notes_wanted, recorded

_ENTRIES = 2000  # read at a time
_ROWS = 1000  # compared at a time
_AUDITING = "the audit compares digests and shows no body"
_LOST = "lost"  # what an erased body had told


def audit_rows() -> Iterator[RowTrouble]:
    """What `audit` finds."""
    yield from audit().troubles


def audit() -> RowAudit:
    """Compare every recorded row with the last entry that told of it, and what each entry found with the one before.

    Reads entries and rows as of one moment, beside whoever writes. It believes the bodies: whether they are what was
    committed to is for `verify_all` to say. What only an erased body told is counted, not judged. Holds no row in
    memory but those found: what the entries tell is laid into a file that nobody else sees and that goes with it.
    """
    with the_telling() as telling:
        troubles = [auditing.unnoted(table) for table in _unnoted()]
        troubles += [auditing.misnamed(MARKINGS, key) for key in _misnamed()]
        for table in recorded().values():
            if telling.knows(table):
                troubles += [_in_words(found) for found in telling.found(table)]
            elif there := sum(1 for _ in telling.found(table)):
                troubles.append(auditing.never_sealed(table.name, there))
        return RowAudit(telling.compared, telling.unjudged, tuple(troubles))


def rows_told_by(seq: int) -> tuple[str, ...]:
    """The rows of which this entry told, as table and key with a space between. Who erases its body says them in `rows`
    of the event that tells of it: so the audit knows of which rows it lost the digest."""
    (told,) = Entry.objects.whole(_AUDITING).filter(seq=seq).values_list("body__rows", flat=True)
    return tuple(sorted(f"{table} {key}" for table, keys in (told or {}).items() for key in keys))


@contextmanager
def the_telling() -> Iterator["Telling"]:
    """What all entries told of rows, as of one moment that lasts until the end."""
    with _one_moment(), closing(sqlite3.connect("")) as file:
        telling = Telling(file)
        telling.read(Head.objects.get().size)
        yield telling


class Telling:
    """What the entries told of each row last, and where one found a row otherwise than the one before had left it."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.compared = self.unjudged = 0
        self._file = file
        file.isolation_level = None
        file.execute("CREATE TABLE told (name, key, digest, seq, seen, PRIMARY KEY (name, key)) WITHOUT ROWID")
        file.execute("CREATE TABLE broken (name, key, seq, told, was, later)")
        file.execute("CREATE INDEX broken_by_row ON broken (name, key)")
        file.execute("BEGIN")

    def read(self, size: int) -> None:
        """Every entry in its order."""
        lost = _lost(size)
        for start in range(0, size, _ENTRIES):
            some = Entry.objects.whole(_AUDITING).filter(seq__gte=start, seq__lt=min(start + _ENTRIES, size))
            for seq, kind, told in some.order_by("seq").values_list("seq", "kind", "body__rows"):
                if seq in lost:
                    self._lose(seq, lost[seq])
                elif told:
                    self._hear(seq, told, settles=kind == RowsSealed.kind)

    def _lose(self, seq: int, keys: Mapping[str, Iterable[str]]) -> None:
        gone = ((name, key, _LOST, seq) for name, some in keys.items() for key in some)
        self._file.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, 0)", gone)

    def _hear(self, seq: int, told: Told, *, settles: bool) -> None:
        for name, some in told.items():
            for key, said in some.items():
                if settles:
                    self._file.execute("DELETE FROM broken WHERE name = ? AND key = ?", (name, key))
                else:
                    self._compare(name, key, said.get(WAS), seq)
            left = ((name, key, said.get(IS), seq) for key, said in some.items())
            self._file.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, 0)", left)

    def _compare(self, name: str, key: str, was: str | None, later: int) -> None:
        row = self._file.execute("SELECT digest, seq FROM told WHERE name = ? AND key = ?", (name, key)).fetchone()
        digest, seq = row or (None, None)
        if digest not in (was, _LOST):
            self._file.execute("INSERT INTO broken VALUES (?, ?, ?, ?, ?, ?)", (name, key, seq, digest, was, later))

    def knows(self, table: Table) -> bool:
        """Whether any entry ever told of a row of this table."""
        return self._file.execute("SELECT 1 FROM told WHERE name = ? LIMIT 1", (table.name,)).fetchone() is not None

    def found(self, table: Table) -> Iterator[Found]:
        """What is wrong with the rows of a table: in the past, now, and those that are missing."""
        broken = "SELECT key, seq, told, was, later FROM broken WHERE name = ? ORDER BY key, later"
        for key, seq, told, was, later in self._file.execute(broken, (table.name,)):
            yield Found(table.name, key, difference(told, was) or Tampering.CHANGED, seq, told, was, later)
        for some in _rows_of(table):
            yield from self._now(table, some)
        missing = "SELECT key, digest, seq FROM told WHERE name = ? AND NOT seen AND digest IS NOT NULL"
        for key, digest, seq in self._file.execute(missing, (table.name,)):
            if digest == _LOST:
                self.unjudged += 1
            else:
                yield Found(table.name, key, Tampering.REMOVED, seq, digest, None)

    def _now(self, table: Table, some: Mapping[str, str]) -> Iterator[Found]:
        """Rows as they are, by key and digest."""
        named = (table.name, *some)
        places = ", ".join("?" * len(some))
        these = f"name = ? AND key IN ({places})"
        found = self._file.execute(f"SELECT key, digest, seq FROM told WHERE {these}", named)  # noqa: S608  places
        last = {key: (digest, seq) for key, digest, seq in found}
        self._file.execute(f"UPDATE told SET seen = 1 WHERE {these}", named)  # noqa: S608  places
        for key, now in some.items():
            digest, seq = last.get(key, (None, None))
            self.compared += 1
            if digest == _LOST:
                self.unjudged += 1
            elif how := difference(digest, now):
                yield Found(table.name, key, how, seq, digest, now)


def _lost(size: int) -> dict[int, Mapping[str, Iterable[str]]]:
    """By number, the erased entries; of each, the rows of which the erasing entry says that it told."""
    by = {seq: why.by for seq, why in queries.absent_bodies(0, size).items() if isinstance(why, Erased)}
    told = Entry.objects.whole(_AUDITING).filter(seq__in=set(by.values()))
    says = dict(told.values_list("seq", "body__event__rows"))
    return {seq: _by_table(says.get(erasing) or ()) for seq, erasing in by.items()}


def _by_table(told: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in told:
        table, _, key = row.partition(" ")
        found.setdefault(table, []).append(key)
    return found


def _rows_of(table: Table) -> Iterator[dict[str, str]]:
    """Every row's digest by its key, some at a time, in order of the key."""
    key = f't."{table.key.name}"'
    image = noting.image(connection.vendor, table, "t", MARKINGS)
    asking = f'SELECT {key}, {image} FROM "{table.name}" t {{}} ORDER BY {key} LIMIT {_ROWS}'  # noqa: S608
    where, after = "", tuple[object, ...]()
    while True:
        some = asked(asking.format(where), after)
        if not some:
            return
        yield {rows.key_of(table, found): rows.digest(table, row) for found, row in some}
        where, after = f"WHERE {key} > %s", (some[-1][0],)


def _in_words(found: Found) -> RowTrouble:
    reference = "" if found.last is None else _reference(found.last, found.key)
    return RowTrouble(found.table, found.key, reference, auditing.sentence(found, reference))


def _reference(entry: int, key: str) -> str:
    """What this row was called when an entry told of it; else the first thing that the entry is about."""
    about = Mention.objects.filter(entry_id=entry).order_by("pk").values_list("thing_key", "reference")
    names = dict(about)
    return str(names.get(key) or next(iter(names.values()), ""))


def _unnoted() -> list[str]:
    laid = notes_laid()
    return sorted({table for name, (table, _) in notes_wanted().items() if name not in laid})


def _misnamed() -> Iterator[str]:
    """The markings whose row does not say what its digest names."""
    for row in Marking.objects.order_by("pk").iterator():
        try:
            label = row.label
            named = (label.digest(), label.in_words()[:500])
        except (ValueError, TypeError, LookupError, AttributeError):
            named = ("", "")
        if named != (row.digest, row.words):
            yield str(row.pk)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything read inside is read as of its beginning, whoever writes meanwhile, and hinders nobody."""
    if connection.in_atomic_block:  # an act that has its turn: nobody else writes
        yield
        return
    with _reading_only():
        if connection.vendor == "postgresql":
            asked("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _reading_only() -> Iterator[None]:
    """A transaction; on SQLite one that takes no turn at writing, unlike all others of the house."""
    here: Any = connection
    usual = getattr(here, "transaction_mode", None)
    if connection.vendor == "sqlite":
        here.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        here.transaction_mode = usual
