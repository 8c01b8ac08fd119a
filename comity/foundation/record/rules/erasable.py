"""Which entries may be erased or withheld at all, whoever asks.

An act that still binds somebody, or by which other acts are judged, is kept: a decision, a power given or taken, a
framework. Their events say so themselves (`Event.never_erased`). What tells of the record itself is kept because every
proof leads through it.
"""

from comity.foundation.words.rules.said import say

OF_THE_RECORD = "record."  # the guards of the database say the same (rules/guards.py)

DECISION: str = say("it is a decision, which binds for as long as the record stands")
POWER: str = say("it gives or takes away a power, by which the acts of others are judged")
FRAMEWORK: str = say("it says which rules were in force")
_ITSELF: str = say("it tells of the record itself, through which every proof leads")
_UNKNOWN: str = say("nobody here knows any more what an entry of its kind binds")


def why_never_erased(kind: str, declared: str | None) -> str:
    """Why an entry of this kind is not erased; empty where it may be. `declared` is what its event says of it, None
    for a kind that no event of this house has any more."""
    if kind.startswith(OF_THE_RECORD):
        return _ITSELF
    return _UNKNOWN if declared is None else declared


def why_never_withheld(kind: str) -> str:
    """Why an entry of this kind is in all evidence; empty where it may be withheld."""
    return _ITSELF if kind.startswith(OF_THE_RECORD) else ""
