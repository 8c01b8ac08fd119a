"""What suspending, resuming and revoking have in common."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.lending import lent_under

from ..events import ClearanceResumed, ClearanceRevoked, ClearanceSuspended
from ..models import Dossier
from ..queries import may_stand, named_in_events, things
from ..rules.life import Move
from .change_state import change_state
from .lock import lock_dossier


def change_standing(
    dossier_id: UUID,
    move: Move,
    event: type[ClearanceSuspended] | type[ClearanceResumed] | type[ClearanceRevoked],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Dossier:
    """Check the mandate to revoke and the reason, move along the table, announce."""
    dossier = lock_dossier(dossier_id)
    verdict = require(
        may_stand(dossier, actor=actor, at=at, resumes=move is Move.RESUME),
        doing=_doing(move, dossier.subject_reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if not reason.strip():
        raise Refused(say("Say why; it is shown to everyone concerned."), fields={"reason": say("needed")})
    change_state(dossier, move, at=at)
    said = event(**named_in_events(dossier), post=actor.post, reason=reason.strip(), under=lent_under(verdict))
    announce(said, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    return dossier


def _doing(move: Move, reference: str) -> str:
    match move:
        case Move.SUSPEND:
            return say("suspend the clearance of {reference}", reference=reference)
        case Move.RESUME:
            return say("resume the clearance of {reference}", reference=reference)
        case _:
            return say("revoke the clearance of {reference}", reference=reference)
