"""Take a subject back before it is decided."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import DossierWithdrawn
from ..models import Dossier
from ..queries import may_carry, named_in_events, things
from ..rules.ended import Ended
from ..rules.life import Move
from .change_state import change_state
from .end_urgency import end_urgency
from .lock import lock_dossier


@attempt
def withdraw_dossier(dossier_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Dossier:
    """Withdraw. Raises NotAllowed to all but the leading post; Refused once decided or without a reason."""
    dossier = lock_dossier(dossier_id)
    require(
        may_carry(dossier, actor=actor),
        doing=say("withdraw {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if not reason.strip():
        raise Refused(say("Say why it is withdrawn."), fields={"reason": say("needed")})
    change_state(dossier, Move.WITHDRAW, at=at)
    end_urgency(dossier, Ended.WITHDRAWN, at=at)
    event = DossierWithdrawn(**named_in_events(dossier), reason=reason.strip())
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    return dossier
