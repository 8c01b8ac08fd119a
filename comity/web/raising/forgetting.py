"""What was told of an act is forgotten with what the record said of it."""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.forget_notices import forget_notices
from comity.foundation.record.events import BodyErased
from comity.foundation.record.queries import entire_history


def erased(event: BodyErased, *, actor: Actor, at: datetime) -> None:
    for entry in entire_history("the notices that it raised are forgotten").filter(seq=event.entry):
        forget_notices(entry.at, actor=actor, at=at, about=[mention.thing for mention in entry.mentions.all()])
