"""The hours of an urgency ran out and nothing was decided: back to the ordinary route."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import UrgencyLapsed
from ..models import Dossier
from ..queries import named_in_events, things, urgency_of
from ..rules.ended import Ended
from ..rules.life import Move
from .ask_posts import ask_posts
from .back_to_ordinary import back_to_ordinary
from .change_state import change_state
from .lock import lock_dossier


@attempt
def lapse_urgency(dossier_id: UUID, *, actor: Actor, at: datetime) -> Dossier:
    """Anybody may, since only time decides. Refused before its time. What was signed under urgency no longer stands;
    what was spared is asked; what only hours of silence brought about is asked anew."""
    dossier = lock_dossier(dossier_id)
    urgency = urgency_of(dossier)
    if urgency is None or urgency.ends_at > at:
        raise Refused(say("Its hours have not run out, or it is not urgent."))
    fallen = back_to_ordinary(dossier, Ended.LAPSED, at=at)
    dossier.signatures.filter(standing=True).update(standing=False)
    dossier.stage = 0
    dossier.save(update_fields=["stage"])
    change_state(dossier, Move.REOPEN, at=at)
    event = UrgencyLapsed(
        **named_in_events(dossier),
        fallen=tuple(dict.fromkeys(row.post.title for row in fallen)),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    ask_posts(dossier, actor=actor, at=at)
    return dossier
