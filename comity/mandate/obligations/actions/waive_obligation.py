"""Waive an obligation: the post it is owed to gives it up, and says why."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.queries import holders

from ..events import ObligationWaived
from ..models import Obligation
from ..permissions import may_waive
from ..rules.due import Standing
from .end_obligation import end_obligation


@attempt
def waive_obligation(key: UUID, *, actor: Actor, at: datetime, words: str) -> Obligation:
    """Raises NotAllowed to any other post, and to whoever holds the one that owes it.

    Raises Refused when it has ended, or without words.
    """
    return end_obligation(
        key,
        actor=actor,
        at=at,
        words=words,
        ending=Standing.WAIVED,
        verdict=lambda o: may_waive(
            actor,
            owed_to_id=o.owed_to_id,
            owed_to=o.owed_to.title,
            owing=frozenset(holders(o.owed_by_id, at).values_list("person_id", flat=True)),
        ),
        event=ObligationWaived,
    )
