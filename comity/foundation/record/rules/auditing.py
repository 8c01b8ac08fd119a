"""Compares what the entries told of a row, one after another, and at the end with what the row says."""

from dataclasses import dataclass, replace
from enum import StrEnum

from comity.foundation.words.rules.said import Said, say


class Tampering(StrEnum):
    """What somebody did behind the application's back."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Found:
    """A row that is not as the last entry told, or was not when another entry came to it (`later`).

    `last` is the number of the last entry that told of it, None when none did; `told` and `now` are digests, None
    where there was or is no row.
    """

    table: str
    key: str
    how: Tampering
    last: int | None
    told: str | None
    now: str | None
    later: int | None = None


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """What the audit found: a row (or a whole table, when `key` is empty), and the sentence that says so.

    `reference` is what people call the thing that the row belongs to, empty when no entry says it.
    """

    table: str
    key: str
    reference: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowAudit:
    """How many rows were compared, how many cannot be judged since the entry that told of them was erased, and what
    was found."""

    rows: int
    unjudged: int
    troubles: tuple[RowTrouble, ...]

    def sentence(self) -> str:
        less = f" {self.unjudged} cannot be judged: the body of the entry that told of them was erased."
        more = less if self.unjudged else ""
        if self.troubles:
            return f"{len(self.troubles)} troubles in {self.rows} rows.{more}"
        return f"Every one of {self.rows} rows is as the record tells.{more}"


def difference(told: str | None, now: str | None) -> Tampering | None:
    """What happened to a row between two moments of which nothing is told in between; None when nothing did."""
    if told == now:
        return None
    if told is None:
        return Tampering.ADDED
    return Tampering.REMOVED if now is None else Tampering.CHANGED


def sentence(found: Found, reference: str) -> str:
    """The trouble, for whoever must look into it."""
    row = say("{table} {key}", table=found.table, key=found.key)
    if reference:
        row = say("{table} {key} of {reference}", table=found.table, key=found.key, reference=reference)
    if found.last is None:
        return _never_told(found, row)
    last = {"row": row, "last": found.last}
    if found.later is not None:
        return say(
            "{row} was tampered with: entry {later} found it otherwise than entry {last} had left it.",
            later=found.later,
            **last,
        )
    match found.how:
        case Tampering.ADDED:
            return say("{row} was added behind the application's back: entry {last} told that it was gone.", **last)
        case Tampering.REMOVED:
            return say("{row} was removed behind the application's back: entry {last} told of it last.", **last)
        case _:
            return say("{row} was changed behind the application's back since entry {last} told of it.", **last)


def _never_told(found: Found, row: str) -> str:
    if found.later is not None:
        return say("{row} was there before entry {later} told of it, and no entry had.", row=row, later=found.later)
    return say("{row} was added behind the application's back: no entry tells of it.", row=row)


def never_sealed(table: str, rows: int) -> RowTrouble:
    """None of the rows of a table was ever told of: the house is older than the telling, and was not sealed since."""
    said = say(
        "No entry tells of any of the {rows} rows of {table}. If they are older than this version: comity record seal.",
        rows=rows,
        table=table,
    )
    return RowTrouble(table, "", "", said)


def unnoted(table: str) -> RowTrouble:
    """A trigger is missing that notes what acts touch."""
    said = say(
        "The database does not note what changes in {table}, so no act tells of it: comity manage migrate mends that.",
        table=table,
    )
    return RowTrouble(table, "", "", said)


def misnamed(table: str, key: str) -> RowTrouble:
    """A marking does not say what its digest names."""
    said = say("{table} {key} was changed behind the application's back: its digest is of another marking.",
               table=table, key=key)  # fmt: skip
    return RowTrouble(table, key, "", said)


def _each_way() -> tuple[Said, ...]:
    found = Found("", "", Tampering.CHANGED, 0, None, None)
    ways = [replace(found, later=0), *(replace(found, how=how) for how in Tampering)]
    ways += [replace(found, last=None, later=0), replace(found, last=None)]
    whole = (never_sealed("", 0), unnoted(""), misnamed("", ""))
    told = [*(sentence(one, "") for one in ways), *(one.sentence for one in whole)]
    return tuple(saying for saying in told if isinstance(saying, Said))


EVERY = _each_way()
"""A sentence of each kind, to know again one that was written down."""
