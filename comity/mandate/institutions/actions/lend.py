"""What lending one power and covering an absence have in common: one power is lent, under all its rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import MandateDelegated
from ..models import Absence, Appointment, Delegation, Mandate, Post
from ..permissions import may_delegate
from ..queries import bounds_told, delegations_in_force, entry_of, holders, lendable, open_marking_id
from ..rules.framework import May
from ..rules.lending import Bounds, bounded


def lend(
    mandate: Mandate,
    *,
    lender: Appointment | None,
    actor: Actor,
    at: datetime,
    to_post: Post,
    starts: datetime,
    until: datetime,
    reason: str,
    classes: Sequence[str] = (),
    ceiling: Mapping[str, Decimal] | None = None,
    absence: Absence | None = None,
) -> Delegation:
    """Lend, and tell. `lender` is the appointment it is lent from: None lends nothing. What is left out of `classes`
    and `ceiling` is as far as the framework lets it be lent.

    Raises NotAllowed; Refused when it begins in the past, never ends, or gives no reason.
    """
    entry = entry_of(mandate)
    bounds = bounded(entry, classes=classes, ceiling=ceiling or {}) if entry else Bounds((), {})
    days = (until.date() - starts.date()).days
    lent_here = delegations_in_force(at).filter(mandate=mandate, to_post_id=actor.post_id).exists()
    thing, marking_id = Thing("post", mandate.post.key, mandate.post.title), open_marking_id(mandate.framework)
    require(
        may_delegate(
            actor,
            holds_it=lender is not None and lender.post_id == mandate.post_id,
            receivers=frozenset(holders(to_post.pk, at).values_list("person_id", flat=True)),
            lendable=lendable(mandate, to_post, classes=bounds.classes, ceiling=bounds.ceiling, days=days),
            through_delegation=lent_here and actor.post_id != mandate.post_id,
            only_acting=lender is not None and lender.acting and not (entry and entry.lend and entry.lend.acting),
            lender_id=lender.person_id if lender else None,
        ),
        doing=say("lend the power to {may} to {post}", may=May(mandate.may).words, post=to_post.title),
        about=[thing],
        marking_id=marking_id,
    )
    if lender is None:
        raise Refused(say("There is nothing to lend."))
    if starts < at:
        raise Refused(say("A power is not lent for days that have passed."), fields={"starts": say("today, or later")})
    if until <= starts:
        raise Refused(say("A delegation ends in the future."), fields={"until": say("choose a later day")})
    if not reason.strip():
        raise Refused(say("Say why this power is lent."), fields={"reason": say("it is shown with every act under it")})
    row = Delegation.objects.create(
        mandate=mandate,
        to_post=to_post,
        made_by_id=actor.who,
        appointment=lender,
        absence=absence,
        classes=list(bounds.classes),
        ceiling={term: str(limit) for term, limit in bounds.ceiling.items()},
        starts=starts,
        ends=until,
        reason=reason.strip(),
    )
    told, called = bounds_told(mandate, row.classes, row.ceiling)
    event = MandateDelegated(
        delegation=row.number,
        may=mandate.may,
        from_post=mandate.post.title,
        to_post=to_post.title,
        starts=starts.date(),
        until=until.date(),
        instrument=mandate.cites,
        reason=row.reason,
        bounds=told,
        called=called,
        covers=f"A-{absence.pk}" if absence else "",
    )
    announce(event, actor=actor, at=at, about=[thing, Thing("post", to_post.key, to_post.title)], marking_id=marking_id)
    return row
