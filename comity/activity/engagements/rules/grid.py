"""A month or a week as a grid: what lies on which days, in lanes, so that a long engagement is one bar per week."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that lasts from a day to a day, both included."""

    key: UUID
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Bar:
    """The part of a stretch that lies in one week: the column it begins in (0 to 6) and how many it spans."""

    key: UUID
    column: int
    width: int
    begun_before: bool
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, the bars drawn in each lane, and how many stretches of each day found no lane."""

    days: tuple[date, ...]
    lanes: tuple[tuple[Bar, ...], ...]
    left_out: tuple[int, ...]
    held: tuple[int, ...]
    """How many stretches each day holds, drawn or not."""


def weeks_of(year: int, month: int, first_weekday: int) -> list[tuple[date, ...]]:
    """The whole weeks that hold a month; `first_weekday` counts from Monday, 0."""
    return [tuple(week) for week in Calendar(first_weekday).monthdatescalendar(year, month)]


def week_around(day: date, first_weekday: int) -> tuple[date, ...]:
    begins = day - timedelta(days=(day.weekday() - first_weekday) % 7)
    return tuple(begins + timedelta(days=step) for step in range(7))


def laid_out(days: Sequence[date], stretches: Iterable[Stretch], lanes: int) -> Week:
    """One week with at most so many lanes: what began first and lasts longest comes first and is drawn highest."""
    here = [one for one in stretches if one.first <= days[-1] and one.last >= days[0]]
    here.sort(key=lambda one: (max(one.first, days[0]), -(min(one.last, days[-1]) - one.first).days))
    rows: list[list[Bar]] = []
    left_out, held = [0] * len(days), [0] * len(days)
    for one in here:
        bar = _bar(one, days)
        columns = range(bar.column, bar.column + bar.width)
        for column in columns:
            held[column] += 1
        row = next((row for row in rows if row[-1].column + row[-1].width <= bar.column), None)
        if row is None and len(rows) < lanes:
            rows.append(row := [])
        if row is not None:
            row.append(bar)
        else:
            for column in columns:
                left_out[column] += 1
    return Week(tuple(days), tuple(tuple(row) for row in rows), tuple(left_out), tuple(held))


def _bar(one: Stretch, days: Sequence[date]) -> Bar:
    first, last = max(one.first, days[0]), min(one.last, days[-1])
    return Bar(one.key, (first - days[0]).days, (last - first).days + 1, one.first < days[0], one.last > days[-1])


def month_before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)


def month_after(year: int, month: int, months: int = 1) -> tuple[int, int]:
    whole = year * 12 + month - 1 + months
    return whole // 12, whole % 12 + 1
