"""Enter that the body of an entry be erased or withheld, and that it is not. Acts and permission are oversight's."""

from datetime import datetime

from comity.foundation.record.events import AbsenceDeclined, AbsenceProposed, Thing
from comity.foundation.record.models import AbsenceProposal, Entry
from comity.foundation.record.rules.acting import Acting

from .announce import announce


def about(seq: int) -> list[Thing]:
    """What the entries about an absence are about: the entry by its number. Not what it was about: by such a name, of
    a person for example, that which is to be erased would stand in the record anew."""
    return [Thing("entry", seq, f"#{seq}")]


def enter_proposal(
    entry: Entry, what: str, *, actor: Acting, at: datetime, reason: str, legal_basis: str
) -> AbsenceProposal:
    """Marked as the entry is: whoever reads the one reads the other."""
    event = AbsenceProposed(entry=entry.seq, what=what, reason=reason, legal_basis=legal_basis)
    told = announce(event, actor=actor, at=at, about=about(entry.seq), marking_id=entry.marking_id)
    return AbsenceProposal.objects.create(told=told, entry=entry)


def enter_declining(proposal: AbsenceProposal, *, actor: Acting, at: datetime, reason: str) -> Entry:
    """The proposal is answered, and nothing is gone."""
    entry = proposal.entry
    event = AbsenceDeclined(entry=entry.seq, what=proposal.what, proposal=proposal.told_id, reason=reason)
    told = announce(event, actor=actor, at=at, about=about(entry.seq), marking_id=entry.marking_id)
    answer(proposal, told)
    return told


def answer(proposal: AbsenceProposal, told: Entry) -> None:
    AbsenceProposal.objects.filter(pk=proposal.pk).update(answered_by=told)
