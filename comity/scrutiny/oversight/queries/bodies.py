"""What monitors read out of the bodies of entries. A body that was erased says nothing, and is no trouble here."""

from collections.abc import Iterable, Iterator
from typing import Any

from comity.foundation.labels.queries import MarkedQuerySet
from comity.foundation.record.queries import Entry, entire_history

_WHY = "a monitor reads every entry; what it finds is marked as the entry is"


def entries(first: int, end: int, kinds: Iterable[str] = ()) -> MarkedQuerySet[Entry]:
    """The entries of a stretch in order; only those of these kinds, if any are named."""
    rows = entire_history(_WHY, newest_first=False).filter(seq__gte=first, seq__lt=end)
    wanted = list(kinds)
    return rows.filter(kind__in=wanted) if wanted else rows


def event_of(entry: Entry) -> dict[str, Any]:
    """The fields of its event; empty where the body is gone."""
    said = entry.body.get("event") if isinstance(entry.body, dict) else None
    return said if isinstance(said, dict) else {}


def keys_of(entry: Entry, kind: str) -> Iterator[str]:
    """The keys of the things of this kind that it is about; where its body is gone, as the table shows them."""
    about = entry.body.get("about") if isinstance(entry.body, dict) else None
    if isinstance(about, list):
        yield from (str(thing.get("key")) for thing in about if thing.get("kind") == kind)
    else:
        yield from entry.mentions.filter(thing_kind=kind).values_list("thing_key", flat=True)
