"""How an urgency ends, and what is then owed. It follows from an act that had a permission."""

from datetime import datetime, timedelta
from typing import Literal

from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import post_by_key
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.rules.origin import telling_of_urgency

from ..models import Dossier, Urgency
from ..queries import cites, gone_by, urgency_of
from ..rules.ended import Ended


def end_urgency(dossier: Dossier, ended: Ended, *, at: datetime) -> Urgency | None:
    """Note how it ended; once it is decided, say when its review opens. None when it was not urgent."""
    urgency = urgency_of(dossier)
    if urgency is None:
        return None
    urgency.ended_at, urgency.ended_as = at, ended
    rule = gone_by(urgency).urgent
    if ended is Ended.DECIDED and rule is not None and rule.review is not None:
        urgency.review_at = at + timedelta(hours=rule.review.opens_after)
    urgency.save(update_fields=["ended_at", "ended_as", "review_at"])
    dossier.urgent = False
    dossier.save(update_fields=["urgent"])
    return urgency


def owe_telling(
    dossier: Dossier, urgency: Urgency, after: Literal["declared", "decided"], *, actor: Actor, at: datetime
) -> None:
    """Everybody whom the urgent path says must be told now is owed it, by the hour."""
    rule = gone_by(urgency).urgent
    for number, told in enumerate(rule.tell if rule else ()):
        if told.after != after:
            continue
        owed = Owed(
            what=told.what,
            owed_by=post_by_key(told.by) if told.by else dossier.lead_post,
            owed_to=post_by_key(told.post),
            due=None,
            due_at=at + timedelta(hours=told.within),
            about=Thing(dossier.subject_kind, dossier.subject_key, dossier.subject_reference),
            origin=str(telling_of_urgency(dossier.reference, cites(urgency.framework, told.instrument, told.article))),
            origin_key=f"urgency:{urgency.pk}:tell:{number}",
            marking_id=dossier.marking_id,
        )
        raise_obligation(owed, actor=actor, at=at)
