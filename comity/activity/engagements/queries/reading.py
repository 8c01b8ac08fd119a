"""One engagement: what is said of it now and was said before, who wrote it, and what is typed and not handed in."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import Post, post_by_id
from comity.procedure.clearance.rules.subject import Subject

from ..models import Draft, Engagement, Hand, Version
from ..rules.dates import Precision, RoughDate
from ..rules.particulars import Party, ShipLine, Snapshot, facts, particulars
from .listing import engagements

_WHOLE = (
    "host",
    "marking",
    "lead_post",
    "lead_post__institution",
    "created_by",
    "dossier",
    "dossier__marking",
)


def engagement_by_reference(reference: str, reader: Reader) -> Engagement | None:
    found: Engagement | None = engagements(reader).select_related(*_WHOLE).filter(reference=reference.upper()).first()
    return found


def engagement_by_key(key: UUID, reader: Reader) -> Engagement | None:
    found: Engagement | None = engagements(reader).select_related(*_WHOLE).filter(pk=key).first()
    return found


def hidden(*, reference: str = "", key: UUID | None = None) -> tuple[Thing, int] | None:
    """The thing and its marking, whoever reads: only to record that somebody tried to open it."""
    rows = Engagement.objects.whole("to record a refused reading under its own marking")
    wanted = Q(pk=key) if key else Q(reference=reference.upper())
    row = rows.filter(wanted).only("pk", "reference", "marking_id").first()
    return (thing(row), row.marking_id) if row else None


def thing(engagement: Engagement) -> Thing:
    return Thing("engagement", str(engagement.pk), engagement.reference)


def start_of(it: Engagement) -> RoughDate:
    return RoughDate(it.start, Precision(it.start_precision))


def end_of(it: Engagement) -> RoughDate:
    return RoughDate(it.end, Precision(it.end_precision))


def snapshot_of(it: Engagement) -> Snapshot:
    """What is said of it now, as a value."""
    lead = post_by_id(it.lead_post_id)
    return Snapshot(
        kind=it.kind,
        title=it.title,
        **_of_lead(lead),
        purpose=it.purpose,
        objectives=it.objectives,
        zone=it.zone,
        host=it.host_id,
        host_name=it.host.name if it.host else "",
        place=it.place,
        latitude=it.latitude,
        longitude=it.longitude,
        start=start_of(it),
        end=end_of(it),
        personnel=it.personnel,
        tanks=it.tanks,
        combat_vehicles=it.combat_vehicles,
        guns=it.guns,
        sorties=it.sorties,
        has_ships=it.has_ships,
        ships=tuple(ShipLine(s.kind, s.count, s.tonnage) for s in it.ships.all()),
        live_fire=it.live_fire,
        cost=it.cost,
        parties=tuple(Party(p.name, p.state_id, p.units, p.personnel) for p in it.participations.all()),
        marking=it.marking.words,
    )


def _of_lead(post: Post) -> dict[str, Any]:
    institution = post.institution
    return {"lead": institution.key, "lead_name": institution.name, "lead_state": institution.state_id}


def led_by(said: Snapshot, post: Post, marking_words: str) -> Snapshot:
    """The same, with its lead and its marking as the house knows them: never as a form said."""
    return replace(said, marking=marking_words, **_of_lead(post))


def subject_of(it: Engagement) -> Subject:
    """The engagement as it is put before those who must clear it."""
    said = snapshot_of(it)
    return Subject(
        kind="engagement",
        key=str(it.pk),
        reference=it.reference,
        title=it.title,
        facts=facts(said),
        particulars=particulars(said),
        lead_post_id=it.lead_post_id,
        marking_id=it.marking_id,
        authors=authors_of(it),
        version=it.version,
    )


def authors_of(it: Engagement) -> frozenset[int]:
    """Everybody who wrote in it, in any version, whoever reads: they never clear it."""
    rows = Version.objects.whole("who wrote in it never clears it, whatever the marking of the version")
    handed = Hand.objects.filter(key=it.pk).values_list("person_id", flat=True)
    return frozenset(rows.filter(engagement=it).values_list("by_id", flat=True)) | {it.created_by_id} | set(handed)


def versions_of(it: Engagement, reader: Reader) -> QuerySet[Version]:
    rows: QuerySet[Version] = Version.objects.readable_by(reader).filter(engagement=it).select_related("by", "marking")
    return rows.order_by("number")


def imported_already(source_keys: Iterable[str]) -> dict[str, str]:
    """Source key and reference of those among the keys that are here, whoever may read them."""
    rows = Engagement.objects.whole("a row is imported once, whoever may read it")
    keys = list(source_keys)
    found: dict[str, str] = {}
    for first in range(0, len(keys), 500):
        chunk = rows.filter(source_key__in=keys[first : first + 500])
        found.update(chunk.values_list("source_key", "reference"))
    return found


def draft_of(key: UUID, actor: Actor) -> Draft | None:
    """The author's own draft; nobody else's is ever found."""
    return drafts_of(actor.person_id or 0).filter(pk=key).first()


def draft_for(it: Engagement, actor: Actor) -> Draft | None:
    return drafts_of(actor.person_id or 0).filter(engagement=it).first()


def drafts_of(person_id: int) -> QuerySet[Draft]:
    """What this person has typed and not handed in, latest first."""
    return Draft.objects.filter(person_id=person_id).select_related("engagement").order_by("-saved_at")


def engagement_whole(reference: str) -> Engagement | None:
    """One engagement whatever its marking, for the operator's console."""
    rows = Engagement.objects.whole("the operator's console reads everything, and says so")
    found: Engagement | None = rows.filter(reference=reference.upper()).select_related("lead_post__institution").first()
    return found
