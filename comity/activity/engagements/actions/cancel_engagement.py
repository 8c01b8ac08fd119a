"""Call an authorised engagement off."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import EngagementCancelled
from ..models import Engagement
from ..permissions import may_lead
from ..queries import grounds, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, named, needs_words, tell


@attempt
def cancel_engagement(key: UUID, *, actor: Actor, at: datetime, reason: str) -> Engagement:
    """Raises NotAllowed to all but the lead; Refused without a reason, or when nothing is authorised."""
    it = locked(key)
    require(
        may_lead(actor, **grounds(it, actor, at).leading()),
        doing=say("cancel {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    said = needs_words(reason, of=say("why it is called off"))
    move_on(it, Move.CANCEL, at=at)
    tell(EngagementCancelled(**named(it), reason=said), it, actor=actor, at=at)
    return it
