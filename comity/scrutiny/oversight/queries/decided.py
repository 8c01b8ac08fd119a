"""How decisions were reached: over which objections, how late the answers came, what was tried and refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import history
from comity.procedure.clearance.queries import keys_over_objection, keys_turned, opinions_late

REFUSED = "access.refused"


@dataclass(frozen=True, slots=True)
class Decided:
    """How many keys were turned, over how many objections, how many of those without a reason; what came late."""

    keys: int
    over_objection: int
    without_reason: int
    late: int
    refusals: int


def decided(reader: Reader, since: datetime) -> Decided:
    """Counts since that moment, of what this reader may read."""
    over = keys_over_objection(reader).filter(at__gte=since)
    return Decided(
        keys=keys_turned(reader).filter(at__gte=since).count(),
        over_objection=over.count(),
        without_reason=over.filter(over_objection="").count(),
        late=opinions_late(reader).filter(at__gte=since).count(),
        refusals=history(reader=reader, kind=REFUSED, since=since).count(),
    )


def decisions(which: str, reader: Reader, since: datetime) -> QuerySet[Any] | None:
    """The rows behind one of these counts: keys turned, or late opinions; None for a name nobody knows."""
    match which:
        case "keys":
            rows: QuerySet[Any] = keys_turned(reader)
        case "over-objection":
            rows = keys_over_objection(reader)
        case "without-reason":
            rows = keys_over_objection(reader).filter(over_objection="")
        case "late":
            rows = opinions_late(reader)
        case _:
            return None
    return rows.filter(at__gte=since)
