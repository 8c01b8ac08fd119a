"""Take back a power that was lent, at once."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import NO_REASON, DelegationRevoked
from ..models import Delegation
from ..permissions import may_take_back
from ..queries import open_marking_id


@attempt
def revoke_delegation(delegation: Delegation, *, actor: Actor, at: datetime, reason: str) -> Delegation:
    """The post that lent it takes it back, whoever holds it now, or its superior. Raises NotAllowed, or Refused when
    it no longer runs."""
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    post = delegation.mandate.post
    thing = Thing("post", post.key, post.title)
    marking_id = open_marking_id(delegation.mandate.framework)
    require(
        may_take_back(actor, post_id=post.pk, superior_id=post.superior_id),
        doing=say("revoke {delegation}", delegation=delegation.number),
        about=[thing],
        marking_id=marking_id,
    )
    over = delegation.revoked_at is not None and delegation.revoked_at <= at
    if over or delegation.ends <= at:
        raise Refused(say("This delegation no longer runs."))
    delegation.revoked_at = at
    delegation.save(update_fields=["revoked_at"])
    event = DelegationRevoked(delegation=delegation.number, reason=reason.strip() or NO_REASON)
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return delegation
