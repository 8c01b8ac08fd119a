"""Does the record run on, in its numbers and in its times? Pure: numbers and times in, what is wrong out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=2)
"""Acts take turns, and each bears the time at which it began to wait: so much may lie between two that waited."""


def gaps(seqs: Iterable[int], first: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches, first and last number, of [first, end) that are not among `seqs`, which ascend."""
    expected = first
    for seq in seqs:
        if seq > expected:
            yield expected, seq - 1
        expected = seq + 1
    if expected < end:
        yield expected, end - 1


@dataclass(frozen=True, slots=True)
class Timed:
    """An entry's number and the time it says."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """An entry whose time lies before that of an earlier one: the latest there had been."""

    to: Timed
    back_from: Timed


def steps_back(entries: Iterable[Timed], latest: Timed | None, before: Timed | None) -> Iterator[Step]:
    """Where the clock stepped back by more than the tolerance. Entries after a step are not steps of their own until
    the clock steps back once more. `latest` is the latest time up to here, `before` the entry just before these."""
    for entry in entries:
        if latest and before and _behind(entry, latest) and (not _behind(before, latest) or _behind(entry, before)):
            yield Step(entry, latest)
        if latest is None or entry.at > latest.at:
            latest = entry
        before = entry


def _behind(one: Timed, other: Timed) -> bool:
    return one.at < other.at - TOLERANCE
