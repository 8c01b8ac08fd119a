"""Enter on the record that a witness of it has seen another history."""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.enter_witness import enter_refusal
from comity.foundation.record.queries import Witness

from .attempt import attempt


@attempt
def tell_refusal(witness: Witness, *, actor: Actor, at: datetime, marking_id: int) -> None:
    """So that it stays known when the witness is let go, or signs again. Asks no permission: the witness decided."""
    enter_refusal(witness, actor=actor, at=at, marking_id=marking_id)
