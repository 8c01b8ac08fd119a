"""An engagement is authorised no more, because its clearance begins again."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import ClearanceReopened
from ..models import Engagement
from ..rules.life import Move
from .change_engagement import named
from .follow_clearance import follow_clearance


@attempt
def reopen_engagement(key: UUID, *, actor: Actor, at: datetime, why: str) -> Engagement:
    """Raises NotAllowed unless its dossier is being consulted upon for the very text of now; NoSuchMove."""
    return follow_clearance(
        key,
        actor=actor,
        at=at,
        stands="consulting",
        move=Move.REOPEN,
        event=lambda it, _: ClearanceReopened(**named(it), why=why),
    )
