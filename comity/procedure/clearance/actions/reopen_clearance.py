"""Put what was authorised before everybody again: what was said and signed no longer counts."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.lending import lent_under

from ..events import ClearanceReopened
from ..models import Dossier
from ..queries import consultations_of, may_clear_again, named_in_events, things
from ..rules.life import Asked, Move, State
from .ask_posts import ask_posts, supersede
from .change_state import change_state
from .lock import lock_dossier


@attempt
def reopen_clearance(dossier_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Dossier:
    """Because the world changed and not the text: after a crisis began, say. It is cleared from its first step.

    Needs the mandate to revoke, since what is authorised is so no longer. Raises NotAllowed; Refused out of turn, or
    without a reason.
    """
    dossier = lock_dossier(dossier_id)
    verdict = require(
        may_clear_again(dossier, actor=actor, at=at),
        doing=say("clear {reference} again", reference=dossier.subject_reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if not reason.strip():
        raise Refused(say("Say why; it is shown to everyone concerned."), fields={"reason": say("needed")})
    if dossier.state not in (State.GRANTED, State.SUSPENDED):
        raise Refused(
            say(
                "{reference} is {state}: only what is granted or suspended is cleared again.",
                reference=dossier.reference,
                state=dossier.state_words,
            )
        )
    supersede(consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED), at=at)
    dossier.signatures.filter(standing=True).update(standing=False)
    dossier.stage = 0
    dossier.save(update_fields=["stage"])
    change_state(dossier, Move.REOPEN, at=at)
    named, under = named_in_events(dossier), lent_under(verdict)
    event = ClearanceReopened(**named, post=actor.post, reason=reason.strip(), under=under)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    ask_posts(dossier, actor=actor, at=at)
    return dossier
