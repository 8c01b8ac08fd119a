"""Say how many witnesses make a checkpoint of the record public."""

from datetime import datetime

from comity.foundation.access.permissions import may_set_quorum
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_witness import enter_quorum
from comity.foundation.record.queries import quorum, witnesses
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def set_quorum(needed: int, *, actor: Actor, at: datetime, marking_id: int, reason: str = "") -> None:
    """From now on a checkpoint is public once so many of the witnesses have cosigned it.

    Raises NotAllowed, or Refused for more than there are, for what holds already, and for fewer without a reason.
    """
    require(may_set_quorum(actor), doing=say("set the quorum of witnesses"), about=[], marking_id=marking_id)
    reason, before = " ".join(reason.split()), quorum()
    if not 0 <= needed <= witnesses().count():
        raise Refused(say("There are not so many witnesses. comity record witness add names one."))
    if needed == before:
        raise Refused(say("That many witnesses must sign already."))
    if needed < before and not reason:
        raise Refused(say("Say why fewer witnesses suffice; it stands on the record."))
    enter_quorum(needed, actor=actor, at=at, marking_id=marking_id, reason=reason)
