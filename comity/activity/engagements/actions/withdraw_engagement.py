"""Take an engagement back before it is decided."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier

from ..events import EngagementWithdrawn
from ..models import Engagement
from ..permissions import may_lead, may_write
from ..queries import grounds, thing
from ..rules.life import Move, State
from .change_engagement import locked, move_on, named, needs_words, tell


@attempt
def withdraw_engagement(key: UUID, *, actor: Actor, at: datetime, reason: str) -> Engagement:
    """With its dossier, if it is before somebody: then only the lead may. Raises NotAllowed; Refused when it is
    decided, or without a reason.
    """
    it = locked(key)
    asked = grounds(it, actor, at)
    before_somebody = it.state == State.IN_CLEARANCE
    require(
        may_lead(actor, **asked.leading()) if before_somebody else may_write(actor, **asked.writing()),
        doing=say("withdraw {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    reason = needs_words(reason, of=say("why it is withdrawn"))
    move_on(it, Move.WITHDRAW, at=at)
    tell(EngagementWithdrawn(**named(it), reason=reason), it, actor=actor, at=at)
    if before_somebody and it.dossier_id:
        withdraw_dossier(it.dossier_id, actor=actor, at=at, reason=reason)
    return it
