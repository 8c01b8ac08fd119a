"""Cancel an engagement, because its clearance was revoked."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import EngagementRevoked
from ..models import Engagement
from ..rules.life import Move
from .change_engagement import named
from .follow_clearance import dossier_of, follow_clearance


@attempt
def revoke_engagement(key: UUID, *, actor: Actor, at: datetime) -> Engagement:
    """Raises NotAllowed unless its dossier stands revoked for the very text of now; NoSuchMove."""
    return follow_clearance(
        key,
        actor=actor,
        at=at,
        stands="revoked",
        move=Move.REVOKE,
        event=lambda it, _: EngagementRevoked(**named(it), dossier=dossier_of(it)),
    )
