"""Note that what was found is so no longer."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing

from ..events import FindingGone
from ..models import Finding


@attempt
def close_finding(finding_id: int, *, actor: Actor, at: datetime) -> None:
    """Only a monitor that read everything anew says so. The finding stays, and what was found is on the record for
    good: that it went away may itself be worth a question. If it comes back it is a new finding."""
    rows = Finding.objects.whole("a monitor notes what is gone, whoever may read it")
    finding = rows.select_for_update().get(pk=finding_id)
    if finding.gone_at is not None:
        return
    finding.gone_at = at
    finding.save(update_fields=["gone_at"])
    event = FindingGone(finding=finding.reference, watch=finding.watch, found=finding.sentence)
    about = [Thing("finding", finding.pk, finding.reference)]
    announce(event, actor=actor, at=at, about=about, marking_id=finding.marking_id)
