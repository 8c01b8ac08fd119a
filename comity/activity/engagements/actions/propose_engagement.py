"""Propose an engagement: freeze what is said and put it before those who must clear it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import say, series
from comity.procedure.clearance.actions.open_dossier import open_dossier

from ..events import ClearanceBegun, EngagementProposed
from ..models import Engagement
from ..permissions import may_propose
from ..queries import grounds, snapshot_of, subject_of, thing
from ..rules.completeness import missing_to_propose
from ..rules.life import Move, after
from ..rules.particulars import digest, within
from .change_engagement import locked, move_on, named, tell, unchanged_since


@attempt
def propose_engagement(key: UUID, *, actor: Actor, at: datetime, seen_version: int) -> Engagement:
    """From concept to clearance in one act.

    Raises NotAllowed without a mandate to propose; Refused naming each missing field and why it is asked,
    when no route can be chosen, or when somebody else wrote meanwhile.
    """
    it = locked(key)
    asked = grounds(it, actor, at)
    verdict = require(
        may_propose(actor, **asked.writing()),
        doing=say("propose {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    after(it.state, Move.PROPOSE)
    unchanged_since(it, seen_version)
    said = snapshot_of(it)
    if missing := missing_to_propose(said, at.date()):
        raise Refused(
            say(
                "Before it can be proposed it needs: {labels}.",
                labels=series([within(m.label) for m in missing], ", "),
            ),
            fields={m.field: m.why for m in missing},
        )
    move_on(it, Move.PROPOSE, at=at)
    event = EngagementProposed(**named(it), number=it.version, digest=digest(said), under=verdict.source)
    tell(event, it, actor=actor, at=at)
    # The clearance room reads the subject only through what is handed to it: the same text that was just frozen.
    it.dossier = open_dossier(subject_of(it), actor=actor, at=at)
    it.save(update_fields=["dossier"])
    move_on(it, Move.OPEN_CLEARANCE, at=at)
    tell(ClearanceBegun(**named(it), dossier=it.dossier.reference), it, actor=actor, at=at)
    return it
