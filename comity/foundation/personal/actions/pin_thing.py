"""Keep a thing at hand."""

from datetime import datetime

from django.db.models import Max

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..models import Pin
from ..queries import pins_of
from ..rules.views import PINS_AT_MOST


@attempt
def pin_thing(thing: Thing, *, actor: Actor, at: datetime) -> Pin:  # noqa: ARG001  every action is told when
    """Last in the person's order; pinned already is left where it is. Raises Refused when too many are pinned.

    Whether the thing exists is not asked: a pin says nothing of it, and shows only what its reader may read.
    """
    own = pins_of(actor.who)
    there = own.filter(kind=thing.kind, key=thing.key).first()
    if there is not None:
        return there
    if own.count() >= PINS_AT_MOST:
        raise Refused(say("You keep {most} things at hand already; take one away first.", most=PINS_AT_MOST))
    last = own.aggregate(last=Max("place"))["last"] or 0
    return Pin.objects.create(person_id=actor.who, kind=thing.kind, key=thing.key, place=last + 1)
