"""Put a pinned thing before the one above it."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import Thing

from ..queries import pins_of


@attempt
def move_pin(thing: Thing, *, actor: Actor, at: datetime) -> None:  # noqa: ARG001  every action is told when
    """One place up in the acting person's own order; the first stays where it is."""
    rows = list(pins_of(actor.who))
    here = next((i for i, row in enumerate(rows) if (row.kind, row.key) == (thing.kind, thing.key)), 0)
    if here == 0:
        return
    rows[here - 1], rows[here] = rows[here], rows[here - 1]
    for place, row in enumerate(rows, start=1):
        row.place = place
        row.save(update_fields=["place"])
