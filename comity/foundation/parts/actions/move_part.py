"""Put a part before or behind the one beside it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict, require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PartMoved
from ..models import Part
from ..queries import parts_of
from .lock_part import lock_part, tell


@attempt
def move_part(
    line: UUID,
    *,
    actor: Actor,
    at: datetime,
    thing: Thing,
    verdict: Verdict,
    down: bool,
    about: tuple[Thing, ...] = (),
) -> Part:
    """It changes places with the next that the actor may read. Raises NotAllowed; Refused at the end of the thing."""
    part = lock_part(line, actor)
    require(verdict, doing=say("write in {thing}", thing=thing), about=[thing], marking_id=part.marking_id)
    around = list(parts_of(thing, actor.reader).order_by("place", "line"))
    here = next((number for number, one in enumerate(around) if one.pk == part.pk), None)
    there = None if here is None else here + (1 if down else -1)
    if there is None or not 0 <= there < len(around):
        raise Refused(say("There is nothing to put it past."))
    other = around[there]
    part.place, other.place = other.place, part.place
    part.save(update_fields=["place"])
    other.save(update_fields=["place"])
    tell(PartMoved, part, thing, actor=actor, at=at, about=list(about))
    return part
