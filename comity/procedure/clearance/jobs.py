"""Wakes the procedure: clocks that lapsed, holds that ended, signatures that are late, urgencies whose hours
ran out, reviews whose time has come."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from comity.foundation.access.rules.actor import the_clock
from comity.foundation.access.rules.verdict import Refused

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

LOG = logging.getLogger(__name__)


def tick(at: datetime) -> int:
    """Do everything that is due at this moment, each in its own transaction. Returns how much was done."""
    clock = the_clock()
    done = 0
    for hold_id in list(expired_holds(at).values_list("pk", flat=True)):
        done += _done(partial(expire_hold, hold_id, actor=clock, at=at))
    for consultation_id in list(lapsed_consultations(at).values_list("pk", flat=True)):
        done += _done(partial(lapse_consultation, consultation_id, actor=clock, at=at))
    for dossier_id in list(overdue_signatures(at).values_list("pk", flat=True)):
        done += _done(partial(tell_overdue, dossier_id, actor=clock, at=at))
    for dossier_id in list(lapsing_urgencies(at).values_list("dossier_id", flat=True)):
        done += _done(partial(lapse_urgency, dossier_id, actor=clock, at=at))
    for urgency_id in list(reviews_to_open(at).values_list("pk", flat=True)):
        done += _done(partial(open_review, urgency_id, actor=clock, at=at))
    return done


def _done(act: Callable[[], object]) -> int:
    """One that is refused, for want of sitting days in a calendar, stays late and holds up no other."""
    try:
        act()
    except Refused as refusal:
        LOG.warning("a clock ran out and could not act: %s", refusal)
        return 0
    return 1
