"""Mark notices as read."""

from collections.abc import Collection
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..queries import notices_for


@attempt
def mark_read(pks: Collection[int], *, actor: Actor, at: datetime) -> int:
    """One's own, and no others; returns how many were unread. `unmark_read` undoes it by the same moment."""
    return notices_for(actor).filter(pk__in=pks, read_at__isnull=True).update(read_at=at)
