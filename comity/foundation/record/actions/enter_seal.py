"""Enter what the rows say now where it is not what the record tells; the act and its permission are access's."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from comity.foundation.record.events import RowsSealed
from comity.foundation.record.queries.auditing import the_telling
from comity.foundation.record.queries.tables import digests_by_key, recorded
from comity.foundation.record.rules import rows
from comity.foundation.record.rules.acting import Acting
from comity.foundation.record.rules.auditing import Found
from comity.foundation.record.rules.rows import Told

from .announce import append_with

NAMED = 20  # rows that the entry calls by name


def enter_seal(reason: str, *, actor: Acting, at: datetime, marking_id: int) -> int:
    """Tell of every row that the audit finds, as it is now, at most `rows.AT_ONCE` in an entry. Returns how many.

    The caller holds the turn, so that nothing changes meanwhile.
    """
    sealed = 0
    with the_telling() as telling:
        found = (one for table in recorded().values() for one in telling.found(table))
        for some in _batches(found):
            otherwise = [one for one in some.values() if one.last is not None or one.later is not None]
            event = RowsSealed(
                rows=len(some),
                otherwise=len(otherwise),
                named=tuple(f"{one.table} {one.key}" for one in otherwise[:NAMED]),
                reason=reason,
            )
            append_with(_told(some.values()), event, actor=actor, at=at, about=(), marking_id=marking_id)
            sealed += len(some)
    return sealed


def _told(some: Collection[Found]) -> Told:
    """What the record told of each row, and what it says now, which is not what an entry once found."""
    told: Told = {}
    for name in dict.fromkeys(one.table for one in some):
        before = {one.key: one.told for one in some if one.table == name}
        now = digests_by_key(recorded()[name], list(before))
        told[name] = {key: rows.told(was, now.get(key)) for key, was in before.items()}
    return told


def _batches(found: Iterable[Found]) -> Iterator[dict[tuple[str, str], Found]]:
    """Each row once in a batch."""
    some: dict[tuple[str, str], Found] = {}
    for one in found:
        some[one.table, one.key] = one
        if len(some) == rows.AT_ONCE:
            yield some
            some = {}
    if some:
        yield some
