"""Lay a paper beside an engagement."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import PaperAttached
from ..models import Paper
from .contribute import marking_for_us, open_to
from .keep_file import Kept


@attempt
def attach_paper(
    key: UUID, *, actor: Actor, at: datetime, kept: Kept, note: str = "", ours: bool = False, label: Label | None = None
) -> Paper:
    """Lay a content that lies in the store beside the engagement; `ours` keeps it from partners, `label`
    is a marking of its own.

    It accompanies what is decided and is no part of it: whatever deciders must see stands in the engagement itself.
    Raises NotAllowed; Refused when the same content lies there already.
    """
    it, framework = open_to(key, actor=actor, at=at, doing=say("lay a paper beside an engagement"))
    marking_id = marking_for_us(it, framework, ours=ours, actor=actor, at=at, own=label)
    there = Paper.objects.whole("whether the same content lies here already, under the same marking")
    if there.filter(engagement=it, digest=kept.digest, marking_id=marking_id, withdrawn_at__isnull=True).exists():
        raise Refused(
            say("This very content lies here already, under the same marking."), fields={"file": say("already here")}
        )
    paper: Paper = Paper.objects.create(
        engagement=it,
        name=kept.name,
        media=kept.media,
        size=kept.size,
        digest=kept.digest,
        note=note.strip(),
        marking_id=marking_id,
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    event = PaperAttached(reference=it.reference, name=kept.name, digest=kept.digest, size=kept.size)
    announce(event, actor=actor, at=at, about=[thing(it)], marking_id=marking_id)
    return paper
