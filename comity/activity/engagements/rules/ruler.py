"""Time as a line from 0 to 100: where a day lies on it, its marks, and bars that do not cover each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from .grid import Stretch, month_after

WEEKLY = 130
"""Days: a ruler no longer than this is marked by weeks, a longer one by months."""
NARROWEST = 0.6
GLYPH = 0.62
"""Per cent of the ruler's length: the least width of a bar, and about what a letter takes beside it."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """From a day to a day, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where a day begins, in per cent; before the first is 0, after the last 100."""
        return round(min(max((day - self.first).days / self.days, 0), 1) * 100, 3)

    def marks(self) -> list[date]:
        """The first of each month, or each Monday of a short ruler."""
        if self.days <= WEEKLY:
            monday = self.first + timedelta(days=-self.first.weekday() % 7)
            return [monday + timedelta(days=step) for step in range(0, (self.last - monday).days + 1, 7)]
        found, here = [], (self.first.year, self.first.month)
        while (day := date(*here, 1)) <= self.last:
            if day >= self.first:
                found.append(day)
            here = month_after(*here)
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A bar: lane from 0, start and width in per cent, and whether its words stand inside or beside it."""

    key: UUID
    lane: int
    start: float
    width: float
    inside: bool
    words: float
    """Where words beside the bar begin; to the left of it when there is no room after it."""


def placed(stretches: Iterable[Stretch], ruler: Ruler, letters: Mapping[UUID, int]) -> list[Placed]:
    """Each stretch in the first lane where neither its bar nor its words meet another's."""
    ends: list[float] = []
    found = []
    for one in sorted(stretches, key=lambda s: (s.first, -(s.last - s.first).days)):
        start = ruler.at(one.first)
        width = max(ruler.at(one.last + timedelta(days=1)) - start, NARROWEST)
        start = min(start, 100 - width)
        wanted = letters.get(one.key, 0) * GLYPH
        inside = wanted <= width
        before = not inside and start + width + wanted > 100
        begins, end = (start - wanted, start + width) if before else (start, start + max(width, wanted + width))
        end = start + width if inside else end
        lane = next((n for n, taken in enumerate(ends) if taken <= max(begins, 0)), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = end + 0.4
        words = start if inside else max(begins, 0) if before else start + width
        found.append(Placed(one.key, lane, round(start, 3), round(width, 3), inside, round(words, 3)))
    return found
