"""What waits on whom."""

from datetime import datetime

from django.db.models import QuerySet

from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.queries import (
    posts,
    posts_spoken_for,
)
from comity.mandate.institutions.rules.framework import May

from ..models import (
    Consultation,
    Dossier,
    Escalation,
    InformationRequest,
)
from ..rules.life import UNDECIDED, Asked, State
from ..rules.route import Signature as SignatureRule
from .procedure import signing_now, stand_ins
from .reading import dossiers
from .routes import route_of


def waiting_consultations(actor: Actor, at: datetime) -> QuerySet[Consultation]:
    """What this actor is asked and has not answered, soonest first."""
    post_ids = posts_spoken_for(actor, May.OPINE, at)
    rows: QuerySet[Consultation] = (
        Consultation.objects.readable_by(actor.reader)
        .filter(post_id__in=post_ids, state__in=[Asked.PENDING, Asked.HELD], dossier__state__in=UNDECIDED)
        .select_related("dossier", "post", "marking", "dossier__lead_post")
        .order_by("due_at")
    )
    return rows


def waiting_questions(actor: Actor) -> QuerySet[InformationRequest]:
    """Questions that the leading post must answer."""
    return (
        InformationRequest.objects.filter(
            answered_at__isnull=True,
            consultation__dossier__lead_post_id=actor.post_id,
            consultation__state=Asked.WAITING,
            consultation__in=Consultation.objects.readable_by(actor.reader),
        )
        .select_related(
            "consultation", "consultation__dossier", "consultation__post", "consultation__marking", "asked_by"
        )
        .order_by("asked_at")
    )


def waiting_to_consolidate(actor: Actor) -> QuerySet[Dossier]:
    return dossiers(actor.reader).filter(lead_post_id=actor.post_id, state=State.CONSOLIDATING)


def waiting_to_sign(actor: Actor, at: datetime) -> list[tuple[Dossier, SignatureRule]]:
    """Dossiers that wait for this actor's countersignature or key, soonest first."""
    posts_held = {
        May.COUNTERSIGN: set(posts_spoken_for(actor, May.COUNTERSIGN, at)),
        May.DECIDE: set(posts_spoken_for(actor, May.DECIDE, at)),
    }
    wanted = posts_held[May.COUNTERSIGN] | posts_held[May.DECIDE]
    if not wanted:
        return []
    keys_of = dict(posts().filter(pk__in=wanted).values_list("key", "pk"))
    standing_in = set(
        Escalation.objects.filter(told_to__in=wanted, may_act=True, standing=True).values_list("dossier_id", flat=True)
    )
    rows = dossiers(actor.reader).filter(state__in=[State.COUNTERSIGNING, State.DECIDING]).order_by("due_at")
    found = []
    for dossier in rows:
        # Most dossiers are others' to sign: their route says so without asking the database about each.
        if dossier.pk not in standing_in and not keys_of.keys() & {rule.post for rule in route_of(dossier).signatures}:
            continue
        may = May.COUNTERSIGN if dossier.state == State.COUNTERSIGNING else May.DECIDE
        for rule in signing_now(dossier):
            told = {keys_of.get(rule.post)} | set(stand_ins(dossier, rule.post))
            if told & posts_held[may]:
                found.append((dossier, rule))
    return found


def told_to(actor: Actor) -> QuerySet[Escalation]:
    """Lapsed signatures that this actor's post was told of."""
    return (
        Escalation.objects.filter(
            told_to_id=actor.post_id, standing=True, dossier__in=Dossier.objects.readable_by(actor.reader)
        )
        .select_related("dossier", "dossier__marking", "waiting_on")
        .order_by("at")
    )


def led_and_open(actor: Actor) -> QuerySet[Dossier]:
    """Dossiers this actor's post leads that are not decided yet."""
    return dossiers(actor.reader).filter(lead_post_id=actor.post_id, state__in=UNDECIDED).order_by("due_at")
