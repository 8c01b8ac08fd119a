"""Pause a dossier for a reason, until a moment."""

from datetime import datetime, timedelta
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import HoldPlaced
from ..models import Hold
from ..queries import named_in_events, things
from ..rules.life import Turn
from .change_state import turn
from .lock import lock_consultation
from .speak import speak

LONGEST = timedelta(days=60)


@attempt
def place_hold(consultation_id: UUID, *, actor: Actor, at: datetime, reason: str, expires: datetime) -> Hold:
    """Hold the answer. Raises NotAllowed; Refused without a reason or an end within sixty days."""
    dossier, consultation = lock_consultation(consultation_id)
    speak(dossier, consultation, actor=actor, at=at, doing=say("hold {reference}", reference=dossier.reference))
    if not reason.strip():
        raise Refused(say("A hold needs its reason."), fields={"reason": say("needed")})
    if not at < expires <= at + LONGEST:
        raise Refused(say("A hold ends within sixty days."), fields={"expires": say("a day within the next sixty")})
    turn(consultation, Turn.HOLD, at=at)
    hold = Hold.objects.create(
        consultation=consultation,
        reason=reason.strip(),
        owner_id=actor.who,
        owner_post=consultation.post,
        placed_at=at,
        expires=expires,
    )
    event = HoldPlaced(
        **named_in_events(dossier),
        post=consultation.post.title,
        reason=hold.reason,
        expires=f"{expires:%d %B %Y}",
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return hold
