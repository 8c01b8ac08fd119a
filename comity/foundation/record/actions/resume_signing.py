"""Go on signing after a restore that lost entries: tell of it, and set aside what was signed."""

from datetime import datetime

from django.db import transaction

from comity.foundation.record.events import RecordResumed, Thing
from comity.foundation.record.models import Entry, Key
from comity.foundation.record.queries import TilesRead, head
from comity.foundation.record.rules.acting import Acting
from comity.foundation.record.rules.checkpoint import Checkpoint
from comity.foundation.record.rules.note import Note

from .announce import announce
from .remember_signed import remembered, set_aside


def contradicted() -> tuple[Checkpoint, Note] | None:
    """The checkpoint signed in this home that the entries do not continue; None when they do.

    Raises remember_signed.Forgotten.
    """
    key, now = Key.objects.order_by("-number").first(), head()
    known = remembered(key.verifier.name) if key else None
    if known is None:
        return None
    said = known[0]
    if said.size <= now.size and TilesRead(now.size).root_of_span(0, said.size) == said.root:
        return None
    return known


def resume_signing(
    known: tuple[Checkpoint, Note], *, actor: Acting, at: datetime, marking_id: int, reason: str
) -> Entry:
    """Enter what no longer holds, and once that is committed set it aside; a crash between leaves it as it was."""
    said, written = known
    event = RecordResumed(size=head().size, signed_size=said.size, signed=written.as_bytes().decode(), reason=reason)
    thing = Thing("record-checkpoint", said.size, str(said.size))
    entry = announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    transaction.on_commit(lambda: set_aside(said.origin, said.size))
    return entry
