"""A framework is proposed or adopted: the whole of it must be readable, name what exists, and lead on."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused

from ..rules.whole import Checked, Known, check


@attempt
def check_routes(text: str, *, actor: Actor, at: datetime, known: Known, name: str = "framework.yaml") -> Checked:  # noqa: ARG001  an act like any
    """Raises Refused with every fault of the text; the act that asked is then undone as a whole."""
    found = check(text, known=known)
    if found.faults:
        raise Refused("\n".join(fault.told(name) for fault in found.faults))
    return found
