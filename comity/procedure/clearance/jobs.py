"""Wakes the procedure: clocks that lapsed, holds that ended, signatures that are late."""

from datetime import datetime

from comity.foundation.access.rules.actor import the_clock

from .actions.expire_hold import expire_hold
from .actions.lapse_consultation import lapse_consultation
from .actions.tell_overdue import tell_overdue
from .queries import expired_holds, lapsed_consultations, overdue_signatures


def tick(at: datetime) -> int:
    """Do everything that is due at this moment, each in its own transaction. Returns how much was done."""
    clock = the_clock()
    holds = list(expired_holds(at).values_list("pk", flat=True))
    for hold_id in holds:
        expire_hold(hold_id, actor=clock, at=at)
    late = list(lapsed_consultations(at).values_list("pk", flat=True))
    for consultation_id in late:
        lapse_consultation(consultation_id, actor=clock, at=at)
    unsigned = list(overdue_signatures(at).values_list("pk", flat=True))
    for dossier_id in unsigned:
        tell_overdue(dossier_id, actor=clock, at=at)
    return len(holds) + len(late) + len(unsigned)
