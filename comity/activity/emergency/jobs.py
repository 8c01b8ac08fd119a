"""Tells of openings whose time ran out."""

from datetime import datetime

from comity.foundation.access.rules.actor import the_clock

from .actions.end_opening import end_opening
from .queries import expired


def end_expired(at: datetime) -> int:
    """How many were over. Their rows were closed at their moment already: the filter asks the clock."""
    found = expired(at)
    for number in found:
        end_opening(number, actor=the_clock(), at=at)
    return len(found)
