"""What changed between two frozen copies: which engagements came, which are gone, and which cells differ."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from comity.foundation.words.rules.said import say

from .snapshot import COLUMNS

KEY = COLUMNS.index("reference")
TITLE = COLUMNS.index("title")
MARKING = COLUMNS.index("marking")
LONGEST = 100_000  # characters of one cell


class Unreadable(ValueError):
    """The file is no frozen copy; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Copy:
    """A frozen copy as it was read: its first line, the marking of the whole, and its rows by reference."""

    marking: str
    rows: Mapping[str, tuple[str, ...]]

    @property
    def markings(self) -> set[str]:
        """The markings of its rows, in words."""
        return {row[MARKING] for row in self.rows.values()}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of one engagement that differs."""

    reference: str
    title: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows as pairs of reference and title; what changed, cell by cell, in the order of the references."""

    came: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    changed: tuple[Change, ...]
    same: int


def read_copy(text: str) -> Copy:
    """Reads what `snapshot` wrote. Raises Unreadable."""
    csv.field_size_limit(LONGEST)
    try:
        lines = list(csv.reader(StringIO(text), strict=True))
    except csv.Error as error:
        raise Unreadable(say("this is no table that can be read: {why}", why=str(error))) from error
    if len(lines) < 2 or tuple(lines[1]) != COLUMNS or len(lines[0]) != 1:
        raise Unreadable(say("this is no frozen copy of engagements: its first two lines are not those of one"))
    rows: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines[2:], start=3):
        if len(line) != len(COLUMNS):
            raise Unreadable(say("line {number} has not the columns of a frozen copy", number=number))
        if line[KEY] in rows:
            raise Unreadable(say("line {number} names an engagement a second time", number=number))
        rows[line[KEY]] = tuple(line)
    return Copy(lines[0][0], rows)


def compare(earlier: Copy, later: Copy) -> Comparison:
    """What became of each engagement from the earlier to the later copy."""
    both = sorted(earlier.rows.keys() & later.rows.keys())
    changed = [change for key in both for change in _changes(earlier.rows[key], later.rows[key])]
    return Comparison(
        came=_named(later, later.rows.keys() - earlier.rows.keys()),
        gone=_named(earlier, earlier.rows.keys() - later.rows.keys()),
        changed=tuple(changed),
        same=len(both) - len({change.reference for change in changed}),
    )


def _changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    return [
        Change(after[KEY], after[TITLE], column, old, new)
        for column, old, new in zip(COLUMNS, before, after, strict=True)
        if old != new
    ]


def _named(copy: Copy, keys: set[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, copy.rows[key][TITLE]) for key in sorted(keys))
