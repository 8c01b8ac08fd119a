"""When an answer is due. Working days are counted in a named calendar; the day of asking is day nought."""

from collections.abc import Collection
from datetime import date, datetime, timedelta


def due(
    asked: datetime,
    *,
    days: int,
    working: bool,
    weekend: Collection[int] = (6, 7),
    days_off: Collection[date] = (),
) -> datetime:
    """The moment the clock lapses: the same time of day, `days` later. Weekdays are 1 Monday … 7 Sunday.

    Raises ValueError when every day of the week is off.
    """
    if not working:
        return asked + timedelta(days=days)
    if set(weekend) >= set(range(1, 8)):
        raise ValueError("a calendar without working days never comes due")
    moment = asked
    while days:
        moment += timedelta(days=1)
        if moment.isoweekday() not in weekend and moment.date() not in days_off:
            days -= 1
    return moment


def extended(due_at: datetime, *, stopped: datetime, resumed: datetime) -> datetime:
    """A clock that stood still between two moments is due that much later."""
    return due_at + max(resumed - stopped, timedelta())
