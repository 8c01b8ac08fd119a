"""All facts there can be, cut where conditions cut them: a finite number of cells, each with one example.

Two sets of facts in one cell are told apart by no condition that the cells were made for, so a question about every
possible engagement becomes one about every cell. Sets of cells are whole numbers, bit by bit, as in `space`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from math import prod

from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.tree import All, AnyOf, Condition, Money, Not, Test, each_test, terms
from comity.foundation.conditions.rules.vocabulary import Term, TermType, Vocabulary

MOST_CELLS = 1 << 23
MOST_NAMED = 8  # names of a set that conditions ask for: every combination of them is tried
CENT = Decimal("0.01")
ANOTHER = "another"  # stands for every text that no condition names


class TooMany(ValueError):
    """The conditions cut the facts into more cells than are tried."""


@dataclass(frozen=True)
class Cells:
    """`examples` are, for each term that matters, one value of each of its stretches. All facts are given: what a
    missing fact leads to is for `classify`, which then chooses no class."""

    examples: tuple[tuple[str, tuple[object, ...]], ...]

    @cached_property
    def count(self) -> int:
        return prod(len(values) for _, values in self.examples)

    @cached_property
    def all(self) -> int:
        return (1 << self.count) - 1

    def where(self, condition: Condition) -> int:
        """The cells in which it holds."""
        match condition:
            case All(parts):
                found = self.all
                for part in parts:
                    found &= self.where(part)
                return found
            case AnyOf(parts):
                found = 0
                for part in parts:
                    found |= self.where(part)
                return found
            case Not(part):
                return self.all ^ self.where(part)
            case Test():
                return self._tested(condition)

    def _tested(self, test: Test) -> int:
        stride = 1
        for name, values in self.examples:
            if name == test.term:
                stretch = ((1 << stride) - 1) * sum(
                    1 << stride * n for n, value in enumerate(values) if evaluate(test, {name: value}).value
                )
                period = stride * len(values)
                return stretch * (self.all // ((1 << period) - 1))
            stride *= len(values)
        raise LookupError(f"the cells were not made for '{test.term}'")

    def example(self, cells: int) -> dict[str, object]:
        """Facts of the first of these cells. Raises ValueError for none."""
        if not cells:
            raise ValueError("there is no cell to show")
        number, facts = (cells & -cells).bit_length() - 1, {}
        for name, values in self.examples:
            number, place = divmod(number, len(values))
            facts[name] = values[place]
        return facts


def cells_for(conditions: Iterable[Condition], vocabulary: Vocabulary) -> Cells:
    """Cells that these conditions do not cut. Raises TooMany, LookupError for a term the vocabulary has not."""
    conditions = list(conditions)
    named = dict.fromkeys(name for condition in conditions for name in terms(condition))
    tests = [test for condition in conditions for test in each_test(condition)]
    found = Cells(
        tuple((name, _examples(vocabulary.term(name), [test for test in tests if test.term == name])) for name in named)
    )
    if found.count > MOST_CELLS:
        raise TooMany(f"{found.count} combinations of facts; at most {MOST_CELLS} are tried")
    return found


def _examples(term: Term, tests: Sequence[Test]) -> tuple[object, ...]:
    values = [value for test in tests if test.operator != "known" for value in _values(test)]
    return _OF[term.type](term, values)


def _values(test: Test) -> list[object]:
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return [value.amount if isinstance(value, Money) else value for value in values]


def _texts(_term: Term, values: Sequence[object]) -> tuple[object, ...]:
    return (ANOTHER, *dict.fromkeys(map(str, values)))


def _subsets(_term: Term, values: Sequence[object]) -> tuple[object, ...]:
    names = list(dict.fromkeys(map(str, values)))
    if len(names) > MOST_NAMED:
        raise TooMany(f"a set with {len(names)} names that conditions ask for; at most {MOST_NAMED} are tried")
    chosen = [frozenset(some) for n in range(len(names) + 1) for some in combinations(names, n)]
    return (*chosen, *(some | {ANOTHER} for some in chosen))


def _figures(term: Term, values: Sequence[object]) -> tuple[object, ...]:
    """Each figure that is named, and the nearest on either side of it: whole ones, of money to the cent."""
    step = CENT if term.type == "money" else Decimal(1)
    points = [Decimal(str(value)) for value in values]
    near = {figure for point in points for figure in (point - step, point, point + step)}
    return tuple(sorted({figure for figure in near if figure >= 0} | {Decimal(0)}))


def _days(_term: Term, values: Sequence[object]) -> tuple[object, ...]:
    points, day = [value for value in values if isinstance(value, date)], timedelta(days=1)
    return tuple(sorted({near for point in points for near in (point - day, point, point + day)} or {date(2026, 1, 1)}))


_OF: Mapping[TermType, Callable[[Term, Sequence[object]], tuple[object, ...]]] = {
    "choice": lambda term, _: term.values,
    "flag": lambda _term, _: (False, True),
    "text": _texts,
    "set": _subsets,
    "number": _figures,
    "money": _figures,
    "date": _days,
}
