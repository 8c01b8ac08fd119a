"""The words of a clock: how much time is left or how late it is, from times that are given.

`relative-clock.js` says the same words as time passes; `test_clocks.py` holds the two together.
"""

from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

Urgency = Literal["ahead", "soon", "late", "met", "missed", "paused", "none"]

SOON = timedelta(hours=48)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Told(NamedTuple):
    words: str
    urgency: Urgency


def span(length: timedelta) -> str:
    """`3 days`, `1 day 6 h`, `6 h 20 min`, `20 min`: rounded down, finer the shorter it is."""
    length = abs(length)
    days, hours = length // DAY, length % DAY // HOUR
    if days >= 3 or (days and not hours):
        return days_in_words(days)
    if days:
        return f"{days_in_words(days)} {hours} h"
    minutes = length % HOUR // MINUTE
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"


def left(due: datetime | date, at: datetime) -> Told:
    """Time left until `due`, or how late it is; a plain date is due at the end of that day in `at`'s zone."""
    if not isinstance(due, datetime):
        return _left_of_days((due - at.date()).days)
    gap = due - at
    if gap < timedelta(0):
        return Told(f"{span(gap)} late", "late")
    return Told(f"due in {span(gap)}", "soon" if gap < SOON else "ahead")


def kept(due: datetime | date, met: datetime | date) -> Told:
    """Whether something that was owed by `due` and done at `met` was in time."""
    if not isinstance(due, datetime) or not isinstance(met, datetime):
        days = (_day(met) - _day(due)).days
        return Told(f"{days_in_words(days)} late", "missed") if days > 0 else Told("in time", "met")
    gap = met - due
    return Told(f"{span(gap)} late", "missed") if gap > timedelta(0) else Told("in time", "met")


def _left_of_days(days: int) -> Told:
    if days < 0:
        return Told(f"{days_in_words(-days)} late", "late")
    if days == 0:
        return Told("due today", "soon")
    return Told("due tomorrow", "soon") if days == 1 else Told(f"due in {days_in_words(days)}", "ahead")


def days_in_words(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _day(value: datetime | date) -> date:
    return value.date() if isinstance(value, datetime) else value
