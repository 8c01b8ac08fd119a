"""Bring back a view that was thrown away."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..models import SavedView
from ..queries import own_view


@attempt
def restore_view(key: UUID, *, actor: Actor, at: datetime) -> SavedView | None:  # noqa: ARG001  every action is told when
    """One's own, as it was, shared or not; None when it is forgotten already."""
    row = own_view(key, actor.who)
    if row is not None and row.dropped_at is not None:
        row.dropped_at = None
        row.save(update_fields=["dropped_at"])
    return row
