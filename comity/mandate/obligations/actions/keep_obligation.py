"""Keep an obligation: the post that owes it says how it was met."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import ObligationKept
from ..models import Obligation
from ..permissions import may_keep
from ..rules.due import Standing
from .end_obligation import end_obligation


@attempt
def keep_obligation(key: UUID, *, actor: Actor, at: datetime, words: str) -> Obligation:
    """Raises NotAllowed to any other post; Refused when it has ended, or without words."""
    return end_obligation(
        key,
        actor=actor,
        at=at,
        words=words,
        ending=Standing.KEPT,
        verdict=lambda o: may_keep(actor, owed_by_id=o.owed_by_id, owed_by=o.owed_by.title),
        event=ObligationKept,
    )
