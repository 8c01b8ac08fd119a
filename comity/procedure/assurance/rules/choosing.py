"""Does every possible engagement have exactly one route, and the stricter one where two classes could take it?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comity.foundation.conditions.rules.vocabulary import Vocabulary
from comity.mandate.institutions.rules.classes import EngagementClass

from .cells import cells_for


@dataclass(frozen=True, slots=True)
class Unclassed:
    """Such an engagement is of no class."""

    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NeverChosen:
    """Whatever is of this class is of an earlier one."""

    later: str


@dataclass(frozen=True, slots=True)
class WeakerFirst:
    """Such an engagement is of both classes and takes the route of the first, which asks less than the later's."""

    first: str
    later: str
    facts: Mapping[str, object]


Wrong = Unclassed | NeverChosen | WeakerFirst


def wrong_choices(
    classes: Sequence[EngagementClass],
    vocabulary: Vocabulary,
    *,
    as_strict: Callable[[str, str], bool],
) -> tuple[list[Wrong], int]:
    """What is wrong with classes that are tried in this order, and how many cells were looked at.

    `as_strict(one, other)`: whether the route of class `one` asks at least whom that of `other` asks, or somebody
    above them. Raises cells.TooMany when it cannot be decided.
    """
    cells = cells_for((entry.when for entry in classes), vocabulary)
    taken = 0
    wrong: list[Wrong] = []
    held: list[tuple[str, int]] = []
    for entry in classes:
        here = cells.where(entry.when)
        if not here & ~taken:
            wrong.append(NeverChosen(entry.key))
        for earlier, chosen in held:
            both = here & chosen
            if both and not as_strict(earlier, entry.key):
                wrong.append(WeakerFirst(earlier, entry.key, cells.example(both)))
        held.append((entry.key, here & ~taken))
        taken |= here
    if left := cells.all & ~taken:
        wrong.append(Unclassed(cells.example(left)))
    return wrong, cells.count
