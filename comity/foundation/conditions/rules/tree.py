"""A condition as a tree of frozen values: what every reading (evaluate, explain, filter) reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    """An amount in a condition. The currency is kept so that the condition can be written down again."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


Single = str | int | Decimal | Money | date | bool
Value = Single | tuple[Single, ...]


@dataclass(frozen=True)
class Test:
    """One term compared with one value; `in`, `between` and the like have a tuple of values."""

    __test__ = False  # else pytest takes the class for a test

    term: str
    operator: str
    value: Value


@dataclass(frozen=True)
class All:
    """Every part holds. With no parts it always holds."""

    parts: "tuple[Condition, ...]" = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds. Raises ValueError with no parts: it could never hold, which is never meant."""

    parts: "tuple[Condition, ...]"

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))
        if not self.parts:
            raise ValueError("an empty 'any' never holds")


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = All | AnyOf | Not | Test

always = All()


def terms(condition: Condition) -> tuple[str, ...]:
    """The facts a condition asks for, each once, in the order in which it first names them."""
    return tuple(dict.fromkeys(test.term for test in each_test(condition)))


def each_test(condition: Condition) -> Iterator[Test]:
    """Every test in the condition, from left to right."""
    match condition:
        case Test():
            yield condition
        case Not(part):
            yield from each_test(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from each_test(part)


def to_data(condition: Condition) -> dict[str, object]:
    """The condition as plain data for YAML or JSON; `load` and `load_data` make an equal tree of it."""
    match condition:
        case Test(term, operator, value):
            return {term: {operator: _plain(value)}}
        case Not(part):
            return {"not": to_data(part)}
        case All(parts):
            return {"all": [to_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_data(part) for part in parts]}


def _plain(value: Value) -> object:
    match value:
        case tuple():
            return [_plain(item) for item in value]
        case Decimal():
            return f"{value:f}"  # as text: a float would lose digits
        case Money():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value
