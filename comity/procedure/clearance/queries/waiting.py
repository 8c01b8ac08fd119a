"""What waits on whom."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Reader
from comity.mandate.institutions.queries import (
    posts,
    posts_spoken_for,
)
from comity.mandate.institutions.rules.framework import May

from ..models import (
    Consultation,
    Dossier,
    Escalation,
    Hold,
    InformationRequest,
    Signature,
)
from ..rules.life import OPEN, UNDECIDED, Asked, State
from ..rules.route import Signature as SignatureRule
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
    """Dossiers that wait for this actor's countersignature or key, soonest first. A fixed number of queries."""
    posts_held = {
        State.COUNTERSIGNING: set(posts_spoken_for(actor, May.COUNTERSIGN, at)),
        State.DECIDING: set(posts_spoken_for(actor, May.DECIDE, at)),
    }
    wanted = posts_held[State.COUNTERSIGNING] | posts_held[State.DECIDING]
    if not wanted:
        return []
    keys_of = dict(posts().filter(pk__in=wanted).values_list("key", "pk"))
    rows = list(dossiers(actor.reader).filter(state__in=posts_held).order_by("due_at").prefetch_related("versions"))
    stand_ins: dict[tuple[UUID, str], set[int]] = {}
    told = Escalation.objects.filter(told_to__in=wanted, may_act=True, standing=True)
    for dossier_id, key, post_id in told.values_list("dossier_id", "waiting_on__key", "told_to_id"):
        stand_ins.setdefault((dossier_id, key), set()).add(post_id)
    turned = set(
        Signature.objects.filter(
            standing=True, role=Signature.KEY, dossier__in=Dossier.objects.readable_by(actor.reader)
        )
        .filter(dossier__state=State.DECIDING)
        .values_list("dossier_id", "post__key")
    )
    found = []
    for dossier in rows:
        route = route_of(dossier)
        counter = dossier.state == State.COUNTERSIGNING
        signing = [route.countersign] if counter else [k for k in route.keys if (dossier.pk, k.post) not in turned]
        for rule in filter(None, signing):
            mine = {keys_of.get(rule.post)} | stand_ins.get((dossier.pk, rule.post), set())
            if mine & posts_held[State(dossier.state)]:
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
    return (
        dossiers(actor.reader)
        .filter(lead_post_id=actor.post_id, state__in=UNDECIDED)
        .order_by("due_at")
        .prefetch_related("versions")
    )


def waiting_at(post_id: int, reader: Reader) -> QuerySet[Consultation]:
    """What a post is asked itself and nobody has answered, held or not, soonest first."""
    rows: QuerySet[Consultation] = (
        Consultation.objects.readable_by(reader)
        .filter(post_id=post_id, state__in=OPEN, dossier__state__in=UNDECIDED)
        .select_related("dossier", "post", "marking")
        .order_by("due_at")
    )
    return rows


def holds_at(post_id: int, reader: Reader) -> QuerySet[Hold]:
    """Holds that a post owns and that run."""
    rows = Hold.objects.filter(
        owner_post_id=post_id, ended_at__isnull=True, consultation__in=Consultation.objects.readable_by(reader)
    )
    return rows.select_related("owner", "consultation", "consultation__dossier", "consultation__marking")
