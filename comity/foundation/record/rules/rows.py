"""What a row says, as a digest: the same whichever database holds the row, and whoever asks.

Both databases hand a row over as a JSON object made by themselves (`noting.image`), which writes times, figures and
identifiers in two ways. Here both become one. A column without a value is left out, so that a column added later,
empty at first, changes no digest.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

from .plain import written_time

_TAG = "comity.record.row.1"  # keeps a digest from being taken for any other hash of the house
AT_ONCE = 5000  # rows told in one entry, so that its body stays far below what a bundle takes in a line


class Kind(StrEnum):
    """What a column holds, where the two databases write it differently."""

    AS_IT_IS = "as it is"  # text and whole numbers
    YES_OR_NO = "yes or no"
    MOMENT = "moment"
    FIGURE = "figure"
    IDENTIFIER = "identifier"
    BYTES = "bytes"
    DATA = "data"  # JSON
    DATA_AS_TEXT = "data as text"  # JSON where the database has no type of its own for it
    MARKING = "marking"  # the image holds the digest of the marking, not the number of its row


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.AS_IT_IS
    places: int = 0  # of a figure


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows the record tells of: its key, and the columns that count."""

    name: str
    key: Column
    columns: tuple[Column, ...]
    left_out: tuple[str, ...] = ()


# What an act did to rows: of each table, by key, what the row said before and what it says now.
Told: TypeAlias = dict[str, dict[str, dict[str, str]]]
WAS, IS = "was", "is"


def told(was: str | None, now: str | None) -> dict[str, str]:
    """One row of `rows` in a body: without `was` it is new, without `is` it is gone."""
    return {name: digest for name, digest in ((IS, now), (WAS, was)) if digest is not None}


def key_of(table: Table, key: object) -> str:
    """The key as it is told: identifiers with dashes, on either database."""
    return str(_once_read(table.key, key))


def digest(table: Table, image: str) -> str:
    """SHA-256, in hex, over tag, table and canonical row. `image` is the row as JSON, as the database wrote it."""
    said = json.loads(image, parse_float=Decimal)
    row = {c.name: _once_read(c, said[c.name]) for c in table.columns if said.get(c.name) is not None}
    return sha256(f"{_TAG}\n{table.name}\n{_canonical(row)}".encode(errors="surrogatepass")).hexdigest()


def batches(rows: Told, at_most: int = AT_ONCE) -> Iterator[Told]:
    """The same rows, in order of table and key, in pieces of `at_most`; one empty piece for none."""
    piece: Told = {}
    count = 0
    for table in sorted(rows):
        for key in sorted(rows[table]):
            if count == at_most:
                yield piece
                piece, count = {}, 0
            piece.setdefault(table, {})[key] = rows[table][key]
            count += 1
    yield piece


def _once_read(column: Column, value: Any) -> Any:
    """The value in the one way it is written. What cannot be read is kept as it stands, so that it differs."""
    way = _WAYS.get(column.kind)
    if way is None:
        return value
    try:
        return way(column, value)
    except (ValueError, TypeError, ArithmeticError, AttributeError):
        return {"unreadable": value}


def _yes_or_no(_: Column, value: Any) -> bool:
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _moment(_: Column, value: str) -> str:
    at = datetime.fromisoformat(value)
    return written_time(at if at.tzinfo else at.replace(tzinfo=UTC))


def _figure(column: Column, value: Any) -> str:
    # A database without decimals gives the nearest binary figure: its first 15 digits are what was stored.
    return format(Decimal(str(value)).quantize(Decimal(1).scaleb(-column.places)), "f")


def _identifier(_: Column, value: Any) -> str:
    return str(UUID(str(value)))


def _bytes(_: Column, value: str) -> str:
    return value.removeprefix("\\x").lower()


def _data(_: Column, value: str) -> Any:
    return json.loads(value, parse_float=Decimal)


_WAYS: Mapping[Kind, Callable[[Column, Any], Any]] = {
    Kind.YES_OR_NO: _yes_or_no,
    Kind.MOMENT: _moment,
    Kind.FIGURE: _figure,
    Kind.IDENTIFIER: _identifier,
    Kind.BYTES: _bytes,
    Kind.DATA_AS_TEXT: _data,
}


def _canonical(row: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no white space; a figure that is whole has no point."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_number)


def _number(figure: Decimal) -> int | float:
    return int(figure) if figure == figure.to_integral_value() else float(figure)
