"""May this actor do this act on this engagement? The permissions that the acts themselves ask, by the name of the act.

Whether it is the time for the act is another question, which the table of `rules.life` answers.
"""

from collections.abc import Mapping
from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict

from ..models import Engagement
from ..permissions import may_lead, may_mark, may_propose, may_write
from ..rules.life import State
from .grounds import grounds

WRITES, PROPOSES, LEADS, MARKS = "writes", "proposes", "leads", "marks"
# Which permission each act asks for; tests/adversary/test_who_may.py plays every one of them.
ACTS: Mapping[str, str] = {
    "save_concept": WRITES,
    "propose": PROPOSES,
    "amend": PROPOSES,
    "revise": WRITES,
    "withdraw": WRITES,
    "mark": MARKS,
    "begin": LEADS,
    "complete": LEADS,
    "assess": LEADS,
    "close": LEADS,
    "cancel": LEADS,
}


def may_do(act: str, it: Engagement, *, actor: Actor, at: datetime) -> Verdict:
    """Raises KeyError for an act that there is not."""
    asked = grounds(it, actor, at)
    kind = LEADS if act == "withdraw" and it.state == State.IN_CLEARANCE else ACTS[act]
    match kind:
        case "writes":
            return may_write(actor, **asked.writing())
        case "proposes":
            return may_propose(actor, **asked.writing())
        case "marks":
            return may_mark(actor, **asked.writing(), reads_new=True)
        case _:
            return may_lead(actor, **asked.leading())
