"""Propose that what an entry says be erased, or withheld from evidence: the first of two keys."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_absence import about, enter_proposal
from comity.foundation.record.queries import AbsenceProposal, entry_read, why_not_absent
from comity.foundation.record.rules.absence import ERASE
from comity.foundation.words.rules.said import say

from ..queries.absences import instruments_for, proposing, waiting_proposal
from ..rules.legal_basis import cited


@attempt
def propose_absence(
    seq: int, *, actor: Actor, at: datetime, what: str, reason: str, instrument: str, article: str
) -> AbsenceProposal:
    """`what` is ERASE or WITHHOLD. Nothing is gone until somebody of another institution confirms it.

    Raises NotAllowed; Refused for an entry one may not read, that is never erased, of which it is proposed already,
    and without a reason or a legal basis in force.
    """
    entry = entry_read(seq, actor.reader)
    if entry is None:
        raise Refused(say("There is no entry {number} that you may read.", number=str(seq)))
    doing = (
        say("propose to erase what entry {entry} says", entry=str(seq))
        if what == ERASE
        else say("propose to withhold what entry {entry} says", entry=str(seq))
    )
    require(proposing(entry, actor, at), doing=doing, about=about(seq), marking_id=entry.marking_id)
    if why := why_not_absent(entry, what):
        raise Refused(say("Entry {number} stays as it is: {why}.", number=str(seq), why=why))
    if waiting_proposal(entry):
        raise Refused(say("Entry {number} waits for an answer already.", number=str(seq)))
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("without repeating what is to be forgotten")})
    basis = cited(instruments_for(actor), instrument, article)
    return enter_proposal(entry, what, actor=actor, at=at, reason=reason.strip().rstrip("."), legal_basis=basis)
