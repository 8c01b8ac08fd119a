"""When an answer is due. Working and sitting days are counted in a named calendar; the day
of asking is day nought."""

from collections.abc import Collection
from datetime import date, datetime, timedelta


class NoMoreDays(ValueError):
    """A calendar lists fewer sitting days after this moment than the clock counts: nobody can tell when it is due."""


def due(
    asked: datetime,
    *,
    days: int,
    count: str = "working",
    weekend: Collection[int] = (6, 7),
    days_off: Collection[date] = (),
    sitting: Collection[date] = (),
) -> datetime:
    """The moment the clock lapses: the same time of day, `days` days of that kind later. Weekdays are 1 Monday …
    7 Sunday; `count` is calendar, working or sitting.

    Raises ValueError when every day of the week is off, and NoMoreDays when too few sitting days are listed: a clock
    of which the end is unknown must not lapse early.
    """
    if count == "calendar":
        return asked + timedelta(days=days)
    if count == "sitting":
        later = sorted(day for day in sitting if day > asked.date())
        if len(later) < days:
            raise NoMoreDays(f"{len(later)} sitting days are listed after {asked.date()}, and {days} are needed")
        return asked + (later[days - 1] - asked.date())
    if set(weekend) >= set(range(1, 8)):
        raise ValueError("a calendar without working days never comes due")
    moment = asked
    while days:
        moment += timedelta(days=1)
        if moment.isoweekday() not in weekend and moment.date() not in days_off:
            days -= 1
    return moment


def extended(
    due_at: datetime, *, stopped: datetime, resumed: datetime, count: str = "working", sitting: Collection[date] = ()
) -> datetime:
    """A clock that stood still between two moments is due that much later; one that counts sitting days, on a day of
    sitting. Raises NoMoreDays when none is listed any more."""
    later = due_at + max(resumed - stopped, timedelta())
    if count != "sitting":
        return later
    day = min((day for day in sitting if day >= later.date()), default=None)
    if day is None:
        raise NoMoreDays(f"no sitting day is listed from {later.date()} on")
    return later + (day - later.date())
