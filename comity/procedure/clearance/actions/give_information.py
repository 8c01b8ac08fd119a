"""Answer a question that a consulted post asked."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import InformationGiven
from ..models import InformationRequest
from ..queries import due_again, may_carry, named_in_events, route_of, things
from ..rules.life import Turn
from ..rules.route import Clock
from .change_state import turn
from .lock import lock_consultation, still_undecided


@attempt
def give_information(request_id: int, *, actor: Actor, at: datetime, answer: str) -> InformationRequest:
    """Answer; a clock that stood still is due that much later. Raises NotAllowed, or Refused when answered."""
    consultation_id = InformationRequest.objects.values_list("consultation_id", flat=True).get(pk=request_id)
    dossier, consultation = lock_consultation(consultation_id)
    require(
        may_carry(dossier, actor=actor),
        doing=say("answer a question on {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=consultation.marking_id,
    )
    still_undecided(dossier)
    request = InformationRequest.objects.get(pk=request_id)
    if request.answered_at is not None:
        raise Refused(say("This question has been answered."))
    if not answer.strip():
        raise Refused(say("Write the answer."), fields={"answer": say("needed")})
    if request.clock_pauses:
        step = route_of(dossier).step(consultation.step_key.removesuffix("-elevated"))
        clock = step.clock if step else Clock(days=1)
        consultation.due_at = due_again(
            consultation.due_at, clock, dossier.framework, stopped=request.asked_at, resumed=at
        )
    turn(consultation, Turn.INFORM, at=at)
    request.answer, request.answered_at, request.answered_by_id = answer.strip(), at, actor.person_id
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    event = InformationGiven(
        **named_in_events(dossier),
        post=consultation.post.title,
        question=request.question,
        answer=request.answer,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return request
