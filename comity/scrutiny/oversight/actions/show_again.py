"""Show again in evidence what an entry says, which was withheld."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_absence import about
from comity.foundation.record.actions.erase_body import show_body_again
from comity.foundation.record.queries import Entry, entry_read
from comity.foundation.words.rules.said import say

from ..queries.absences import showing_again, withholding_of


@attempt
def show_again(seq: int, *, actor: Actor, at: datetime, reason: str) -> Entry:
    """Raises NotAllowed; Refused for an entry one may not read or that is not withheld, and without a reason."""
    entry = entry_read(seq, actor.reader)
    if entry is None:
        raise Refused(say("There is no entry {number} that you may read.", number=str(seq)))
    require(
        showing_again(actor, at),
        doing=say("show in evidence again what entry {entry} says", entry=str(seq)),
        about=about(seq),
        marking_id=entry.marking_id,
    )
    withholding = withholding_of(entry)
    if withholding is None:
        raise Refused(say("Entry {number} is not withheld.", number=str(seq)))
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("it stands in the record")})
    return show_body_again(withholding, actor=actor, at=at, reason=reason.strip())
