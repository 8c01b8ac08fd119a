"""Take a part out of a thing: what it said is kept, and can be brought back."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict, require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PartRemoved
from ..models import Part
from .lock_part import end, lock_part, tell


@attempt
def remove_part(
    line: UUID,
    *,
    actor: Actor,
    at: datetime,
    thing: Thing,
    verdict: Verdict,
    seen: UUID,
    about: tuple[Thing, ...] = (),
) -> Part:
    """Raises NotAllowed; Refused when it is gone already or was changed since it was `seen`."""
    part = lock_part(line, actor, seen)
    require(verdict, doing=say("take a part out of {thing}", thing=thing), about=[thing], marking_id=part.marking_id)
    if (part.thing_kind, part.thing_key) != (thing.kind, thing.key):
        raise Refused(say("There is no such part any more."))
    end(part, actor=actor, at=at)
    tell(PartRemoved, part, thing, actor=actor, at=at, about=list(about))
    return part
