"""Are the classes of a framework complete, and is each of them ever reached?

A test compares one fact with figures written in the file, so a fact matters only by where it lies among them: below,
at, above each figure; this word, that word or another. Trying one value of every such place for every fact tries every
engagement there can be. That is exact, not a sample; where there are too many combinations it says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from math import prod

from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.tree import Money, Test, each_test
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary
from comity.foundation.words.rules.said import known, say, series

from .classes import EngagementClass

MOST_COMBINATIONS = 40_000
MOST_MEMBERS = 6  # of a set; each doubles what there is to try
ANOTHER = "another"
ABSENT = object()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Facts of an engagement that no class takes (None: there is none), the keys of classes that nothing ever reaches,
    and whether all could be tried: if not, nothing is known and the rest is empty."""

    hole: Mapping[str, object] | None = None
    never: tuple[str, ...] = ()
    decided: bool = True


def coverage(classes: Sequence[EngagementClass], vocabulary: Vocabulary) -> Coverage:
    """Try every engagement that differs to these classes, by the order in which `classify` tries them."""
    tests = [test for entry in classes for test in each_test(entry.when)]
    terms = [vocabulary.term(name) for name in dict.fromkeys(test.term for test in tests)]
    places = [_places(term, [test for test in tests if test.term == term.name]) for term in terms]
    if prod(map(len, places)) > MOST_COMBINATIONS:
        return Coverage(decided=False)
    reached: set[str] = set()
    hole = None
    for values in product(*places):
        facts = {term.name: value for term, value in zip(terms, values, strict=True) if value is not ABSENT}
        taken = _taken(classes, facts)
        if taken is None:
            hole = hole or facts
        reached.add(taken or "")
    return Coverage(hole, tuple(entry.key for entry in classes if entry.key not in reached))


def _taken(classes: Sequence[EngagementClass], facts: Mapping[str, object]) -> str | None:
    """The class; nothing when none takes it; an empty key when it cannot be told, which is no hole: it is asked for."""
    for entry in classes:
        value = evaluate(entry.when, facts).value
        if value is not False:
            return entry.key if value else ""
    return None


def _places(term: Term, tests: Sequence[Test]) -> list[object]:
    """One value of every place where the fact may lie, seen from these tests."""
    missing = [ABSENT] if any(test.operator == "known" for test in tests) else []
    written = list(dict.fromkeys(_plain(value) for test in tests for value in _values(test)))
    return [*_of_type(term, written), *missing]


def _of_type(term: Term, written: Sequence[object]) -> Sequence[object]:  # noqa: PLR0911  one case for each type
    match term.type:
        case "flag":
            return [True, False]
        case "choice":
            return list(term.values)
        case "text":
            return [*written, ANOTHER]
        case "set":
            members = [*written, ANOTHER][-MOST_MEMBERS - 1 :]
            return [frozenset(some) for n in range(len(members) + 1) for some in combinations(members, n)]
        case "date":
            days = {day + timedelta(days=n) for day in written if isinstance(day, date) for n in (-1, 0, 1)}
            return sorted(days) or [date(2000, 1, 1)]
        case "number":
            return _around(written, Decimal(1))
        case "money":
            return _around(written, Decimal("0.01"))
    return []


def _around(written: Sequence[object], step: Decimal) -> list[Decimal]:
    """Just below, at and just above each figure, none of them below nought."""
    figures = {Decimal(str(value)) + shift for value in written for shift in (-step, Decimal(0), step)}
    return sorted(figure for figure in figures if figure >= 0) or [Decimal(0)]


def _values(test: Test) -> Iterator[object]:
    if test.operator != "known":
        yield from test.value if isinstance(test.value, tuple) else (test.value,)


def _plain(value: object) -> object:
    return value.amount if isinstance(value, Money) else value


def in_words(facts: Mapping[str, object]) -> str:
    """Such facts as one reads them: “kind: visit, personnel: 501”."""
    parts = [say("{fact}: {value}", fact=known(name.replace("_", " ")), value=_word(v)) for name, v in facts.items()]
    return series(parts, ", ")


def _word(value: object) -> str:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, frozenset):
        return "[" + ", ".join(sorted(map(str, value))) + "]"
    return str(value)
