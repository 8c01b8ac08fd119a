"""How often a mail that could not be sent is tried again."""

from datetime import datetime, timedelta

TRIES = 10
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many tries have failed, twice as late each time; None when it is given up."""
    if tries >= TRIES:
        return None
    wait: timedelta = FIRST * 2 ** (tries - 1)
    return at + min(wait, LONGEST)
