"""Erase, withhold and show again what an entry says: the technical part. Acts and permission are oversight's."""

from datetime import datetime

from comity.foundation.record.events import BodyErased, BodyShownAgain, BodyWithheld
from comity.foundation.record.models import AbsenceProposal, Entry, Erasure, Mention, Withholding
from comity.foundation.record.queries import rows_told_by
from comity.foundation.record.rules.absence import NO_BODY, NO_SALT
from comity.foundation.record.rules.acting import Acting

from .announce import announce
from .enter_absence import about, answer


def erase_body(proposal: AbsenceProposal, *, actor: Acting, at: datetime) -> Entry:
    """Tell of it, then take body, salt and every column that repeats them. Number, kind, time, commitment, leaf and
    marking stay, and with them every proof. The salt goes too: who has it could try out what the entry may have said.

    DANGER: for ever, here. Backups, bundles that were handed out and pages of the database not yet written over hold
    it still (docs/explanation/erasing-what-the-record-says.md).
    """
    seq = proposal.entry_id
    entry = Entry.objects.whole("erasing was permitted by those who may read it").get(pk=seq)
    event = BodyErased(
        entry=seq,
        commitment=bytes(entry.commitment).hex(),
        proposal=proposal.told_id,
        reason=proposal.reason,
        legal_basis=proposal.legal_basis,
        rows=rows_told_by(seq),
    )
    told = announce(event, actor=actor, at=at, about=about(seq), marking_id=entry.marking_id)
    # This order is what the guards allow: the entry that tells, the row that ties them, then the blanks.
    Erasure.objects.create(entry=entry, by=told)
    Mention.objects.filter(entry=entry).update(reference="")
    Entry.objects.whole("erasing was permitted by those who may read it").filter(pk=seq).update(
        body=NO_BODY, salt=NO_SALT, person_id=None, person="", post_id=None, post="", sentence=""
    )
    answer(proposal, told)
    return told


def withhold_body(proposal: AbsenceProposal, *, actor: Acting, at: datetime) -> Entry:
    """The body stays and is read as before; it leaves the house in no evidence."""
    entry = proposal.entry
    event = BodyWithheld(
        entry=entry.seq, proposal=proposal.told_id, reason=proposal.reason, legal_basis=proposal.legal_basis
    )
    told = announce(event, actor=actor, at=at, about=about(entry.seq), marking_id=entry.marking_id)
    Withholding.objects.create(by=told, entry=entry)
    answer(proposal, told)
    return told


def show_body_again(withholding: Withholding, *, actor: Acting, at: datetime, reason: str) -> Entry:
    """The body is in evidence again."""
    entry = withholding.entry
    event = BodyShownAgain(entry=entry.seq, reason=reason)
    told = announce(event, actor=actor, at=at, about=about(entry.seq), marking_id=entry.marking_id)
    Withholding.objects.filter(pk=withholding.pk).update(lifted_by=told)
    return told
