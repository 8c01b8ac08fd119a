"""Enter who witnesses the record, and how many of them it needs; the acts of witnesses have this in common."""

from datetime import datetime

from comity.foundation.record.events import Event, QuorumSet, Thing, WitnessAdded, WitnessRefused, WitnessRemoved
from comity.foundation.record.models import Asked, Quorum, Witness
from comity.foundation.record.queries import quorum, record_policy
from comity.foundation.record.rules.acting import Acting
from comity.foundation.record.rules.note import VerifierKey
from comity.foundation.record.rules.policy import with_witness

from .announce import announce


def enter_witness(key: VerifierKey, url: str, *, actor: Acting, at: datetime, marking_id: int) -> Witness:
    """Ask this witness from the next minute on. Raises BadPolicy when it cannot stand beside those there are."""
    with_witness(record_policy(), key)
    row = Witness.objects.create(name=key.name, key=str(key), key_id=key.key_id.hex(), url=url, added_at=at)
    Asked.objects.create(witness=row)
    event = WitnessAdded(name=row.name, key=row.key, url=url)
    _tell(event, row, actor=actor, at=at, marking_id=marking_id)
    return row


def leave_witness(row: Witness, *, actor: Acting, at: datetime, marking_id: int, reason: str) -> None:
    """Ask it no longer. The caller saw that the quorum can be reached without it."""
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    event = WitnessRemoved(name=row.name, key=row.key, reason=reason)
    _tell(event, row, actor=actor, at=at, marking_id=marking_id)


def enter_refusal(row: Witness, *, actor: Acting, at: datetime, marking_id: int) -> None:
    """That it has seen another history, as it answered last."""
    event = WitnessRefused(name=row.name, key=row.key, detail=Asked.objects.get(witness=row).detail)
    _tell(event, row, actor=actor, at=at, marking_id=marking_id)


def enter_quorum(needed: int, *, actor: Acting, at: datetime, marking_id: int, reason: str) -> Quorum:
    """Let so many witnesses make a checkpoint public. The caller saw that there are as many."""
    last, before = Quorum.objects.order_by("-number").first(), quorum()
    row = Quorum.objects.create(number=last.number + 1 if last else 0, needed=needed, at=at)
    event = QuorumSet(needed=needed, before=before, reason=reason)
    thing = Thing("record-quorum", row.number, str(needed))
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return row


def _tell(event: Event, row: Witness, *, actor: Acting, at: datetime, marking_id: int) -> None:
    thing = Thing("record-witness", row.pk, row.name)
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
