"""Say that an authorised engagement has begun."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import day, say

from ..events import EngagementBegun
from ..models import Engagement
from ..permissions import may_lead
from ..queries import grounds, start_of, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, named, tell


@attempt
def begin_engagement(key: UUID, *, actor: Actor, at: datetime) -> Engagement:
    """Raises NotAllowed to all but the lead; Refused before the first day it can mean, or unless it is authorised."""
    it = locked(key)
    require(
        may_lead(actor, **grounds(it, actor, at).leading()),
        doing=say("begin {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    first = start_of(it).earliest
    if first is not None and at.date() < first:
        raise Refused(say("It begins on {day}. Amend the date if it begins sooner.", day=day(first)))
    move_on(it, Move.BEGIN, at=at)
    tell(EngagementBegun(**named(it)), it, actor=actor, at=at)
    return it
