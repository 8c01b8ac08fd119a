"""Dates as far as they are known: a day, a month, a year, or nothing. They are never made more exact."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SPOKEN = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})")


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class NotADate(ValueError):
    """The text is no date, or no day of the calendar. Says what to write."""


@dataclass(frozen=True, slots=True)
class RoughDate:
    """The first day of what is known, and how much of it is known. `first` is None exactly when unknown."""

    first: date | None = None
    precision: Precision = Precision.UNKNOWN

    def __post_init__(self) -> None:
        if (self.first is None) is not (self.precision is Precision.UNKNOWN):
            raise ValueError("a known date has a precision, an unknown one has none")

    def __bool__(self) -> bool:
        return self.first is not None

    def __str__(self) -> str:
        return shown(self)

    @property
    def earliest(self) -> date | None:
        """The first day it can mean."""
        if self.first is None or self.precision is Precision.DAY:
            return self.first
        return self.first.replace(day=1, month=1 if self.precision is Precision.YEAR else self.first.month)

    @property
    def latest(self) -> date | None:
        """The last day it can mean."""
        if self.first is None or self.precision is Precision.DAY:
            return self.first
        month = 12 if self.precision is Precision.YEAR else self.first.month
        return date(self.first.year, month, monthrange(self.first.year, month)[1])


UNKNOWN = RoughDate()


def read(text: str) -> RoughDate:
    """The date as typed: ``2026-10-05``, ``2026-10``, ``2026``, ``5 October 2026``, ``October 2026`` or nothing.

    Raises NotADate. Day and month in figures alone (05/10/2026) are refused: half the world reads them otherwise.
    """
    said = " ".join(text.split())
    if not said:
        return UNKNOWN
    if match := _WRITTEN.fullmatch(said):
        year, month, day = match.groups()
        return _made(said, year, month, day)
    if match := _SPOKEN.fullmatch(said):
        day, name, year = match.groups()
        return _made(said, year, _month(name, said), day)
    raise _refusal(said)


def _month(name: str, said: str) -> str:
    found = [i for i, known in enumerate(MONTHS, 1) if known.casefold().startswith(name.casefold())]
    if len(found) != 1:
        raise _refusal(said)
    return str(found[0])


def _made(said: str, year: str, month: str | None, day: str | None) -> RoughDate:
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        return RoughDate(date(int(year), int(month or 1), int(day or 1)), precision)
    except ValueError as error:
        raise NotADate(f"There is no {said} in the calendar.") from error


def _refusal(said: str) -> NotADate:
    return NotADate(f"“{said}” is not a date. Write 2026-10-05, or as much as is known: 2026-10 or 2026.")


def written(rough: RoughDate) -> str:
    """As text that `read` reads back, cut at its precision; "" when unknown."""
    lengths = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4, Precision.UNKNOWN: 0}
    return rough.first.isoformat()[: lengths[rough.precision]] if rough.first else ""


def shown(rough: RoughDate) -> str:
    """For people: ``5 March 1994``, ``March 1994``, ``1994`` or ``date not known``."""
    if rough.first is None:
        return "date not known"
    day = f"{rough.first.day} " if rough.precision is Precision.DAY else ""
    month = "" if rough.precision is Precision.YEAR else f"{MONTHS[rough.first.month - 1]} "
    return f"{day}{month}{rough.first.year}"


def span_shown(start: RoughDate, end: RoughDate) -> str:
    """From and to in one phrase that says once what is the same: ``5–16 October 2026``."""
    first, last = start.first, end.first
    if last is None or shown(start) == shown(end):
        return shown(start)
    if first is None:
        return f"until {shown(end)}"
    if start.precision is not end.precision or first.year != last.year:
        return f"{shown(start)} – {shown(end)}"
    if first.month == last.month:
        return f"{first.day}–{shown(end)}"
    return f"{shown(start).removesuffix(f' {first.year}')} – {shown(end)}"


def ends_too_early(start: RoughDate, end: RoughDate) -> bool:
    """Whether the end lies before the start, compared only as exactly as the less exact of the two allows."""
    if not start or not end:
        return False
    length = min(len(written(start)), len(written(end)))
    return written(end)[:length] < written(start)[:length]


def days_between(start: RoughDate, end: RoughDate) -> int | None:
    """How many days it takes, both included; None unless both days are known."""
    exact = start.precision is Precision.DAY and end.precision is Precision.DAY
    if not exact or start.first is None or end.first is None:
        return None
    return (end.first - start.first).days + 1
