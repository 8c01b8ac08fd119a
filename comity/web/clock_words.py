"""The words of a clock: how much time is left or how late it is, from times that are given.

`relative-clock.js` says the same words as time passes, from the patterns that `patterns` hands it in the page's
language; `test_clocks.py` holds the two together.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from comity.foundation.words.rules.said import Said, say, say_many

Urgency = Literal["ahead", "soon", "late", "met", "missed", "paused", "none"]

SOON = timedelta(hours=48)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ONE_OF_EACH_PLURAL = (0, 1, 2, 3, 11, 100)
"""Counts of which every language here has at least one for each of its plurals (Unicode CLDR)."""


class Told(NamedTuple):
    words: str
    urgency: Urgency


def span(length: timedelta) -> Said:
    """`3 days`, `1 day 6 h`, `6 h 20 min`, `20 min`: rounded down, finer the shorter it is."""
    length = abs(length)
    days, hours = length // DAY, length % DAY // HOUR
    if days >= 3 or (days and not hours):
        return days_in_words(days)
    if days:
        return say("{days} {hours} h", days=days_in_words(days), hours=hours)
    minutes = length % HOUR // MINUTE
    if hours:
        return (
            say("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else say("{hours} h", hours=hours)
        )
    return say("{minutes} min", minutes=minutes) if minutes else say("under a minute")


def left(due: datetime | date, at: datetime) -> Told:
    """Time left until `due`, or how late it is; a plain date is due at the end of that day in `at`'s zone."""
    if not isinstance(due, datetime):
        return _left_of_days((due - at.date()).days)
    gap = due - at
    if gap < timedelta(0):
        return Told(_late(span(gap)), "late")
    return Told(_due_in(span(gap)), "soon" if gap < SOON else "ahead")


def kept(due: datetime | date, met: datetime | date) -> Told:
    """Whether something that was owed by `due` and done at `met` was in time."""
    if not isinstance(due, datetime) or not isinstance(met, datetime):
        days = (_day(met) - _day(due)).days
        return Told(_late(days_in_words(days)), "missed") if days > 0 else Told(say("in time"), "met")
    gap = met - due
    return Told(_late(span(gap)), "missed") if gap > timedelta(0) else Told(say("in time"), "met")


def _left_of_days(days: int) -> Told:
    if days < 0:
        return Told(_late(days_in_words(-days)), "late")
    if days == 0:
        return Told(say("due today"), "soon")
    return Told(say("due tomorrow"), "soon") if days == 1 else Told(_due_in(days_in_words(days)), "ahead")


def days_in_words(count: int) -> Said:
    return say_many("{count} day", "{count} days", count)


def named(what: str, words: str) -> str:
    """The words of a clock after the name of what is due: `answer due in 3 days`."""
    return say("{what} {clock}", what=what, clock=words) if what else words


def _late(length: str) -> Said:
    return say("{length} late", length=length)


def _due_in(length: str) -> Said:
    return say("due in {length}", length=length)


def _day(value: datetime | date) -> date:
    return value.date() if isinstance(value, datetime) else value


def patterns(translate: Callable[[str], str], translate_many: Callable[[str, str, int], str]) -> dict[str, str]:
    """What the browser needs to say the same, by name: patterns with their gaps, and one of days for each plural."""
    sentences = {
        "days-hours": "{days} {hours} h",
        "hours-minutes": "{hours} h {minutes} min",
        "hours": "{hours} h",
        "minutes": "{minutes} min",
        "moment": "under a minute",
        "late": "{length} late",
        "ahead": "due in {length}",
        "named": "{what} {clock}",
    }
    days = {f"day-{count}": translate_many("{count} day", "{count} days", count) for count in ONE_OF_EACH_PLURAL}
    return {name: translate(pattern) for name, pattern in sentences.items()} | days
