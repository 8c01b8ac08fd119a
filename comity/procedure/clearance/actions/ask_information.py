"""Ask the leading post for information before answering."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import InformationRequested
from ..models import InformationRequest
from ..queries import named_in_events, route_of, things
from ..rules.life import Turn
from .change_state import turn
from .lock import lock_consultation
from .speak import speak


@attempt
def ask_information(consultation_id: UUID, *, actor: Actor, at: datetime, question: str) -> InformationRequest:
    """Ask; whether the clock stands still until the answer is the route's to say. Raises NotAllowed, Refused."""
    dossier, consultation = lock_consultation(consultation_id)
    speak(
        dossier,
        consultation,
        actor=actor,
        at=at,
        doing=say("ask for information on {reference}", reference=dossier.reference),
    )
    if not question.strip():
        raise Refused(say("Write what you need to know."), fields={"question": say("needed")})
    turn(consultation, Turn.ASK, at=at)
    step = route_of(dossier).step(consultation.step_key)
    request = InformationRequest.objects.create(
        consultation=consultation,
        question=question.strip(),
        asked_by_id=actor.who,
        asked_at=at,
        clock_pauses=step is None or step.information == "pauses",
    )
    event = InformationRequested(
        **named_in_events(dossier),
        post=consultation.post.title,
        question=request.question,
        pauses=request.clock_pauses,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return request
