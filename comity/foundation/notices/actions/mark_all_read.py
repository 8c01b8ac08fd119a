"""Mark everything as read."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..queries import notices_for
from ..rules.topics import Topic


@attempt
def mark_all_read(topic: Topic | None, *, actor: Actor, at: datetime) -> int:
    """One's own, of one topic or of all; returns how many were unread. `unmark_read` undoes it by the same moment."""
    rows = notices_for(actor).filter(read_at__isnull=True)
    return (rows if topic is None else rows.filter(topic=topic)).update(read_at=at)
