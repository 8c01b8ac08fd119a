"""End a crisis before its time."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, deny, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import power
from comity.mandate.institutions.rules.framework import May

from ..events import CrisisEnded
from ..models import Crisis
from ..permissions import may_declare
from ..queries import framework_of_crisis, thing


@attempt
def end_crisis(key: UUID, *, actor: Actor, at: datetime, why: str) -> Crisis:
    """Its desk closes; what was suspended stays so until somebody lifts it. Needs the mandate to declare.

    Raises NotAllowed; Refused when it is over, or without a reason.
    """
    rows = Crisis.objects.whole("an act locks what it changes; its permission is checked next")
    crisis: Crisis = rows.select_for_update().get(pk=key)
    framework = framework_of_crisis(crisis)
    held = (
        power(actor, May.DECLARE, framework=framework, at=at)
        if framework
        else deny(say("no framework is in force for this crisis"))
    )
    require(
        may_declare(actor, power=held),
        doing=say("end the crisis {reference}", reference=crisis.reference),
        about=[thing(crisis)],
        marking_id=crisis.marking_id,
    )
    if not crisis.runs_at(at):
        raise Refused(say("This crisis is over."))
    if not why.strip():
        raise Refused(say("Say why it is over."), fields={"why": say("needed")})
    crisis.ended_at, crisis.ended_by_id, crisis.ended_why = at, actor.who, why.strip()
    crisis.save(update_fields=["ended_at", "ended_by", "ended_why"])
    event = CrisisEnded(crisis=str(crisis.pk), reference=crisis.reference, title=crisis.title, why=crisis.ended_why)
    announce(event, actor=actor, at=at, about=[thing(crisis)], marking_id=crisis.marking_id)
    return crisis
