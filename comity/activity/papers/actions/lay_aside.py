"""What withdrawing and restoring a paper have in common: found, locked, permitted, told. Not an act of its own."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import Said, say

from ..events import PaperRestored, PaperWithdrawn
from ..models import Paper
from ..permissions import may_withdraw


def lay_aside(key: UUID, *, actor: Actor, doing: Said) -> Paper:
    """The paper, locked; the caller changes it and tells.

    Raises NotAllowed, or Refused when the actor cannot read such a paper.
    """
    rows = Paper.objects.readable_by(actor.reader).select_related("engagement").select_for_update(of=("self",))
    paper: Paper | None = rows.filter(pk=key).first()
    if paper is None:
        raise Refused(say("There is no such paper."))
    it = paper.engagement
    verdict = may_withdraw(actor, by_post_id=paper.by_post_id, by_id=paper.by_id, lead_post_id=it.lead_post_id)
    require(verdict, doing=doing, about=[thing(it)], marking_id=paper.marking_id)
    return paper


def tell(event: type[PaperWithdrawn] | type[PaperRestored], paper: Paper, *, actor: Actor, at: datetime) -> None:
    """Announce that it was laid aside or back."""
    it = paper.engagement
    told = event(reference=it.reference, name=paper.name, digest=paper.digest)
    announce(told, actor=actor, at=at, about=[thing(it)], marking_id=paper.marking_id)
