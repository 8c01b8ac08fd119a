"""Say what a completed engagement achieved, measured against its objectives."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import EngagementAssessed
from ..models import Engagement
from ..permissions import may_lead
from ..queries import grounds, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, named, needs_words, tell


@attempt
def assess_engagement(key: UUID, *, actor: Actor, at: datetime, assessment: str) -> Engagement:
    """Raises NotAllowed to all but the lead; Refused without words, or unless it is completed."""
    it = locked(key)
    require(
        may_lead(actor, **grounds(it, actor, at).leading()),
        doing=say("assess {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    said = needs_words(assessment, of=say("what it achieved"), field="assessment")
    move_on(it, Move.ASSESS, at=at)
    it.assessment = said
    it.save(update_fields=["assessment"])
    tell(EngagementAssessed(**named(it), assessment=said), it, actor=actor, at=at)
    return it
