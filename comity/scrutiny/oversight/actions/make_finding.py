"""Enter what a monitor found."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing

from ..events import FindingMade
from ..models import Finding
from ..queries import mentioned_in
from ..rules.trouble import KEY_AT_MOST, Trouble


@attempt
def make_finding(trouble: Trouble, *, actor: Actor, at: datetime, watch: str, marking_id: int) -> Finding | None:
    """The finding and its entry, which nobody can take back. None where this very trouble stands already: then only
    when it was last met is noted.

    It asks no permission: it follows from what stands on the record, and permits nobody anything. The entry is about
    whatever the entry found wrong is about, so that it stands in that thing's history too.
    """
    key = trouble.key[:KEY_AT_MOST]
    known = Finding.objects.whole("one trouble is one finding, whoever may read it")
    if known.filter(watch=watch, key=key, marking_id=marking_id, gone_at__isnull=True).update(last_seen=at):
        return None
    finding: Finding = Finding.objects.create(
        watch=watch,
        key=key,
        sentence=str(trouble.words),
        seq=trouble.seq,
        instrument=trouble.instrument,
        first_seen=at,
        last_seen=at,
        marking_id=marking_id,
    )
    event = FindingMade(
        finding=finding.reference,
        watch=watch,
        found=finding.sentence,
        seq=trouble.seq,
        instrument=trouble.instrument,
    )
    about = [Thing("finding", finding.pk, finding.reference), *mentioned_in(trouble.seq)]
    announce(event, actor=actor, at=at, about=about, marking_id=marking_id)
    return finding
