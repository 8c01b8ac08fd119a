"""A hold reached its end: it falls away and the answer is due again."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import HoldExpired
from ..models import Hold
from ..queries import named_in_events, things
from ..rules.life import Turn
from ..rules.written import hold_ran_out
from .change_state import turn
from .lock import lock_consultation


@attempt
def expire_hold(hold_id: int, *, actor: Actor, at: datetime) -> Hold:
    """End a hold whose time is over. Anybody may, since only time decides. Raises Refused before its end."""
    consultation_id = Hold.objects.values_list("consultation_id", flat=True).get(pk=hold_id)
    dossier, consultation = lock_consultation(consultation_id)
    hold = Hold.objects.select_related("owner_post").get(pk=hold_id)
    if hold.ended_at is not None or hold.expires > at:
        raise Refused(say("This hold still runs, or has ended already."))
    turn(consultation, Turn.RELEASE, at=at)
    hold.ended_at, hold.ended_why = at, str(hold_ran_out())
    hold.save(update_fields=["ended_at", "ended_why"])
    event = HoldExpired(**named_in_events(dossier), post=hold.owner_post.title)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return hold
