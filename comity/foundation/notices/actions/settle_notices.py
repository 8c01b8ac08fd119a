"""What was asked has been done: nobody need be told of it any more."""

from collections.abc import Collection
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import Thing

from ..models import Notice
from ..rules.topics import Topic


@attempt
def settle_notices(
    about: Thing,
    *,
    actor: Actor,  # noqa: ARG001  (every action is told who)
    at: datetime,
    topics: Collection[Topic],
    person_ids: Collection[int] | None = None,
) -> int:
    """Mark every unread notice of these topics about this thing as read, whoever was told or of these people alone;
    returns how many.

    It has no permission of its own: it follows from the act that did what was asked.
    """
    rows = Notice.objects.whole("what was done need not be asked of anybody")
    rows = rows.filter(thing_kind=about.kind, thing_key=about.key, topic__in=[*topics], read_at__isnull=True)
    rows = rows if person_ids is None else rows.filter(person_id__in=person_ids)
    settled: int = rows.update(read_at=at)
    return settled
