"""Take up again what was withdrawn or refused: a concept, to be proposed anew."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import EngagementRevised
from ..models import Engagement
from ..permissions import may_write
from ..queries import grounds, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, named, needs_words, tell


@attempt
def revise_engagement(key: UUID, *, actor: Actor, at: datetime, reason: str) -> Engagement:
    """Raises NotAllowed; Refused in any other state, or without a reason. Its old dossier stays as it ended."""
    it = locked(key)
    asked = grounds(it, actor, at)
    require(
        may_write(actor, **asked.writing()),
        doing=say("revise {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    reason = needs_words(reason, of=say("why it is taken up again"))
    move_on(it, Move.REVISE, at=at)
    tell(EngagementRevised(**named(it), reason=reason), it, actor=actor, at=at)
    return it
