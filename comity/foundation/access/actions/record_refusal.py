"""Write down that somebody tried what they may not do."""

from datetime import datetime

from django.db import transaction

from comity.foundation.access.events import ActRefused
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.labels.queries import marking_for
from comity.foundation.record.actions.announce import announce


def record_refusal(refusal: NotAllowed, *, actor: Actor, at: datetime) -> None:
    """Append the refusal in a transaction of its own, marked like the thing it was about."""
    event = ActRefused(who=str(actor), doing=refusal.doing, why=refusal.verdict.why)
    with transaction.atomic():
        marking_id = refusal.marking_id if refusal.label is None else marking_for(refusal.label).pk
        announce(event, actor=actor, at=at, about=refusal.about, marking_id=marking_id)
