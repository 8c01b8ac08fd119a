"""What keeping and waiving have in common. It has no permission of its own: the caller brings the verdict."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import ObligationKept, ObligationWaived
from ..models import Discharge, Obligation
from ..rules.due import Standing


@attempt
def end_obligation(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    words: str,
    ending: Standing,
    verdict: Callable[[Obligation], Verdict],
    event: type[ObligationKept] | type[ObligationWaived],
) -> Obligation:
    """Discharge once. Raises NotAllowed by the verdict given; Refused when it has ended, or without words."""
    rows = Obligation.objects.whole("the action decides who may")
    obligation: Obligation = rows.select_related("owed_by", "owed_to").select_for_update(of=("self",)).get(pk=key)
    things = [
        Thing("obligation", str(obligation.pk), ""),
        Thing(obligation.thing_kind, obligation.thing_key, obligation.thing_reference),
    ]
    require(
        verdict(obligation),
        doing=say("end the obligation “{what}”", what=obligation.what),
        about=things,
        marking_id=obligation.marking_id,
    )
    if Discharge.objects.filter(obligation=obligation).exists():
        raise Refused(say("This obligation has already ended."))
    if not words.strip():
        raise Refused(say("Say how it was met, or why it is given up."), fields={"words": say("needed")})
    Discharge.objects.create(
        obligation=obligation,
        kind=ending,
        words=words.strip(),
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    announce(
        event(what=obligation.what, words=words.strip()),
        actor=actor,
        at=at,
        about=things,
        marking_id=obligation.marking_id,
    )
    return obligation
