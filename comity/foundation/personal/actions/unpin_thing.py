"""Keep a thing at hand no longer."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import Thing

from ..queries import pins_of


@attempt
def unpin_thing(thing: Thing, *, actor: Actor, at: datetime) -> None:  # noqa: ARG001  every action is told when
    """The acting person's own pin; one that is not there is gone already."""
    pins_of(actor.who).filter(kind=thing.kind, key=thing.key).delete()
