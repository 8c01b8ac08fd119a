"""Dates as far as they are known: a day, a month, a year, or nothing. They are never made more exact."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.foundation.words.rules.said import known, say
from comity.foundation.words.rules.texts import MONTHS, rough_day

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
        raise NotADate(say("There is no {text} in the calendar.", text=said)) from error


def _refusal(said: str) -> NotADate:
    return NotADate(
        say("“{text}” is not a date. Write 2026-10-05, or as much as is known: 2026-10 or 2026.", text=said)
    )


def written(rough: RoughDate) -> str:
    """As text that `read` reads back, cut at its precision; "" when unknown."""
    lengths = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4, Precision.UNKNOWN: 0}
    return rough.first.isoformat()[: lengths[rough.precision]] if rough.first else ""


def shown(rough: RoughDate) -> str:
    """For people: ``5 March 1994``, ``March 1994``, ``1994`` or ``date not known``."""
    if rough.first is None:
        return say("date not known")
    return rough_day(*(int(part) for part in written(rough).split("-")))


def span_shown(start: RoughDate, end: RoughDate) -> str:
    """From and to in one phrase that says once what is the same: ``5–16 October 2026``."""
    first, last = start.first, end.first
    if last is None or shown(start) == shown(end):
        return shown(start)
    if first is None:
        return say("until {day}", day=shown(end))
    if start.precision is not end.precision or first.year != last.year:
        return say("{first} – {last}", first=shown(start), last=shown(end))
    if first.month == last.month:
        return say("{first}–{last}", first=first.day, last=shown(end))
    month = known(MONTHS[first.month - 1])
    begins = say("{day} {month}", day=first.day, month=month) if start.precision is Precision.DAY else month
    return say("{first} – {last}", first=begins, last=shown(end))


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


LOOKS_BACK = 62  # days: what lasts longer is kept in an index of its own, so that a calendar looks no further back


def last_day(start: RoughDate, end: RoughDate) -> date | None:
    """The last day it can mean; None when it is not said when it begins."""
    first, last = start.latest, end.latest
    return None if first is None else max(first, last or first)


def is_long(start: RoughDate, end: RoughDate) -> bool:
    """Whether it can mean more days than a calendar looks back."""
    first, last = start.earliest, last_day(start, end)
    return first is not None and last is not None and (last - first).days > LOOKS_BACK


def exact_days(start: RoughDate, end: RoughDate) -> tuple[date, date] | None:
    """First and last day when both are known to the day, or the one day of something without an end; else None."""
    if start.first is None or start.precision is not Precision.DAY:
        return None
    if not end:
        return start.first, start.first
    return (start.first, max(start.first, end.first)) if end.first and end.precision is Precision.DAY else None
