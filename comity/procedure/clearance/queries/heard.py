"""What was said and signed on every dossier a reader may read: for those who look at how decisions were reached."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from comity.foundation.labels.rules.label import Reader

from ..models import Consultation, Opinion, Signature
from ..rules.life import Asked
from ..rules.opinion import OpinionKind
from .reading import dossiers


def opinions_late(reader: Reader) -> QuerySet[Opinion]:
    """Given after they were due, latest first. Silence that counted is not late: it was the answer."""
    rows = Opinion.objects.filter(
        consultation__in=Consultation.objects.readable_by(reader), at__gt=F("consultation__due_at")
    ).exclude(kind=OpinionKind.SILENCE)
    shown = rows.select_related("post", "consultation", "consultation__dossier", "consultation__marking")
    return shown.order_by("-at", "-pk")


def keys_turned(reader: Reader) -> QuerySet[Signature]:
    """Keys turned in favour that still stand, latest first."""
    rows = Signature.objects.filter(dossier__in=dossiers(reader), role=Signature.KEY, grants=True, standing=True)
    return rows.select_related("dossier", "dossier__marking", "post", "person").order_by("-at", "-pk")


def keys_over_objection(reader: Reader) -> QuerySet[Signature]:
    """Keys turned in favour while somebody did not concur."""
    objecting = Opinion.objects.filter(
        consultation__dossier=OuterRef("dossier"),
        consultation__elevates__isnull=True,
        standing=True,
        kind=OpinionKind.NONCONCUR,
    )
    return keys_turned(reader).filter(Exists(objecting.exclude(consultation__state=Asked.SUPERSEDED)))


def keys_on(reader: Reader, keys: Collection[UUID]) -> QuerySet[Signature]:
    return keys_turned(reader).filter(dossier_id__in=keys).order_by("at", "pk")
