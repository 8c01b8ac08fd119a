"""Lend a power to another post, from a moment until a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..models import Delegation, Mandate, Post
from ..queries import holding
from .lend import lend


@attempt
def delegate_mandate(
    mandate: Mandate,
    *,
    actor: Actor,
    at: datetime,
    to_post: Post,
    until: datetime,
    reason: str,
    starts: datetime | None = None,
    classes: Sequence[str] = (),
    ceiling: Mapping[str, Decimal] | None = None,
) -> Delegation:
    """Lend one mandate of the post acted from: for some of its classes, up to some ceiling, never beyond what the
    framework lets be lent of it. It ends with the appointment of whoever lends it.

    Raises NotAllowed; Refused when it is backdated, unbounded or gives no reason.
    INVARIANT: no loan reaches further than `rules.lending` of the framework (tests/adversary/test_delegation.py).
    """
    found = Mandate.objects.select_related("post", "post__institution", "instrument", "framework")
    mandate = found.defer("framework__text").get(pk=mandate.pk)
    return lend(
        mandate,
        lender=holding(actor, mandate.post_id, at),
        actor=actor,
        at=at,
        to_post=to_post,
        starts=starts or at,
        until=until,
        reason=reason,
        classes=classes,
        ceiling=ceiling,
    )
