"""A signature is late: tell the superior or the named body. Time never signs."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.mandate.institutions.queries import Post, post_by_key

from ..events import DecisionOverdue
from ..models import Dossier, Escalation
from ..queries import cites, named_in_events, signing_now, things
from ..rules.life import State
from ..rules.route import Signature as Rule
from .lock import lock_dossier


@attempt
def tell_overdue(dossier_id: UUID, *, actor: Actor, at: datetime) -> Dossier:
    """Escalate every signature still missing. A countersignature may then be given by the post told; a key
    never may. Refused before its time."""
    dossier = lock_dossier(dossier_id)
    if dossier.due_at is None or dossier.due_at > at or dossier.overdue_told:
        raise Refused("Its clock has not run out, or this was told.")
    for rule in signing_now(dossier):
        _tell(dossier, rule, actor=actor, at=at)
    dossier.overdue_told = True
    dossier.save(update_fields=["overdue_told"])
    return dossier


def _tell(dossier: Dossier, rule: Rule, *, actor: Actor, at: datetime) -> None:
    post = post_by_key(rule.post)
    told: Post | None = post_by_key(rule.on_lapse.to) if rule.on_lapse.to else post.superior
    if told is not None:
        Escalation.objects.create(
            dossier=dossier,
            waiting_on=post,
            told_to=told,
            may_act=dossier.state == State.COUNTERSIGNING and rule.on_lapse.do == "escalate",
            why=f"{post.title} has not signed {dossier.reference}, due {dossier.due_at:%d %B %Y}.",
            at=at,
        )
    event = DecisionOverdue(
        **named_in_events(dossier),
        post=post.title,
        told=told.title if told else "nobody is above it, so every reader of the dossier",
        cites=cites(dossier.framework, rule.instrument, rule.article),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
