"""Write a new part of a thing."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, require
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PartWritten
from ..models import Part
from ..rules.whole import place_between
from .lock_part import marked_rightly, said, tell


@attempt
def write_part(
    thing: Thing,
    *,
    actor: Actor,
    at: datetime,
    verdict: Verdict,
    frame_id: int,
    words: str,
    label: Label,
    known: bool = True,
    field: str = "",
    after: UUID | None = None,
    about: tuple[Thing, ...] = (),
) -> Part:
    """Add it behind the part named `after`, or at the end. With `known`, whoever reads the whole
    may know that it is there.

    The room that owns the thing brings the verdict and the marking of its frame. Raises NotAllowed, or Refused.
    """
    require(verdict, doing=say("write in {thing}", thing=thing), about=[thing], marking_id=frame_id)
    marking_id = marked_rightly(label, frame_id, actor=actor, at=at)
    part: Part = Part.objects.create(
        thing_kind=thing.kind,
        thing_key=thing.key,
        field=field,
        place=_place(thing, after),
        words=said(words),
        marking_id=marking_id,
        known=known,
        by_id=actor.who,
        by_post=actor.post,
        at=at,
    )
    tell(PartWritten, part, thing, actor=actor, at=at, about=list(about))
    return part


def _place(thing: Thing, after: UUID | None) -> int:
    rows = Part.objects.whole("places are kept apart, whoever may read what stands there")
    taken = list(
        rows.filter(thing_kind=thing.kind, thing_key=thing.key, ended_at__isnull=True)
        .order_by("place", "line")
        .values_list("line", "place")
    )
    at = next((number for number, (line, _) in enumerate(taken) if line == after), len(taken) - 1)
    before = taken[at][1] if taken else None
    following = taken[at + 1][1] if at + 1 < len(taken) else None
    found = place_between(before, following)
    return found if found is not None else taken[-1][1] + 1000
