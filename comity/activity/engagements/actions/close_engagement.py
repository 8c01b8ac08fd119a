"""Close an engagement that was completed and assessed."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import EngagementClosed
from ..models import Engagement
from ..permissions import may_lead
from ..queries import grounds, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, named, tell


@attempt
def close_engagement(key: UUID, *, actor: Actor, at: datetime) -> Engagement:
    """Raises NotAllowed to all but the lead; NoSuchMove unless it is assessed."""
    it = locked(key)
    require(
        may_lead(actor, **grounds(it, actor, at).leading()),
        doing=say("close {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    move_on(it, Move.CLOSE, at=at)
    tell(EngagementClosed(**named(it)), it, actor=actor, at=at)
    return it
