"""Refuse an engagement, because its dossier was refused."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import EngagementRefused
from ..models import Engagement
from ..rules.life import Move
from .change_engagement import named
from .follow_clearance import dossier_of, follow_clearance


@attempt
def refuse_engagement(key: UUID, *, actor: Actor, at: datetime) -> Engagement:
    """Raises NotAllowed unless its dossier stands refused for the very text of now; NoSuchMove."""
    return follow_clearance(
        key,
        actor=actor,
        at=at,
        stands="refused",
        move=Move.REFUSE,
        event=lambda it, _: EngagementRefused(**named(it), dossier=dossier_of(it)),
    )
