"""Recall what was granted under urgency: whoever declared it, or whoever reviews it, stops it for good."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import GrantRecalled
from ..models import Dossier
from ..queries import may_recall_grant, named_in_events, things
from ..rules.life import Move
from .change_state import change_state
from .lock import lock_dossier


@attempt
def recall_grant(dossier_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Dossier:
    """The engagement is cancelled, and everybody who was asked, signed or told is told of it.

    Needs no mandate to revoke: the post that declared it urgent and those that review it may, and nobody else.
    Raises NotAllowed; Refused for what was not granted under urgency, out of turn, or without a reason.
    """
    dossier = lock_dossier(dossier_id)
    require(
        may_recall_grant(dossier, actor=actor),
        doing=say("recall the urgent grant of {reference}", reference=dossier.subject_reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if not reason.strip():
        raise Refused(say("Say why; it is shown to everyone concerned."), fields={"reason": say("needed")})
    change_state(dossier, Move.REVOKE, at=at)
    event = GrantRecalled(**named_in_events(dossier), post=actor.post, reason=reason.strip())
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    return dossier
