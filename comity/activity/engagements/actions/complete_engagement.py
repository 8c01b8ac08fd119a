"""Say that an engagement is over."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import EngagementCompleted
from ..models import Engagement
from ..permissions import may_lead
from ..queries import grounds, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, named, tell


@attempt
def complete_engagement(key: UUID, *, actor: Actor, at: datetime) -> Engagement:
    """Raises NotAllowed to all but the lead; NoSuchMove unless it is under way."""
    it = locked(key)
    require(
        may_lead(actor, **grounds(it, actor, at).leading()),
        doing=say("complete {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    move_on(it, Move.COMPLETE, at=at)
    tell(EngagementCompleted(**named(it)), it, actor=actor, at=at)
    return it
