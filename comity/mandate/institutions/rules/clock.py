"""A clock: how many days are allowed, and which days are counted."""

from typing import Annotated, Literal

from pydantic import Field

from .strict import Strict


class Clock(Strict):
    """Days allowed: of the calendar, working days, or days on which a parliament sits, by a named calendar."""

    days: Annotated[int, Field(ge=1, le=400)]
    """How many. The day of asking is day nought."""
    count: Literal["calendar", "working", "sitting"] = "working"
    """Which days count: every day; all but weekends and days off; only those on which the parliament sits."""
    calendar: str = "home"
    """The calendar, by its name under `calendars`, in which working and sitting days are looked up."""
