"""Waive an obligation: the post it is owed to gives it up, and says why."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..events import ObligationWaived
from ..models import Obligation
from ..permissions import may_waive
from ..rules.due import Standing
from .end_obligation import end_obligation


@attempt
def waive_obligation(key: UUID, *, actor: Actor, at: datetime, words: str) -> Obligation:
    """Raises NotAllowed to any other post; Refused when it has ended, or without words."""
    return end_obligation(
        key,
        actor=actor,
        at=at,
        words=words,
        ending=Standing.WAIVED,
        verdict=lambda o: may_waive(actor, owed_to_id=o.owed_to_id, owed_to=o.owed_to.title),
        event=ObligationWaived,
    )
