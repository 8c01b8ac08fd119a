"""Leave an entry as it is, although another institution proposed to erase or withhold what it says."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_absence import about, enter_declining
from comity.foundation.record.queries import Entry
from comity.foundation.words.rules.said import say

from ..queries.absences import answering, proposal_read


@attempt
def decline_absence(proposal: int, *, actor: Actor, at: datetime, reason: str) -> Entry:
    """`proposal` is the number of the entry that proposes it. Raises NotAllowed; Refused for one that one may not read
    or that was answered, and without a reason."""
    found = proposal_read(proposal, actor.reader)
    if found is None:
        raise Refused(say("There is no proposal {number} that you may read.", number=str(proposal)))
    entry = found.entry
    require(
        answering(found, actor, at),
        doing=say("decline proposal {number}", number=str(proposal)),
        about=about(entry.seq),
        marking_id=entry.marking_id,
    )
    if found.answered_by_id is not None:
        raise Refused(say("This proposal was answered by entry {number}.", number=str(found.answered_by_id)))
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("who proposed it will read it")})
    return enter_declining(found, actor=actor, at=at, reason=reason.strip())
