"""Turns the values of an event into plain JSON that reads back the same from every database, always."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"

_LARGEST = 2**53 - 1  # beyond it JSON readers disagree (RFC 8785 §3.2.2.3)


class Unwritable(ValueError):
    """A value that cannot be written to the record so that everyone reads it back the same."""


def plain(value: Any) -> Plain:
    """The value as JSON: times in UTC and figures with a point as text, dataclasses as objects.

    Raises Unwritable for anything whose meaning would depend on the reader: a float (PostgreSQL gives back
    another number than SQLite), a time without a zone, a figure beyond 2**53, text with U+0000.
    """
    kind = type(value)
    if kind not in _known:
        _known[kind] = _way_of(kind)
    write = _known[kind]
    if write is None:
        raise Unwritable(f"{type(value).__name__}: {value!r}")
    return write(value)


_known: dict[type, Callable[[Any], Plain] | None] = {}


def _way_of(kind: type) -> Callable[[Any], Plain] | None:
    for kinds, write in _WAYS:
        if issubclass(kind, kinds):
            return write
    if not is_dataclass(kind):
        return None
    names = tuple(field.name for field in fields(kind))
    return lambda value: {name: plain(getattr(value, name)) for name in names}


def written_time(at: datetime) -> str:
    """An instant as fixed-width UTC text, microseconds kept. Raises Unwritable without a zone."""
    if at.tzinfo is None:
        raise Unwritable(f"a time without a zone: {at!r}")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _whole(value: int) -> int:
    if abs(value) > _LARGEST:
        raise Unwritable(f"a figure beyond 2**53: {value}; write it as text")
    return int(value)


def _text(value: str) -> str:
    if value.isascii() and "\x00" not in value:
        return str(value)
    if "\x00" in value:
        raise Unwritable("text with U+0000, which PostgreSQL does not store")
    try:
        value.encode()
    except UnicodeEncodeError as problem:
        raise Unwritable("text with half a character (a lone surrogate)") from problem
    return str(value)


def _figure(value: Decimal) -> str:
    if not value.is_finite():
        raise Unwritable(f"not a figure: {value}")
    return format(value, "f")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Unwritable(f"a key that is not text: {key!r}")
    return _text(key)


# Tried in this order: an Enum may be a str, a bool is an int, a datetime is a date.
_WAYS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Plain]], ...] = (
    ((bool, type(None)), lambda value: value),
    (Enum, lambda value: plain(value.value)),
    (int, _whole),
    (str, _text),
    (datetime, written_time),
    (date, date.isoformat),
    (UUID, str),
    (Decimal, _figure),
    (Mapping, lambda value: {_key(key): plain(item) for key, item in value.items()}),
    ((tuple, list), lambda value: [plain(item) for item in value]),
    ((set, frozenset), lambda value: [plain(item) for item in sorted(value)]),
)
