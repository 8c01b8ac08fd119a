"""Stop an authorised subject for now."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import ClearanceSuspended
from ..models import Dossier
from ..rules.life import Move
from .change_standing import change_standing


@attempt
def suspend_clearance(dossier_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Dossier:
    """Needs a mandate to revoke, and a reason. Raises NotAllowed, or Refused out of turn."""
    return change_standing(dossier_id, Move.SUSPEND, ClearanceSuspended, actor=actor, at=at, reason=reason)
