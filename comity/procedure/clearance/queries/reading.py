"""Dossiers as their readers see them: every query here is filtered by the reader's markings."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from comity.foundation.labels.rules.label import Reader

from ..models import (
    Comment,
    Consultation,
    Dossier,
    Hold,
    InformationRequest,
    Opinion,
)


def dossiers(reader: Reader) -> QuerySet[Dossier]:
    rows: QuerySet[Dossier] = Dossier.objects.readable_by(reader).select_related(
        "lead_post", "lead_post__institution", "marking", "framework"
    )
    return rows.defer("framework__text")


def dossier_for_reader(dossier_id: UUID, reader: Reader) -> Dossier | None:
    return dossiers(reader).filter(pk=dossier_id).first()


def dossier_by_reference(reference: str, reader: Reader) -> Dossier | None:
    return dossiers(reader).filter(reference=reference.upper()).first()


def marking_of_hidden(reference: str) -> tuple[UUID, int] | None:
    """Key and marking of a dossier whoever reads, to record that somebody tried to open it."""
    rows = Dossier.objects.whole("to record a refused reading under the dossier's own marking")
    row = rows.filter(reference=reference.upper()).only("pk", "marking_id").first()
    return (row.pk, row.marking_id) if row else None


def consultations_for(dossier: Dossier, reader: Reader) -> QuerySet[Consultation]:
    rows: QuerySet[Consultation] = (
        Consultation.objects.readable_by(reader)
        .filter(dossier=dossier)
        .select_related("post", "post__institution", "frozen", "marking", "elevates", "elevates__post")
        .prefetch_related(
            Prefetch("opinions", Opinion.objects.select_related("post", "person").prefetch_related("conditions")),
            Prefetch("questions", InformationRequest.objects.select_related("asked_by", "answered_by")),
            Prefetch("holds", Hold.objects.select_related("owner", "owner_post")),
            Prefetch("comments", Comment.objects.select_related("by", "adjudication", "adjudication__by")),
        )
    )
    return rows


def consultation_for(key: UUID, reader: Reader) -> Consultation | None:
    """One consultation with its dossier, if this reader may read it."""
    rows = Consultation.objects.readable_by(reader).select_related(
        "dossier",
        "dossier__framework",
        "dossier__lead_post",
        "post",
        "post__institution",
        "frozen",
        "marking",
    )
    found: Consultation | None = rows.filter(pk=key).first()
    return found


def consultations_named(keys: Collection[UUID], reader: Reader) -> QuerySet[Consultation]:
    """Those among these that this reader may read, with what a list of them shows."""
    rows: QuerySet[Consultation] = Consultation.objects.readable_by(reader).filter(pk__in=keys)
    return rows.select_related("dossier", "post", "marking")


def hidden_consultation(key: UUID) -> Consultation | None:
    rows = Consultation.objects.whole("to record a refused reading under its own marking")
    found: Consultation | None = rows.filter(pk=key).select_related("dossier").first()
    return found
