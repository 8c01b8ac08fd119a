"""Let a suspended engagement go on, because its clearance does."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import EngagementResumed
from ..models import Engagement
from ..rules.life import Move
from .change_engagement import named
from .follow_clearance import dossier_of, follow_clearance


@attempt
def resume_engagement(key: UUID, *, actor: Actor, at: datetime) -> Engagement:
    """Raises NotAllowed unless its dossier stands granted for the very text of now; NoSuchMove."""
    return follow_clearance(
        key,
        actor=actor,
        at=at,
        stands="granted",
        move=Move.RESUME,
        event=lambda it, _: EngagementResumed(**named(it), dossier=dossier_of(it)),
    )
