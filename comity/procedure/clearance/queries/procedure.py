"""What the procedure itself must know, whoever reads: who spoke, who signs, what has lapsed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.foundation.record.events import Thing

from ..models import (
    Adjudication,
    Comment,
    Consultation,
    Dossier,
    Hold,
    Opinion,
    Signature,
    Urgency,
)
from ..rules.consensus import bars
from ..rules.life import UNDECIDED, Asked, State
from ..rules.opinion import OpinionKind
from ..rules.route import Signature as SignatureRule
from .routes import route_of


def consultations_of(dossier_id: UUID) -> QuerySet[Consultation]:
    """All consultations of a dossier, for the procedure itself."""
    rows: QuerySet[Consultation] = (
        Consultation.objects.whole("the procedure counts every answer, whoever may read it")
        .filter(dossier_id=dossier_id)
        .select_related("post", "frozen", "elevates")
    )
    return rows


def standing_with(dossier_id: UUID, post: str) -> QuerySet[Consultation]:
    """What a post of this title is asked on a dossier and what still counts of it, with the dossier, for telling
    people of it, each of whom is asked for the marking first."""
    rows: QuerySet[Consultation] = Consultation.objects.whole("whoever is told is asked for its marking").filter(
        ~Q(state=Asked.SUPERSEDED), dossier_id=dossier_id, post__title=post
    )
    return rows.order_by().select_related("dossier")


def things(dossier: Dossier) -> list[Thing]:
    """What an entry about this dossier is about: the dossier and its subject."""
    return [
        Thing("dossier", str(dossier.pk), dossier.reference),
        Thing(dossier.subject_kind, dossier.subject_key, dossier.subject_reference),
    ]


def named_in_events(dossier: Dossier) -> dict[str, Any]:
    """The fields that every event of this room carries."""
    return {
        "dossier": str(dossier.pk),
        "reference": dossier.reference,
        "subject_kind": dossier.subject_kind,
        "subject_key": dossier.subject_key,
        "subject_reference": dossier.subject_reference,
    }


def authors_of(dossier: Dossier) -> frozenset[int]:
    """All who wrote in the subject, in any version, or in the paper that goes up with it, or who declared it urgent:
    they never clear it."""
    wrote = dossier.authors.order_by().values_list("person_id", flat=True)
    consolidated = dossier.consolidations.order_by().values_list("by_id", flat=True)
    adjudicated = Adjudication.objects.order_by().filter(comment__consultation__dossier=dossier)
    hurried = dossier.urgencies.order_by().values_list("declared_by_id", flat=True)
    return frozenset(wrote.union(consolidated, hurried, adjudicated.values_list("by_id", flat=True)))


def spoken_on(dossier: Dossier) -> frozenset[tuple[int, int]]:
    """(person, post) of every opinion given on this dossier, in any version, and of every signature that stands."""
    rows = Opinion.objects.order_by().filter(consultation__dossier=dossier, person__isnull=False)
    signed = dossier.signatures.order_by().filter(standing=True).values_list("person_id", "post_id")
    return frozenset(rows.values_list("person_id", "post_id").union(signed))


def signed_by(dossier: Dossier) -> frozenset[int]:
    rows = dossier.signatures.filter(standing=True)
    return frozenset(rows.values_list("person_id", flat=True))


def has_spoken(dossier_id: UUID, person_id: int) -> bool:
    """Whether this person gave an opinion on the dossier or signed it, in any version."""
    return (
        Opinion.objects.filter(consultation__dossier_id=dossier_id, person_id=person_id).exists()
        or Signature.objects.filter(dossier_id=dossier_id, person_id=person_id).exists()
    )


def outstanding_objections(dossier: Dossier) -> list[Opinion]:
    """Every standing opinion that does not concur, ruled upon or not: the deciders must see them all."""
    rows = Opinion.objects.filter(consultation__dossier=dossier, standing=True, kind=OpinionKind.NONCONCUR).exclude(
        consultation__state=Asked.SUPERSEDED
    )
    return list(rows.filter(consultation__elevates__isnull=True).select_related("post", "consultation"))


def unresolved_objections(dossier: Dossier) -> list[Opinion]:
    """Objections that stand in the way: concurrence is required, and where consensus does not decide, no ruling
    above has set them aside."""
    consensus = route_of(dossier).consensus
    found = []
    for opinion in outstanding_objections(dossier):
        rulings = consultations_of(dossier.pk).filter(
            elevates=opinion.consultation, opinions__standing=True, opinions__kind=OpinionKind.CONCUR
        )
        ruled = rulings.exclude(state=Asked.SUPERSEDED).exists()
        if bars(opinion.consultation.needs, ruled=ruled, consensus=consensus):
            found.append(opinion)
    return found


def open_comments(dossier: Dossier) -> QuerySet[Comment]:
    return Comment.objects.filter(consultation__dossier=dossier, adjudication__isnull=True).exclude(
        consultation__state=Asked.SUPERSEDED
    )


def keys_due(dossier: Dossier) -> list[SignatureRule]:
    """The keys of the route not yet turned for the present text."""
    turned = set(dossier.signatures.filter(standing=True, role=Signature.KEY).values_list("post__key", flat=True))
    return [key for key in route_of(dossier).keys if key.post not in turned]


def signing_now(dossier: Dossier) -> list[SignatureRule]:
    """Who must sign in the present state: the countersigner, or the keys still to be turned."""
    if dossier.state == State.COUNTERSIGNING:
        countersign = route_of(dossier).countersign
        return [countersign] if countersign else []
    return keys_due(dossier) if dossier.state == State.DECIDING else []


def stand_ins(dossier: Dossier, post_key: str) -> list[int]:
    """Posts that a lapsed clock lets act in this post's place."""
    rows = dossier.escalations.filter(waiting_on__key=post_key, may_act=True, standing=True)
    return list(rows.values_list("told_to_id", flat=True))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a dossier stands, for the room whose subject it clears: its state and the digest last put or decided."""

    state: str
    digest: str


def standing(dossier_id: UUID) -> Standing:
    dossier: Dossier = Dossier.objects.whole("the subject's own room asks how it stands").get(pk=dossier_id)
    return Standing(dossier.state, dossier.subject.digest)


def lapsed_consultations(at: datetime) -> QuerySet[Consultation]:
    """Whose clock has run out: pending ones, and those whose question does not stop the clock."""
    rows: QuerySet[Consultation] = Consultation.objects.whole("the clock lapses for everyone").filter(
        Q(state=Asked.PENDING)
        | Q(state=Asked.WAITING, questions__answered_at__isnull=True, questions__clock_pauses=False),
        due_at__lte=at,
        dossier__state__in=UNDECIDED,
    )
    return rows.distinct().order_by("due_at")


def lapsing_consultations(since: datetime, until: datetime) -> QuerySet[Consultation]:
    """Not answered, with a clock that runs out between these moments."""
    rows: QuerySet[Consultation] = Consultation.objects.whole("who is reminded is asked for its own marking").filter(
        state=Asked.PENDING, due_at__gt=since, due_at__lte=until, dossier__state__in=UNDECIDED
    )
    return rows.select_related("dossier").order_by("due_at")


def dossier_whoever_reads(dossier_id: UUID) -> Dossier:
    """For telling people of it, each of whom is asked for the marking first. Raises Dossier.DoesNotExist."""
    rows = Dossier.objects.whole("whoever is told is asked for its marking")
    found: Dossier = rows.select_related("lead_post").get(pk=dossier_id)
    return found


def expired_holds(at: datetime) -> QuerySet[Hold]:
    return Hold.objects.filter(ended_at__isnull=True, expires__lte=at).order_by("expires")


def next_clock() -> datetime | None:
    """The moment at which, as things stand, something is next due: a consultation, a hold, a signature,
    an urgency or its review."""
    far = datetime.max.replace(tzinfo=UTC)
    soonest = [
        lapsed_consultations(far).values_list("due_at", flat=True).first(),
        expired_holds(far).values_list("expires", flat=True).first(),
        overdue_signatures(far).order_by("due_at").values_list("due_at", flat=True).first(),
        Urgency.objects.filter(ended_at__isnull=True).order_by("ends_at").values_list("ends_at", flat=True).first(),
        Urgency.objects.filter(review_at__isnull=False, review__isnull=True)
        .order_by("review_at")
        .values_list("review_at", flat=True)
        .first(),
    ]
    return min((moment for moment in soonest if moment is not None), default=None)


def overdue_signatures(at: datetime) -> QuerySet[Dossier]:
    rows: QuerySet[Dossier] = Dossier.objects.whole("the clock lapses for everyone").filter(
        state__in=[State.CONSOLIDATING, State.COUNTERSIGNING, State.DECIDING], due_at__lte=at, overdue_told=False
    )
    return rows


def dossier_named(reference: str) -> Dossier | None:
    """One dossier whatever its marking, for the operator's console."""
    rows = Dossier.objects.whole("the operator's console reads everything, and says so")
    found: Dossier | None = rows.filter(reference=reference.upper()).select_related("framework", "lead_post").first()
    return found
