"""An event as it was, made again from what the record kept of it, so that it can be told in another language."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from .plain import Plain


class Unreadable(ValueError):
    """What was kept does not fit the class any more."""


def made_again(kind: type[Any], body: Plain) -> Any:
    """The frozen dataclass whose fields `plain` once wrote down. Raises Unreadable.

    Whoever shows it compares its sentence with the one that was kept: a class that changed its mind is found out.
    """
    if not isinstance(body, Mapping) or {field.name for field in fields(kind)} != set(body):
        raise Unreadable(f"these are not the fields of {kind.__qualname__}")
    hints = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed, whatever its class may say
    try:
        return kind(**{name: _read(value, hints[name]) for name, value in body.items()})
    except (TypeError, ValueError, ArithmeticError, LookupError) as problem:
        raise Unreadable(str(problem)) from problem


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


_FROM_TEXT: dict[Any, Any] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    UUID: UUID,
}


def _read(value: Any, hint: Any) -> Any:
    """`plain` turned round, by what the field is declared to be."""
    origin, inner = get_origin(hint), get_args(hint)
    if value is None or hint in (bool, int, str):
        return value
    if origin in (Union, UnionType):
        return _read_one_of(value, [part for part in inner if part is not NoneType])
    if hint in _FROM_TEXT or (isinstance(hint, type) and issubclass(hint, Enum)):
        return _FROM_TEXT.get(hint, hint)(value)
    if origin is not None:
        return _read_many(value, origin, inner)
    if isinstance(hint, type) and is_dataclass(hint):
        return made_again(hint, value)
    raise Unreadable(f"a field declared as {hint!r}")


def _read_one_of(value: Any, hints: list[Any]) -> Any:
    for hint in hints:
        try:
            return _read(value, hint)
        except (Unreadable, TypeError, ValueError, ArithmeticError):
            continue
    raise Unreadable(f"{value!r} is none of {hints!r}")


def _read_many(value: Any, origin: Any, inner: tuple[Any, ...]) -> Any:
    if isinstance(value, Mapping):
        return {name: _read(item, inner[1]) for name, item in value.items()}
    if origin is tuple and inner[-1] is not Ellipsis:
        if len(inner) != len(value):
            raise Unreadable(f"{len(value)} values where {len(inner)} belong")
        return tuple(_read(item, hint) for item, hint in zip(value, inner, strict=True))
    made = tuple if origin is tuple else frozenset if issubclass(origin, frozenset) else list
    return made(_read(item, inner[0]) for item in value)
