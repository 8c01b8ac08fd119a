"""Throw a saved view away. It can be brought back for a day."""

from datetime import datetime, timedelta
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..queries import dropped_views, own_view

KEPT_FOR = timedelta(days=1)


@attempt
def drop_view(key: UUID, *, actor: Actor, at: datetime) -> None:
    """One's own; of somebody else, or gone already, nothing happens. What was thrown away longer ago than a day is
    forgotten for good."""
    dropped_views(actor.who).filter(dropped_at__lt=at - KEPT_FOR).delete()
    row = own_view(key, actor.who)
    if row is not None and row.dropped_at is None:
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
