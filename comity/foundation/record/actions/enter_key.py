"""Enter a new key among those of the record, and tell of it; the acts of keys have this in common."""

from datetime import datetime

from django.conf import settings

from comity.foundation.record.events import KeyMade, KeyRotated, Thing
from comity.foundation.record.models import Key
from comity.foundation.record.rules.acting import Acting
from comity.foundation.record.rules.note import Note, VerifierKey, signed, with_signatures

from .announce import announce
from .keep_key import make_private_key, signer

HANDOVER = "comity.record.handover/1"  # keeps this text from being taken for a checkpoint


def enter_first_key(*, actor: Acting, at: datetime, marking_id: int) -> Key:
    """Make the record's first key; its name is the origin from then on. The caller saw that there is none."""
    key = make_private_key(settings.RECORD_ORIGIN)
    row = Key.objects.create(number=0, key=str(key), made_at=at)
    _tell(KeyMade(key=str(key)), row, actor=actor, at=at, marking_id=marking_id)
    return row


def enter_next_key(old: Key, *, actor: Acting, at: datetime, marking_id: int, reason: str, lost: bool) -> Key:
    """Make the key that follows `old`, under the same name, and let it sign from the next checkpoint on.

    The handover is signed by the new key and, unless its private part is lost, by the old one: so whoever
    believed the old key may believe the new one. Raises KeyMissing when the old key is not here.
    """
    before = old.verifier
    key = make_private_key(before.name)
    written = handover(before, key, lost=lost).as_bytes().decode()
    row = Key.objects.create(number=old.number + 1, key=str(key), handover=written, made_at=at)
    event = KeyRotated(old=str(before), key=str(key), handover=written, lost=lost, reason=reason)
    _tell(event, row, actor=actor, at=at, marking_id=marking_id)
    return row


def handover(old: VerifierKey, new: VerifierKey, *, lost: bool) -> Note:
    """The signed note by which one key gives way to another."""
    text = f"{HANDOVER}\n{old}\n{new}\n"
    by_new = signed(text, new, signer(new))
    return by_new if lost else with_signatures(by_new, signed(text, old, signer(old)).signatures)


def _tell(event: KeyMade | KeyRotated, row: Key, *, actor: Acting, at: datetime, marking_id: int) -> None:
    thing = Thing("record-key", row.number, row.verifier.key_id.hex())
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
