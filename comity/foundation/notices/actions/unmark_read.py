"""Undo the marking as read."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..queries import notices_for


@attempt
def unmark_read(marked_at: datetime, *, actor: Actor, at: datetime) -> int:  # noqa: ARG001  (every action is told when)
    """What one marked as read at that very moment is unread again; returns how many."""
    return notices_for(actor).filter(read_at=marked_at).update(read_at=None)
