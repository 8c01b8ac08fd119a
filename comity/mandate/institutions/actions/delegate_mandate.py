"""Lend a power to another post, until a moment."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import MandateDelegated
from ..models import Delegation, Mandate, Post
from ..permissions import may_delegate
from ..queries import delegations_in_force, holders, open_marking_id
from ..rules.framework import NEVER_LENT, May


@attempt
def delegate_mandate(
    mandate: Mandate, *, actor: Actor, at: datetime, to_post: Post, until: datetime, reason: str
) -> Delegation:
    """Lend one mandate. Raises NotAllowed, or Refused when it is unbounded or gives no reason."""
    mandate = Mandate.objects.select_related("post", "instrument", "framework").get(pk=mandate.pk)
    thing = Thing("post", mandate.post.key, mandate.post.title)
    marking_id = open_marking_id(mandate.framework)
    lent_here = delegations_in_force(at).filter(mandate=mandate, to_post_id=actor.post_id).exists()
    require(
        may_delegate(
            actor,
            holds_it=actor.post_id == mandate.post_id,
            receivers=frozenset(holders(to_post.pk, at).values_list("person_id", flat=True)),
            forbidden=mandate.may in NEVER_LENT,
            through_delegation=lent_here and actor.post_id != mandate.post_id,
        ),
        doing=say("lend the power to {may} to {post}", may=May(mandate.may).words, post=to_post.title),
        about=[thing],
        marking_id=marking_id,
    )
    if to_post.institution.framework_key != mandate.framework.key:
        raise Refused(
            say("A power is lent only within its own framework."), fields={"to_post": say("choose another post")}
        )
    if until <= at:
        raise Refused(say("A delegation ends in the future."), fields={"until": say("choose a later day")})
    if not reason.strip():
        raise Refused(say("Say why this power is lent."), fields={"reason": say("it is shown with every act under it")})
    delegation = Delegation.objects.create(
        mandate=mandate,
        to_post=to_post,
        made_by_id=actor.who,
        starts=at,
        ends=until,
        reason=reason.strip(),
    )
    event = MandateDelegated(
        delegation=f"D-{delegation.pk}",
        may=mandate.may,
        from_post=mandate.post.title,
        to_post=to_post.title,
        until=until.date().isoformat(),
        instrument=mandate.cites,
        reason=delegation.reason,
    )
    announce(
        event,
        actor=actor,
        at=at,
        about=[thing, Thing("post", to_post.key, to_post.title)],
        marking_id=marking_id,
    )
    return delegation
