"""Say something of a field under a marking of its own: beside the field, which chooses the route, and never in it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.rules.label import Label
from comity.foundation.parts.actions.write_part import write_part
from comity.foundation.parts.queries import Part
from comity.foundation.words.rules.said import say

from ..permissions import may_write
from ..queries import grounds, thing
from ..rules.particulars import LABELS
from .change_engagement import locked


@attempt
def say_apart(
    key: UUID, *, actor: Actor, at: datetime, field: str, words: str, label: Label, known: bool = True
) -> Part:
    """It is part of no version and of no subject: what the deciders must weigh stands in the engagement itself.

    Raises NotAllowed to whoever may not write in the engagement; Refused for a field that it does not have.
    """
    it = locked(key)
    if field not in LABELS:
        raise Refused(say("An engagement has no such field."), fields={"field": say("choose one")})
    verdict = may_write(actor, **grounds(it, actor, at).writing())
    return write_part(
        thing(it),
        actor=actor,
        at=at,
        verdict=verdict,
        frame_id=it.marking_id,
        words=words,
        label=label,
        known=known,
        field=field,
    )
