"""Rewrite a part, or mark it otherwise: the revision before is kept."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict, require
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PartRewritten
from ..models import Part
from .lock_part import end, lock_part, marked_rightly, said, tell


@attempt
def rewrite_part(
    line: UUID,
    *,
    actor: Actor,
    at: datetime,
    thing: Thing,
    verdict: Verdict,
    frame_id: int,
    seen: UUID,
    words: str,
    label: Label,
    known: bool = True,
    about: tuple[Thing, ...] = (),
) -> Part:
    """Supersede the revision that was `seen`. Raises NotAllowed; Refused when another stands there, or nothing changes.

    Whose information it is stays as it was: nobody takes an originator off by rewriting.
    """
    before = lock_part(line, actor, seen)
    require(verdict, doing=say("write in {thing}", thing=thing), about=[thing], marking_id=before.marking_id)
    if (before.thing_kind, before.thing_key) != (thing.kind, thing.key):
        raise Refused(say("There is no such part any more."))
    kept = before.marking.label.originators | label.originators
    marking_id = marked_rightly(_from(label, kept), frame_id, actor=actor, at=at)
    now = said(words)
    if (now, marking_id, known) == (before.words, before.marking_id, before.known):
        raise Refused(say("Nothing was changed."))
    end(before, actor=actor, at=at)
    part: Part = Part.objects.create(
        line=before.line,
        thing_kind=before.thing_kind,
        thing_key=before.thing_key,
        field=before.field,
        place=before.place,
        words=now,
        marking_id=marking_id,
        known=known,
        by_id=actor.who,
        by_post=actor.post,
        at=at,
    )
    tell(PartRewritten, part, thing, actor=actor, at=at, about=list(about), marked_before=before.marking.words)
    return part


def _from(label: Label, originators: frozenset[str]) -> Label:
    return Label(label.policy, label.classification, label.categories, originators, label.also, label.succession)
