"""Looks up what is owed."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing

from .models import Obligation


def _read(reader: Reader) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.readable_by(reader).select_related(
        "owed_by", "owed_to", "owed_by__institution", "owed_to__institution", "discharge", "marking"
    )
    return rows


def obligations(reader: Reader) -> QuerySet[Obligation]:
    """Everything owed, ended or not, that this reader may read."""
    return _read(reader)


def obligations_about(thing: Thing, reader: Reader) -> QuerySet[Obligation]:
    return _read(reader).filter(thing_kind=thing.kind, thing_key=thing.key)


def open_obligations(reader: Reader) -> QuerySet[Obligation]:
    """Everything owed and not yet kept or waived, soonest first."""
    return _read(reader).filter(discharge__isnull=True).order_by("due", "raised_at")


def ended_obligations(reader: Reader) -> QuerySet[Obligation]:
    return _read(reader).filter(discharge__isnull=False).order_by("-discharge__at")


def falling_due(day: date) -> QuerySet[Obligation]:
    """Everything owed by this day or before and not ended, for telling who owes it: each is asked for the marking."""
    rows: QuerySet[Obligation] = Obligation.objects.whole("whoever is told is asked for its marking")
    return rows.filter(discharge__isnull=True, due__lte=day).order_by("due")


def owed_by_post(post_id: int, reader: Reader) -> QuerySet[Obligation]:
    return open_obligations(reader).filter(owed_by_id=post_id)


def of_post(post_id: int, reader: Reader) -> QuerySet[Obligation]:
    """What a post owes and what is owed to it."""
    return open_obligations(reader).filter(Q(owed_by_id=post_id) | Q(owed_to_id=post_id))


def hidden_obligation(key: UUID) -> Obligation | None:
    rows = Obligation.objects.whole("to record a refused reading under its own marking")
    found: Obligation | None = rows.filter(pk=key).first()
    return found


def obligation_of_origin(origin_key: str) -> UUID | None:
    """The key of what was raised by this origin and has not ended, whoever reads: for the act that keeps it."""
    rows = Obligation.objects.whole("an act keeps what its own post owes; its permission is checked by keeping")
    found: UUID | None = rows.filter(origin_key=origin_key, discharge__isnull=True).values_list("pk", flat=True).first()
    return found


def obligations_of_origins(beginning: str, reader: Reader) -> QuerySet[Obligation]:
    """Whatever was raised by origins that begin so, in the order it was raised."""
    return _read(reader).filter(origin_key__startswith=beginning).order_by("raised_at", "due_at")


def obligation_for(key: UUID, reader: Reader) -> Obligation | None:
    return _read(reader).filter(pk=key).first()
