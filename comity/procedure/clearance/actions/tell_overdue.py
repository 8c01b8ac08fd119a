"""A signature or a consolidation is late: tell the superior or the named body. Time never signs."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Post, post_by_key

from ..events import DecisionOverdue
from ..models import Dossier, Escalation
from ..queries import cites, named_in_events, route_of, signing_now, things
from ..rules.life import State
from ..rules.route import Signature as Rule
from ..rules.written import nobody_above, not_consolidated, not_signed
from .lock import lock_dossier


@attempt
def tell_overdue(dossier_id: UUID, *, actor: Actor, at: datetime) -> Dossier:
    """Tell of every signature still missing, or of a lead who does not consolidate.

    A countersignature may then be given by the post told; a key never may. Refused before its time.
    """
    dossier = lock_dossier(dossier_id)
    if dossier.due_at is None or dossier.due_at > at or dossier.overdue_told:
        raise Refused(say("Its clock has not run out, or this was told."))
    dossier.overdue_told = True
    dossier.save(update_fields=["overdue_told"])
    if dossier.state == State.CONSOLIDATING:
        lead, cited = dossier.lead_post, _route_cited(dossier)
        _write_down(dossier, lead, lead.superior, cited=cited, actor=actor, at=at)
    for rule in signing_now(dossier):
        _tell(dossier, rule, actor=actor, at=at)
    return dossier


def _tell(dossier: Dossier, rule: Rule, *, actor: Actor, at: datetime) -> None:
    post = post_by_key(rule.post)
    told = post_by_key(rule.on_lapse.to) if rule.on_lapse.to else post.superior
    may_act = dossier.state == State.COUNTERSIGNING and rule.on_lapse.do == "escalate"
    cited = cites(dossier.framework, rule.instrument, rule.article)
    _write_down(dossier, post, told, cited=cited, may_act=may_act, actor=actor, at=at)


def _route_cited(dossier: Dossier) -> str:
    return cites(dossier.framework, route_of(dossier).instrument)


def _write_down(
    dossier: Dossier,
    post: Post,
    told: Post | None,
    *,
    cited: str,
    may_act: bool = False,
    actor: Actor,
    at: datetime,
) -> None:
    if told is not None:
        Escalation.objects.create(
            dossier=dossier,
            waiting_on=post,
            told_to=told,
            may_act=may_act,
            why=str(_late(dossier, post)),
            at=at,
        )
    event = DecisionOverdue(
        **named_in_events(dossier),
        post=post.title,
        told=told.title if told else nobody_above(),
        cites=cited,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)


def _late(dossier: Dossier, post: Post) -> str:
    late = not_consolidated if dossier.state == State.CONSOLIDATING else not_signed
    return late(post.title, dossier.reference, dossier.due_at or "")
