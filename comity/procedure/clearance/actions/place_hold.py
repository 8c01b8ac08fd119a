"""Pause a dossier for a reason, until a moment."""

from datetime import datetime, timedelta
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, first_denial, require
from comity.foundation.record.actions.announce import announce
from comity.mandate.institutions.rules.framework import May

from ..events import HoldPlaced
from ..models import Hold
from ..permissions import may_answer_for
from ..queries import authors_of, chain_to, named_in_events, spoken_on, things
from ..rules.independence import may_speak
from ..rules.life import Turn
from .change_state import turn
from .lock import lock_consultation, still_undecided

LONGEST = timedelta(days=60)


@attempt
def place_hold(consultation_id: UUID, *, actor: Actor, at: datetime, reason: str, expires: datetime) -> Hold:
    """Hold the answer. Raises NotAllowed; Refused without a reason or an end within sixty days."""
    dossier, consultation = lock_consultation(consultation_id)
    require(
        first_denial(
            may_answer_for(
                chain_to(dossier, consultation.post, actor=actor, may=May.OPINE, at=at), consultation.post.title
            ),
            may_speak(actor.person_id, consultation.post_id, authors=authors_of(dossier), spoken=spoken_on(dossier)),
        ),
        doing=f"hold {dossier.reference}",
        about=things(dossier),
        marking_id=consultation.marking_id,
    )
    still_undecided(dossier)
    if not reason.strip():
        raise Refused("A hold needs its reason.", fields={"reason": "needed"})
    if not at < expires <= at + LONGEST:
        raise Refused("A hold ends within sixty days.", fields={"expires": "a day within the next sixty"})
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
