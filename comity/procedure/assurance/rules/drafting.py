"""Writes a procedure by names: places, flags, and moves whose guards are asked of the running code's own rules."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, combinations

from .space import MOST_FLAGS, Move, Procedure, TooLarge, When, covering

Up = frozenset[str]  # the names of the flags that are up
Asked = Callable[[Up], object]  # its answer counts as true or false
MOST_WORK = 1 << 29  # moves times states of a place: some seconds
_NO_MARKS: Mapping[str, Asked] = {}


def _always(_up: Up) -> bool:
    return True


class Draft:
    """Collects a procedure. Places and flags are there once they are named."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._flags: dict[str, int] = {}
        self._moves: list[Move] = []

    def place(self, name: str) -> int:
        return self._places.setdefault(name, len(self._places))

    def mask(self, names: Collection[str]) -> int:
        return sum(1 << self._flags.setdefault(name, len(self._flags)) for name in dict.fromkeys(names))

    def when(self, up: Collection[str] = (), down: Collection[str] = ()) -> When:
        return When(self.mask(up), self.mask(down))

    def move(
        self,
        label: str,
        source: str,
        target: str,
        *,
        up: Collection[str] = (),
        down: Collection[str] = (),
        reads: Sequence[str] = (),
        allowed: Asked = _always,
        raises: Collection[str] = (),
        lowers: Collection[str] = (),
        marks: Mapping[str, Asked] = _NO_MARKS,
        key: tuple[str, ...] = (),
    ) -> None:
        """One kind of act. `allowed` is asked with every combination of the flags in `reads`, and the move is made of
        those for which its answer is true: so a permission is what it is in the running code, whatever it says.
        `marks` raise a flag more for the combinations of which they are true. Raises TooLarge before it asks so often
        that nobody would wait for it.
        """
        here, there = self.place(source), self.place(target)
        base, lowered = self.when(up, down), self.mask([flag for flag in lowers if flag not in raises])
        self.mask(reads)
        if len(self._flags) > MOST_FLAGS:
            raise TooLarge(f"more than {MOST_FLAGS} flags; at most so many are explored whole")
        for marked, guards in self._guards(reads, allowed, marks).items():
            raised = self.mask([*raises, *marked])
            for guard in guards:
                when = When(base.up | guard.up, base.down | guard.down)
                if not when.up & when.down:
                    self._moves.append(Move(label, here, there, when, raised, lowered & ~raised, key))

    def _guards(self, reads: Sequence[str], allowed: Asked, marks: Mapping[str, Asked]) -> dict[Up, list[When]]:
        """By the flags that are raised beside, the guards under which the move may be made."""
        if not reads and not marks and allowed is _always:
            return {frozenset(): [When()]}  # most moves ask nothing
        found: dict[Up, list[int]] = {}
        for some in map(frozenset, _combinations(reads)):
            if allowed(some):
                marked = frozenset(flag for flag, asked in marks.items() if asked(some))
                found.setdefault(marked, []).append(self.mask(some))
        return {marked: covering(values, self.mask(reads)) for marked, values in found.items()}

    def procedure(self, start: str, up: Collection[str] = ()) -> Procedure:
        """Raises TooLarge for what would take longer than whoever proposes a framework waits."""
        if len(self._moves) << len(self._flags) > MOST_WORK:
            raise TooLarge(f"{len(self._moves)} moves over {len(self._flags)} flags are more than is explored whole")
        return Procedure(
            tuple(self._places), tuple(self._flags), tuple(self._moves), (self.place(start), self.mask(up))
        )


def _combinations(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
