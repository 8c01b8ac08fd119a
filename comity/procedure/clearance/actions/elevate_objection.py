"""Take an objection that could not be settled to the next body above."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_key

from ..events import ObjectionElevated
from ..models import Consultation, Dossier
from ..queries import consultations_of, may_carry, named_in_events, route_of, step_of, things
from ..rules.life import OPEN, Asked, Move, State
from ..rules.opinion import OpinionKind
from ..rules.written import asked_to_rule
from .ask_posts import ask_step
from .change_state import change_state
from .lock import lock_consultation, still_undecided


@attempt
def elevate_objection(consultation_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Consultation:
    """Ask the next body on the route's ladder for a ruling. Its concurrence sets the objection aside, on the
    record and before the deciders; it does not remove it.

    Raises NotAllowed to all but the leading post; Refused when there is no objection or no body left.
    """
    dossier, objecting = lock_consultation(consultation_id)
    require(
        may_carry(dossier, actor=actor),
        doing=say("elevate an objection on {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=objecting.marking_id,
    )
    still_undecided(dossier)
    opinion = objecting.opinions.filter(standing=True).first()
    if opinion is None or opinion.kind != OpinionKind.NONCONCUR:
        raise Refused(say("There is no objection here to elevate."))
    if not reason.strip():
        raise Refused(say("Say what was tried and what the body should settle."), fields={"reason": say("needed")})
    route = route_of(dossier)
    step = step_of(dossier, objecting.step_key)
    body = _next_body(dossier, objecting, list(route.elevate))
    if step is None:
        raise Refused(say("This step is no longer on the route."))
    ruling = ask_step(
        dossier,
        step.model_copy(update={"clock": route.elevate_clock}),
        objecting.stage,
        actor=actor,
        at=at,
        post=post_by_key(body),
        elevates=objecting,
        why=asked_to_rule(objecting.post.title, opinion.basis, reason.strip()),
    )
    if dossier.state == State.CONSOLIDATING:
        change_state(dossier, Move.REOPEN, at=at)
    event = ObjectionElevated(
        **named_in_events(dossier), post=objecting.post.title, to=ruling.post.title, reason=reason.strip()
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    return ruling


def _next_body(dossier: Dossier, objecting: Consultation, ladder: list[str]) -> str:
    rulings = consultations_of(dossier.pk).filter(elevates=objecting).exclude(state=Asked.SUPERSEDED)
    if rulings.filter(state__in=OPEN).exists():
        raise Refused(say("It is before the body above already."))
    asked = set(rulings.values_list("post__key", flat=True))
    left = [key for key in ladder if key not in asked and key != objecting.post.key]
    if not left:
        raise Refused(say("No body is left above: amend the proposal to meet the objection, or withdraw it."))
    return left[0]
