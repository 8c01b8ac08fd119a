"""The monitors of the sequence and of the clock: what they read of the record."""

from collections.abc import Iterator
from typing import overload

from django.db.models import Max, Min

from comity.foundation.record.queries import Entry, entire_history, head
from comity.foundation.words.rules.said import Said

from ..rules import found
from ..rules.sequence import Timed, gaps, steps_back
from ..rules.trouble import Trouble

_WHY = "a monitor reads numbers and times and shows none of what was said"


def gaps_in(first: int, end: int) -> Iterator[Trouble]:
    """Entries that are missing between these, and whatever stands beyond the head."""
    rows = entire_history(_WHY, newest_first=False)
    for start, last in gaps(rows.filter(seq__gte=first, seq__lt=end).values_list("seq", flat=True), first, end):
        # The stretch as it is, wherever this slice of it was cut: the same gap is found under the same name.
        before = rows.filter(seq__lt=start).aggregate(it=Max("seq"))["it"]
        after = rows.filter(seq__gt=last).aggregate(it=Min("seq"))["it"]
        begins, ends = 0 if before is None else before + 1, last if after is None else after - 1
        yield Trouble(key=f"missing:{begins}", words=found.missing(begins, ends))
    beyond = rows.filter(seq__gte=head().size).aggregate(it=Min("seq"))["it"]
    # An act that ends meanwhile moves the head and its entry together; asked once more, it is no longer beyond.
    if beyond is not None and beyond >= head().size:
        yield Trouble(key=f"beyond:{beyond}", words=found.beyond(beyond), seq=beyond)


def shortened(before: int, now: int) -> Trouble:
    """The record is shorter than it was when it was last read."""
    words: Said = found.shortened(before, now)
    return Trouble(key=f"shortened:{before}", words=words)


def steps_of_the_clock(first: int, end: int) -> Iterator[Trouble]:
    """Entries that say a time before that of an earlier one."""
    rows = entire_history(_WHY, newest_first=False)
    earlier = rows.filter(seq__lt=first)
    stretch = (_timed(row) for row in rows.filter(seq__gte=first, seq__lt=end).only("seq", "at"))
    latest, before = earlier.order_by("-at", "seq").only("seq", "at").first(), earlier.last()
    for step in steps_back(stretch, _timed(latest), _timed(before)):
        words = found.ran_back(step.to.seq, step.to.at, step.back_from.seq, step.back_from.at)
        yield Trouble(key=f"clock:{step.to.seq}", words=words, seq=step.to.seq)


@overload
def _timed(row: Entry) -> Timed: ...
@overload
def _timed(row: Entry | None) -> Timed | None: ...
def _timed(row: Entry | None) -> Timed | None:
    return None if row is None else Timed(row.seq, row.at)
