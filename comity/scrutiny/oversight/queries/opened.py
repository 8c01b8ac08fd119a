"""What was opened in an emergency, and is over: it waits for review."""

from collections.abc import Iterator

from comity.foundation.record.queries import entire_history

from ..rules import found
from ..rules.trouble import Trouble

ENDED = "emergency.ended"


def opened_in_emergency(first: int, end: int) -> Iterator[Trouble]:
    """One for each that ended in the entries of [first, end)."""
    rows = entire_history("what was opened in an emergency is reviewed by overseers")
    for entry in rows.filter(kind=ENDED, seq__gte=first, seq__lt=end):
        if entry.body is None:
            continue  # it was erased or is withheld, which is told elsewhere
        event = entry.body["event"]
        words = found.opened(event["who"], event["opening"], event["pages"], entry.seq)
        yield Trouble(key=str(event["opening"]), words=words, seq=entry.seq)
