"""Where an obligation stands on a day."""

from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    KEPT = "kept"
    WAIVED = "waived"


def standing(due: date | None, discharged_as: str | None, on: date) -> Standing:
    """Discharged wins; then late if its day has passed. An obligation without a day is never late."""
    if discharged_as is not None:
        return Standing(discharged_as)
    return Standing.OVERDUE if due is not None and due < on else Standing.OPEN
