"""Take back a power that was lent, at once."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, allow, deny, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import NO_REASON, DelegationRevoked
from ..models import Delegation
from ..queries import open_marking_id


@attempt
def revoke_delegation(delegation: Delegation, *, actor: Actor, at: datetime, reason: str) -> Delegation:
    """Only the post that lent it takes it back. Raises NotAllowed, or Refused when it no longer runs."""
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    post = delegation.mandate.post
    thing = Thing("post", post.key, post.title)
    lender = actor.post_id == post.pk
    verdict = (
        allow(say("the lender takes it back")) if lender else deny(say("only the post that lent a power revokes it"))
    )
    marking_id = open_marking_id(delegation.mandate.framework)
    require(
        verdict, doing=say("revoke {delegation}", delegation=f"D-{delegation.pk}"), about=[thing], marking_id=marking_id
    )
    if delegation.revoked_at is not None or delegation.ends <= at:
        raise Refused(say("This delegation no longer runs."))
    delegation.revoked_at = at
    delegation.save(update_fields=["revoked_at"])
    event = DelegationRevoked(delegation=f"D-{delegation.pk}", reason=reason.strip() or NO_REASON)
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return delegation
