"""Somebody is back: what was lent to cover them ends at once."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import RETURNED, AbsenceEnded
from ..models import Absence
from ..permissions import may_take_back
from ..queries import delegations_of, framework_over, open_marking_id
from .revoke_delegation import revoke_delegation


@attempt
def end_absence(absence: Absence, *, actor: Actor, at: datetime, reason: str = "") -> Absence:
    """End the cover, each power taken back singly. Raises NotAllowed to all but the post and its superior; Refused
    when it is over already."""
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    post, framework = absence.post, framework_over(absence.post)
    if framework is None:
        raise Refused(say("No framework is in force."))
    thing, marking_id = Thing("post", post.key, post.title), open_marking_id(framework)
    require(
        may_take_back(actor, post_id=post.pk, superior_id=post.superior_id),
        doing=say("end the cover of {post}", post=post.title),
        about=[thing],
        marking_id=marking_id,
    )
    if absence.ended_at is not None or absence.ends <= at:
        raise Refused(say("This cover is over already."))
    absence.ended_at = at
    absence.save(update_fields=["ended_at"])
    why = reason.strip() or RETURNED
    for loan in delegations_of(absence.appointment, at).filter(absence=absence):
        revoke_delegation(loan, actor=actor, at=at, reason=why)
    event = AbsenceEnded(
        absence=f"A-{absence.pk}",
        person=absence.appointment.person.name,
        post=post.title,
        by_post=absence.by_post.title,
        why=why,
    )
    about = [thing, Thing("post", absence.by_post.key, absence.by_post.title)]
    announce(event, actor=actor, at=at, about=about, marking_id=marking_id)
    return absence
