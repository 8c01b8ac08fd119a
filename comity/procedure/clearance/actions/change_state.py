"""Move a dossier or a consultation along its table. No permission of its own: the act that moves it has one."""

from datetime import datetime

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..models import Consultation, Dossier
from ..rules.life import CONSULTATION, LIFE, Asked, Move, OutOfTurn, State, Turn, after


def change_state(dossier: Dossier, move: Move, *, at: datetime, due_at: datetime | None = None) -> None:
    """Take the dossier to the state after this move. Raises Refused when the table has no such move."""
    try:
        dossier.state = after(LIFE, State(dossier.state), move)
    except OutOfTurn as error:
        raise Refused(say("{reference}: {why}", reference=dossier.reference, why=error.message)) from error
    dossier.state_since = at
    dossier.due_at = due_at
    dossier.overdue_told = False
    dossier.save(update_fields=["state", "state_since", "due_at", "overdue_told"])
    dossier.escalations.filter(standing=True).update(standing=False)


def turn(consultation: Consultation, move: Turn, *, at: datetime) -> None:
    """Take a consultation to the state after this turn. Raises Refused when the table has no such turn."""
    try:
        consultation.state = after(CONSULTATION, Asked(consultation.state), move)
    except OutOfTurn as error:
        raise Refused(say("This consultation: {why}", why=error.message)) from error
    consultation.state_since = at
    consultation.save(update_fields=["state", "state_since", "due_at", "closed_as"])
