"""A finite procedure as a state space: places, flags that are up or down, and moves between them. Knows no diplomacy.

A state is a place and which flags are up. The states of one place are kept together as one whole number, in which
bit v is set when the state with the flags v (a number itself, flag b being its bit b) is in the set. So a move
takes a thousand states as cheaply as one, and four million states are a few megabytes and some milliseconds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

MOST_FLAGS = 22  # a place then has four million states, half a megabyte


class TooLarge(ValueError):
    """It has more flags than can be explored whole."""


@dataclass(frozen=True, slots=True)
class When:
    """Holds where these flags are up and those are down. Masks: flag b is bit b."""

    up: int = 0
    down: int = 0

    def holds(self, flags: int) -> bool:
        return flags & self.up == self.up and not flags & self.down


@dataclass(frozen=True, slots=True)
class Move:
    """From one place to another, where its guard holds; then it raises some flags and lowers others.

    `label` says what is done, for the story; `key` is for whoever performs it again.
    """

    label: str
    source: int
    target: int
    when: When = When()
    raises: int = 0
    lowers: int = 0
    key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.raises & self.lowers:
            raise ValueError(f"“{self.label}” both raises and lowers a flag")


@dataclass(frozen=True, slots=True)
class Where:
    """A set of states: in one of these places (all if empty), where the guard holds."""

    places: frozenset[int] = frozenset()
    when: When = When()


@dataclass(frozen=True)
class Procedure:
    """`start` is a place and the flags that are up there. Raises TooLarge, or ValueError for what points at nothing."""

    places: tuple[str, ...]
    flags: tuple[str, ...]
    moves: tuple[Move, ...]
    start: tuple[int, int] = (0, 0)
    from_place: Mapping[int, tuple[Move, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.flags) > MOST_FLAGS:
            raise TooLarge(f"{len(self.flags)} flags; at most {MOST_FLAGS} are explored whole")
        for move in self.moves:
            masks = (move.when.up, move.when.down, move.raises, move.lowers)
            if not all(0 <= place < len(self.places) for place in (move.source, move.target)):
                raise ValueError(f"“{move.label}” leads from or to a place that is not there")
            if any(mask < 0 or mask >> len(self.flags) for mask in masks):
                raise ValueError(f"“{move.label}” has a flag that is not there")
        found: dict[int, list[Move]] = {}
        for move in self.moves:
            found.setdefault(move.source, []).append(move)
        object.__setattr__(self, "from_place", {place: tuple(moves) for place, moves in found.items()})

    @cached_property
    def sets(self) -> "Sets":
        return Sets(len(self.flags))

    def flags_up(self, flags: int) -> tuple[str, ...]:
        return tuple(name for b, name in enumerate(self.flags) if flags >> b & 1)


class Sets:
    """The arithmetic of sets of states of one place, for so many flags."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.all = (1 << (1 << flags)) - 1
        self.up = tuple(_pattern(b, flags) for b in range(flags))
        self.down = tuple(self.all ^ up for up in self.up)
        self._guards: dict[When, int] = {}

    def where(self, when: When) -> int:
        """Every state in which the guard holds."""
        found = self._guards.get(when)
        if found is None:
            found = self.all
            for b in bits(when.up):
                found &= self.up[b]
            for b in bits(when.down):
                found &= self.down[b]
            self._guards[when] = found
        return found

    def after(self, move: Move, states: int) -> int:
        """Where this move leads from any of these states."""
        states &= self.where(move.when)
        if not states:
            return 0
        for b in bits(move.raises):
            states = (states & self.up[b]) | (states & self.down[b]) << (1 << b)
        for b in bits(move.lowers):
            states = (states & self.down[b]) | (states & self.up[b]) >> (1 << b)
        return states

    def before(self, move: Move, states: int) -> int:
        """From where this move leads to one of these states."""
        for b in bits(move.raises):
            states &= self.up[b]
            states |= states >> (1 << b)
        for b in bits(move.lowers):
            states &= self.down[b]
            states |= states << (1 << b)
        return states & self.where(move.when)


@cache
def _pattern(flag: int, flags: int) -> int:
    """The set of all states in which this flag is up: ones in every second stretch of 2^flag bits."""
    stretch = 1 << flag
    ones = ((1 << stretch) - 1) << stretch
    return ones * (((1 << (1 << flags)) - 1) // ((1 << 2 * stretch) - 1))


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def covering(allowed: Iterable[int], over: int) -> list[When]:
    """Guards that together hold exactly where the flags in the mask `over` have one of these values.

    Two guards that differ in one flag become one without it, as long as there are any.
    """
    found = {When(value & over, over & ~value) for value in allowed}
    for b in bits(over):
        flag = 1 << b
        for guard in sorted((g for g in found if g.up & flag), key=lambda g: (g.up, g.down)):
            twin = When(guard.up & ~flag, guard.down | flag)
            if twin in found:
                found -= {guard, twin}
                found.add(When(guard.up & ~flag, guard.down))
    return sorted(found, key=lambda g: (g.up, g.down))
