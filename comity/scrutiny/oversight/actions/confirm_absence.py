"""Erase or withhold, as another institution proposed: the second key."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_absence import about
from comity.foundation.record.actions.erase_body import erase_body, withhold_body
from comity.foundation.record.queries import Entry, why_not_absent
from comity.foundation.words.rules.said import say

from ..queries.absences import answering, proposal_read


@attempt
def confirm_absence(proposal: int, *, actor: Actor, at: datetime) -> Entry:
    """`proposal` is the number of the entry that proposes it. Returns the entry that tells of it.

    Raises NotAllowed; Refused for a proposal one may not read or that was answered.
    """
    found = proposal_read(proposal, actor.reader)
    if found is None:
        raise Refused(say("There is no proposal {number} that you may read.", number=str(proposal)))
    entry = found.entry
    doing = (
        say("erase what entry {entry} says", entry=str(entry.seq))
        if found.erases
        else say("withhold what entry {entry} says", entry=str(entry.seq))
    )
    require(answering(found, actor, at), doing=doing, about=about(entry.seq), marking_id=entry.marking_id)
    if found.answered_by_id is not None:
        raise Refused(say("This proposal was answered by entry {number}.", number=str(found.answered_by_id)))
    if why := why_not_absent(entry, found.what):
        raise Refused(say("Entry {number} stays as it is: {why}.", number=str(entry.seq), why=why))
    return (erase_body if found.erases else withhold_body)(found, actor=actor, at=at)
