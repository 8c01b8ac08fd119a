"""Let a held dossier go on."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import HoldReleased
from ..models import Hold
from ..queries import may_let_go, named_in_events, things
from ..rules.life import Turn
from ..rules.written import no_reason
from .change_state import turn
from .lock import lock_consultation


@attempt
def release_hold(hold_id: int, *, actor: Actor, at: datetime, reason: str) -> Hold:
    """End the hold; the answer is due again.

    Raises NotAllowed to all but its post, and to an author in it; Refused when it has ended.
    """
    consultation_id = Hold.objects.values_list("consultation_id", flat=True).get(pk=hold_id)
    dossier, consultation = lock_consultation(consultation_id)
    hold = Hold.objects.select_related("owner_post").get(pk=hold_id)
    require(
        may_let_go(dossier, owner_post_id=hold.owner_post_id, owner_post=hold.owner_post.title, actor=actor),
        doing=say("release the hold on {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=consultation.marking_id,
    )
    if hold.ended_at is not None:
        raise Refused(say("This hold has ended already."))
    turn(consultation, Turn.RELEASE, at=at)
    hold.ended_at, hold.ended_by_id, hold.ended_why = at, actor.person_id, reason.strip()
    hold.save(update_fields=["ended_at", "ended_by", "ended_why"])
    event = HoldReleased(**named_in_events(dossier), post=hold.owner_post.title, reason=hold.ended_why or no_reason())
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return hold
