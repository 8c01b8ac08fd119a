"""How part and whole relate: which part may stand in which whole, and what a reader is shown of it.

The whole has a marking of its own, its frame's: whoever may not read that finds nothing. It bounds nothing else. A part
may be marked above or below it; what a page shows of both carries the join of what it shows, and no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from comity.foundation.labels.rules.joining import CannotJoin, join
from comity.foundation.labels.rules.label import Label
from comity.foundation.labels.rules.policy import Policies
from comity.foundation.words.rules.said import say


def why_not_in(part: Label, frame: Label, policies: Policies, at: datetime) -> str:
    """Why a part may not be marked so in this whole; empty when it may.

    It must have a join with its frame: a page that shows both would otherwise have no banner.
    """
    try:
        join([frame, part], policies, at)
    except CannotJoin as error:
        return say("it cannot stand beside what surrounds it: {why}", why=error.args[0])
    return ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One part as a reader meets it: `words` is None where it is withheld and they may know that it is there."""

    number: int
    line: str
    words: str | None
    marking_id: int  # of the words; 0 where they are withheld


@dataclass(frozen=True, slots=True)
class Row:
    """A part as it was found for one reader: its words only if they may read them."""

    line: str
    place: int
    words: str | None
    marking_id: int


def seen(rows: Iterable[Row]) -> tuple[Seen, ...]:
    """In their order, numbered among what this reader may know of.

    INVARIANT: a number tells nothing of what the reader may not know (tests/test_whole.py).
    """
    ordered = sorted(rows, key=lambda row: (row.place, row.line))
    return tuple(Seen(number, row.line, row.words, row.marking_id) for number, row in enumerate(ordered, 1))


def digest_of(words: str) -> str:
    """SHA-256 of the words, as the record names them."""
    return sha256(words.encode()).hexdigest()


def place_between(before: int | None, after: int | None) -> int | None:
    """A place after one and before another; None when there is no room left and all must be laid out anew."""
    if before is None and after is None:
        return 1000
    if after is None:
        return (before or 0) + 1000
    low = before if before is not None else after - 2000
    return (low + after) // 2 if after - low > 1 else None
