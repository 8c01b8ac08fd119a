"""Bring a part back as one of its revisions was: the undoing of rewriting, marking and taking out."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict, require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PartRestored
from ..models import Part
from ..queries import revision_for
from .lock_part import end, tell


@attempt
def restore_part(
    revision: UUID, *, actor: Actor, at: datetime, thing: Thing, verdict: Verdict, about: tuple[Thing, ...] = ()
) -> Part:
    """A new revision that says what this one said, under its marking. Raises NotAllowed; Refused when it says so now,
    or when what stands there now is not open to the actor."""
    then = revision_for(revision, actor.reader)
    if then is None or (then.thing_kind, then.thing_key) != (thing.kind, thing.key):
        raise Refused(say("There is no such part any more."))
    require(verdict, doing=say("write in {thing}", thing=thing), about=[thing], marking_id=then.marking_id)
    rows = Part.objects.whole("what stands there now, to see whether the actor may replace it")
    now = rows.filter(line=then.line, ended_at__isnull=True).select_for_update(of=("self",)).first()
    if now is not None:
        _may_replace(now, then, actor)
        end(now, actor=actor, at=at)
    part: Part = Part.objects.create(
        line=then.line,
        thing_kind=then.thing_kind,
        thing_key=then.thing_key,
        field=then.field,
        place=now.place if now else then.place,
        words=then.words,
        marking_id=then.marking_id,
        known=then.known,
        by_id=actor.who,
        by_post=actor.post,
        at=at,
    )
    tell(PartRestored, part, thing, actor=actor, at=at, about=list(about))
    return part


def _may_replace(now: Part, then: Part, actor: Actor) -> None:
    if revision_for(now.pk, actor.reader) is None:
        raise Refused(say("There is no such part any more."))
    if now.pk == then.pk:
        raise Refused(say("It is as it was."))
