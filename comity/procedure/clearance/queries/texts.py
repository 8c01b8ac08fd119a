"""For whoever checks the record: the texts that were put, each with the digest that it gives today, and the holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import rfc8785

from comity.mandate.institutions.queries import Framework

from ..models import FrozenSubject, Hold
from ..rules.subject import digest_of
from .progress import facts_of


@dataclass(frozen=True, slots=True)
class TextKept:
    """One text of a dossier: its number, the digest kept beside it, and the one it gives now, if it gives any."""

    number: int
    digest: str
    gives: str | None
    frozen: FrozenSubject

    @property
    def framework(self) -> Framework:
        return self.frozen.dossier.framework

    @property
    def facts(self) -> dict[str, object]:
        return facts_of(self.frozen)


def texts_kept(dossier_ids: Iterable[UUID]) -> dict[UUID, list[TextKept]]:
    """The texts of these dossiers, whoever may read them, first to last. One query."""
    rows = FrozenSubject.objects.filter(dossier_id__in=list(dossier_ids)).select_related("dossier__framework")
    found: dict[UUID, list[TextKept]] = {}
    for row in rows.defer("dossier__framework__text").order_by("dossier_id", "number"):
        found.setdefault(row.dossier_id, []).append(TextKept(row.number, row.digest, _gives(row), row))
    return found


def _gives(row: FrozenSubject) -> str | None:
    dossier = row.dossier
    try:
        return digest_of(
            kind=dossier.subject_kind,
            key=dossier.subject_key,
            title=row.title,
            facts=row.facts,
            particulars=row.particulars,
        )
    except (ValueError, KeyError, TypeError, rfc8785.CanonicalizationError):
        return None


@dataclass(frozen=True, slots=True)
class HoldKept:
    """A hold of a post, and from when to when it ran."""

    owner: str
    placed_at: datetime
    ended_at: datetime | None

    def ran(self, at: datetime) -> bool:
        return self.placed_at <= at and (self.ended_at is None or at < self.ended_at)


def holds_on(dossier_ids: Iterable[UUID]) -> dict[UUID, list[HoldKept]]:
    """Every hold there ever was on these dossiers, whoever may read of it."""
    found: dict[UUID, list[HoldKept]] = {}
    rows = Hold.objects.filter(consultation__dossier_id__in=list(dossier_ids)).order_by("placed_at")
    for dossier_id, owner, placed_at, ended_at in rows.values_list(
        "consultation__dossier_id", "owner_post__title", "placed_at", "ended_at"
    ):
        found.setdefault(dossier_id, []).append(HoldKept(owner, placed_at, ended_at))
    return found
