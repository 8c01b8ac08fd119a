"""Take note of a finding, as an overseer."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import FindingAcknowledged
from ..models import Acknowledgement, Finding
from ..permissions import may_acknowledge

REMARK_AT_MOST = 2000  # characters


@attempt
def acknowledge_finding(finding_id: int, *, actor: Actor, at: datetime, remark: str) -> Acknowledgement:
    """Each post takes note for itself: what one overseer has seen still waits for the others.

    Raises Finding.DoesNotExist for what the actor may not read; NotAllowed to any but a parliamentary or independent
    post; Refused without a remark, or when the post took note already.
    """
    finding = Finding.objects.readable_by(actor.reader).select_for_update().get(pk=finding_id)
    about = [Thing("finding", finding.pk, finding.reference)]
    require(
        may_acknowledge(actor),
        doing=say("take note of finding {finding}", finding=finding.reference),
        about=about,
        marking_id=finding.marking_id,
    )
    remark = remark.strip()
    if not remark:
        raise Refused(say("Say what is to be said of it."), fields={"remark": say("it stands on the record")})
    if len(remark) > REMARK_AT_MOST:
        raise Refused(say("This remark is too long."), fields={"remark": say("at most 2000 characters")})
    if finding.acknowledgements.filter(post_id=actor.from_post).exists():
        raise Refused(say("Your post has taken note of this finding already."))
    noted = Acknowledgement.objects.create(
        finding=finding, post_id=actor.from_post, person_id=actor.who, remark=remark, at=at
    )
    event = FindingAcknowledged(finding=finding.reference, post=actor.post, remark=remark)
    announce(event, actor=actor, at=at, about=about, marking_id=finding.marking_id)
    return noted
