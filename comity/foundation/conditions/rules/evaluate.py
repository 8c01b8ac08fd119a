"""Does a condition hold? True, false, or unknown with the facts that are missing (Kleene's three values)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from comity.foundation.conditions.rules.tree import All, AnyOf, Condition, Money, Not, Single, Test

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Answer:
    """`value` is None exactly when `missing` is not empty."""

    value: bool | None
    missing: frozenset[str] = frozenset()


def evaluate(condition: Condition, facts: Facts) -> Answer:
    """Whether the condition holds for these facts; an absent or None fact is unknown, an empty set is known.

    `missing` names only facts that could still change the answer. Money is given as Decimal in the term's
    currency, a set as any collection of text. Raises TypeError for a fact of another type than its test.
    """
    match condition:
        case Test():
            return _tested(condition, facts.get(condition.term))
        case Not(part):
            answer = evaluate(part, facts)
            return answer if answer.value is None else Answer(not answer.value)
        case All(parts):
            return _joined((evaluate(part, facts) for part in parts), deciding=False)
        case AnyOf(parts):
            return _joined((evaluate(part, facts) for part in parts), deciding=True)


def _joined(answers: Iterable[Answer], *, deciding: bool) -> Answer:
    missing: frozenset[str] = frozenset()
    for answer in answers:
        if answer.value is deciding:
            return Answer(deciding)
        missing |= answer.missing
    return Answer(None if missing else not deciding, missing)


def _tested(test: Test, fact: object) -> Answer:
    if test.operator == "known":
        return Answer((fact is not None) is test.value)
    if fact is None:
        return Answer(None, frozenset({test.term}))
    value: Any = tuple(map(_bare, test.value)) if isinstance(test.value, tuple) else _bare(test.value)
    return Answer(_COMPARISONS[test.operator](_fitting(fact, test), value))


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda fact, value: fact == value,
    "on": lambda fact, value: fact == value,
    "is_not": lambda fact, value: fact != value,
    "in": lambda fact, values: fact in values,
    "not_in": lambda fact, values: fact not in values,
    "over": lambda fact, value: fact > value,
    "after": lambda fact, value: fact > value,
    "at_least": lambda fact, value: fact >= value,
    "under": lambda fact, value: fact < value,
    "before": lambda fact, value: fact < value,
    "at_most": lambda fact, value: fact <= value,
    "between": lambda fact, ends: ends[0] <= fact <= ends[1],
    "includes": lambda fact, value: value in fact,
    "includes_any": lambda fact, values: any(value in fact for value in values),
    "includes_all": lambda fact, values: all(value in fact for value in values),
}


def _bare(value: Single) -> Single:
    return value.amount if isinstance(value, Money) else value


def _fitting(fact: object, test: Test) -> object:
    sample = _bare(test.value[0] if isinstance(test.value, tuple) else test.value)
    kind = "set" if test.operator.startswith("includes") else _kind(sample)
    if _kind(fact) != kind:
        raise TypeError(f"fact '{test.term}' is {fact!r}, but its test needs a {kind}")
    return fact


def _kind(thing: object) -> str:
    """The type of a fact. Floats have none: they would compare differently in Python and in the database."""
    if isinstance(thing, datetime) or (isinstance(thing, Decimal) and not thing.is_finite()):
        return "unknown type"
    return next((kind for python_type, kind in _KINDS if isinstance(thing, python_type)), "unknown type")


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "flag"),  # before int, which it is to Python
    (int, "number"),
    (Decimal, "number"),
    (str, "text"),
    (date, "date"),
    *((collection, "set") for collection in (frozenset, set, tuple, list)),
)
