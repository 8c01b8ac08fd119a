"""Let a witness of the record go."""

from datetime import datetime

from comity.foundation.access.permissions import may_remove_witness
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_witness import leave_witness
from comity.foundation.record.queries import quorum, witnesses
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def remove_witness(name: str, *, actor: Actor, at: datetime, marking_id: int, reason: str) -> None:
    """Ask it no longer. What it cosigned stays under its checkpoints; added again, it is asked anew.

    Raises NotAllowed, or Refused without a reason, when nobody of that name is asked, or when too few would stay.
    """
    require(may_remove_witness(actor), doing=say("remove a witness of the record"), about=[], marking_id=marking_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(say("Say why this witness is let go; it stands on the record."))
    there = list(witnesses())
    row = next((one for one in there if one.name == name), None)
    if row is None:
        raise Refused(say("No witness called {name} is asked.", name=name))
    if len(there) - 1 < quorum():
        raise Refused(say("Fewer witnesses would stay than must sign. Add another one, or lower the quorum first."))
    leave_witness(row, actor=actor, at=at, marking_id=marking_id, reason=reason)
