"""How decisions were reached: over which objections, how late the answers came, what was tried and refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from comity.foundation.labels.queries import counted
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import history
from comity.procedure.clearance.queries import keys_over_objection, keys_turned, opinions_late

REFUSED = "access.refused"


@dataclass(frozen=True, slots=True)
class Decided:
    """How many keys were turned, over how many objections, how many of those without a reason; what came late, what was
    tried and refused; and the markings of all that is counted."""

    keys: int
    over_objection: int
    without_reason: int
    late: int
    refusals: int
    marking_ids: frozenset[int]


def decided(reader: Reader, since: datetime) -> Decided:
    """Counts since that moment, of what this reader may read."""
    keys, theirs = counted(keys_turned(reader).filter(at__gte=since), "dossier__marking_id")
    late, of_answers = counted(opinions_late(reader).filter(at__gte=since), "consultation__marking_id")
    refusals, of_entries = counted(history(reader=reader, kind=REFUSED, since=since))
    over = keys_over_objection(reader).filter(at__gte=since)
    return Decided(
        keys=keys,
        over_objection=over.count(),  # of the keys: their markings are among those already
        without_reason=over.filter(over_objection="").count(),
        late=late,
        refusals=refusals,
        marking_ids=theirs | of_answers | of_entries,
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
