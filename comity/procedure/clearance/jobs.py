"""Wakes the procedure: clocks that lapsed, holds that ended, signatures that are late, urgencies whose hours
ran out, reviews whose time has come."""

from datetime import datetime

from comity.foundation.access.rules.actor import the_clock

from .actions.expire_hold import expire_hold
from .actions.lapse_consultation import lapse_consultation
from .actions.lapse_urgency import lapse_urgency
from .actions.open_review import open_review
from .actions.tell_overdue import tell_overdue
from .queries import (
    expired_holds,
    lapsed_consultations,
    lapsing_urgencies,
    overdue_signatures,
    reviews_to_open,
)


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
    hurried = list(lapsing_urgencies(at).values_list("dossier_id", flat=True))
    for dossier_id in hurried:
        lapse_urgency(dossier_id, actor=clock, at=at)
    reviews = list(reviews_to_open(at).values_list("pk", flat=True))
    for urgency_id in reviews:
        open_review(urgency_id, actor=clock, at=at)
    return len(holds) + len(late) + len(unsigned) + len(hurried) + len(reviews)
