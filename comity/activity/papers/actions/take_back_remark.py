"""Take back what one has just said."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import RemarkTakenBack
from ..models import Remark
from ..rules.taking_back import may_take_back


@attempt
def take_back_remark(key: UUID, *, actor: Actor, at: datetime) -> Remark:
    """Pages show it no more; the record keeps that it was said. Raises NotAllowed (see the rule), or Refused."""
    rows = Remark.objects.readable_by(actor.reader).select_related("engagement").select_for_update(of=("self",))
    remark: Remark | None = rows.filter(pk=key).first()
    if remark is None:
        raise Refused(say("There is no such remark."))
    if remark.taken_back_at is not None:
        raise Refused(say("It is taken back already."))
    it = remark.engagement
    later = Remark.objects.whole("only whether anybody has spoken since").filter(engagement=it, at__gt=remark.at)
    verdict = may_take_back(
        person_id=actor.person_id, by_id=remark.by_id, said_at=remark.at, at=at, answered=later.exists()
    )
    require(verdict, doing=say("take back a remark"), about=[thing(it)], marking_id=remark.marking_id)
    remark.taken_back_at = at
    remark.save(update_fields=["taken_back_at"])
    event = RemarkTakenBack(reference=it.reference, remark=str(remark.pk), words=remark.words)
    announce(event, actor=actor, at=at, about=[thing(it)], marking_id=remark.marking_id)
    return remark
