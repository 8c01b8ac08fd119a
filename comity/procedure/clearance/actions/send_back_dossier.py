"""Return a dossier to its lead instead of signing it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import DossierSentBack
from ..models import Dossier
from ..queries import due_after, may_return, named_in_events, route_of, things
from ..rules.life import Move
from .change_state import change_state
from .lock import lock_dossier


@attempt
def send_back_dossier(dossier_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Dossier:
    """Send it back to consolidation; signatures given so far lapse. Raises NotAllowed, or Refused."""
    dossier = lock_dossier(dossier_id)
    require(
        may_return(dossier, actor=actor),
        doing=say("send {reference} back", reference=dossier.reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if not reason.strip():
        raise Refused(say("Say what is to be done before you sign."), fields={"reason": say("needed")})
    back_to_lead(dossier, post=actor.post, reason=reason.strip(), actor=actor, at=at)
    return dossier


def back_to_lead(dossier: Dossier, *, post: str, reason: str, actor: Actor, at: datetime) -> None:
    """Return it to consolidation; what was signed no longer stands. The caller's act had the permission."""
    due_at = due_after(at, route_of(dossier).consolidate, dossier.framework)
    change_state(dossier, Move.SEND_BACK, at=at, due_at=due_at)
    dossier.signatures.filter(standing=True).update(standing=False)
    event = DossierSentBack(**named_in_events(dossier), post=post, reason=reason)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
