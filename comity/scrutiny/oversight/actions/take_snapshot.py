"""Write down that a frozen copy was taken, so that it can be proved later."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import SnapshotTaken
from ..permissions import may_take_snapshot
from ..rules.snapshot import Frozen, thing_key


@attempt
def take_snapshot(frozen: Frozen, *, actor: Actor, at: datetime, marking_id: int) -> int:
    """The entry holds the digest of the file, never its content. The file is made before, since an act is short;
    `marking_id` is of all that the file shows. Returns the number of the entry. Raises NotAllowed."""
    about = [Thing("snapshot", thing_key(frozen.digest), frozen.digest[:12])]
    require(
        may_take_snapshot(actor),
        doing=say("take a snapshot of {population}", population=frozen.population),
        about=about,
        marking_id=marking_id,
    )
    event = SnapshotTaken(
        population=frozen.population,
        rows=frozen.rows,
        digest=frozen.digest,
        record_size=frozen.record_size,
        record_root=frozen.record_root,
    )
    return announce(event, actor=actor, at=at, about=about, marking_id=marking_id).seq
