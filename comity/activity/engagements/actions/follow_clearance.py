"""What the six acts that follow clearance do alike. Wiring calls them; called by anybody else they are refused."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say
from comity.procedure.clearance.queries import Standing, standing

from ..events import EngagementEvent
from ..models import Engagement
from ..permissions import may_follow_clearance
from ..queries import subject_of, thing
from ..rules.life import Move
from .change_engagement import locked, move_on, tell


def follow_clearance(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    stands: str,
    move: Move,
    event: Callable[[Engagement, Standing], EngagementEvent],
) -> Engagement:
    """Move as clearance decided. Raises NotAllowed unless its dossier stands so for the very text of now."""
    it = locked(key)
    found = standing(it.dossier_id) if it.dossier_id else Standing("", "")
    require(
        may_follow_clearance(
            stands=found.state,
            expected=stands,
            digest_seen=found.digest,
            digest_now=subject_of(it).digest,
        ),
        doing=say("{move} {reference}", move=move.words, reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    move_on(it, move, at=at)
    tell(event(it, found), it, actor=actor, at=at)
    return it


def dossier_of(it: Engagement) -> str:
    return it.dossier.reference if it.dossier else ""
