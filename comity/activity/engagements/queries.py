"""Looks up engagements for their readers, and what the actions of this room must know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny
from comity.foundation.labels.queries import Marking, policies, readable_marking_ids
from comity.foundation.labels.rules.label import Label, Reader
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import (
    Framework,
    Post,
    State,
    file_of,
    framework_above,
    framework_in_force,
    framework_over,
    mandates_in_force,
    post_by_id,
    power,
    states,
)
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import has_spoken
from comity.procedure.clearance.rules.subject import Subject

from .models import Draft, Engagement, Participation, Version
from .rules.dates import Precision, RoughDate
from .rules.life import State as Life
from .rules.particulars import Party, ShipLine, Snapshot, facts, particulars

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; None and "" narrow nothing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    partner: str = ""
    host: str = ""
    year: int | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and the marks from which the next and the one before continue."""

    rows: Sequence[Engagement]
    earlier: str = field(default="")
    later: str = field(default="")


def engagements(reader: Reader, filters: Filters | None = None) -> QuerySet[Engagement]:
    """The engagements this reader may read, latest first, narrowed."""
    rows: QuerySet[Engagement] = Engagement.objects.readable_by(reader)
    wanted = filters or Filters()
    same = {"kind": wanted.kind, "state": wanted.state, "host_id": wanted.host}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.waiting:
        rows = rows.filter(state=Life.IN_CLEARANCE)
    if wanted.partner:
        theirs = Participation.objects.filter(state_id=wanted.partner, engagement=OuterRef("pk"))
        rows = rows.filter(Exists(theirs))  # probed row by row, so that a page ends as soon as it is full
    if wanted.year:
        rows = rows.filter(sort_date__gte=date(wanted.year, 1, 1), sort_date__lte=date(wanted.year, 12, 31))
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(reference__istartswith=wanted.text))
    return rows


def listed(rows: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """With what a line of the list shows, and no more: one query."""
    return rows.select_related("marking", "host", "lead_post").only(
        *("id", "reference", "title", "kind", "state", "state_since", "partner_codes", "sort_date"),
        *("start", "start_precision", "end", "end_precision", "personnel", "place", "zone"),
        *(
            "host__name",
            "marking__words",
            "marking__data",
            "lead_post__title",
        ),
    )


def page_of(rows: QuerySet[Engagement], *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page by the mark of the row it continues after (or before); a mark nobody gave is the first page.

    The mark is date and id, so a page costs the same wherever it lies.
    """
    mark = _mark(after or before)
    back = bool(before) and mark is not None
    if mark is not None:
        day, key = mark
        beyond = Q(sort_date__gt=day) | Q(sort_date=day, id__gt=key)
        behind = Q(sort_date__lt=day) | Q(sort_date=day, id__lt=key)
        # The plain bound first: with it the database enters the index where the page begins.
        bound = Q(sort_date__gte=day) if back else Q(sort_date__lte=day)
        rows = rows.filter(bound).filter(beyond if back else behind)
    rows = rows.order_by("sort_date", "id") if back else rows.order_by("-sort_date", "-id")
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_earlier, has_later = (more, True) if back else (mark is not None, more)
    return Page(
        found,
        earlier=_marked(found[0]) if found and has_earlier else "",
        later=_marked(found[-1]) if found and has_later else "",
    )


def _marked(row: Engagement) -> str:
    return f"{row.sort_date.isoformat()}.{row.pk}"


def _mark(text: str) -> tuple[date, UUID] | None:
    day, _, key = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


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
    return frozenset(rows.filter(engagement=it).values_list("by_id", flat=True)) | {it.created_by_id}


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


def markings_of(rows: QuerySet[Engagement]) -> list[Marking]:
    """Each marking among these rows once: what a file of them must carry."""
    return list(Marking.objects.filter(pk__in=rows.order_by().values("marking_id")))


@dataclass(frozen=True, slots=True)
class Names:
    """Every known spelling of a state, folded, and the states in order of name."""

    by_spelling: Mapping[str, str]
    by_code: Mapping[str, State]

    def code(self, said: str) -> str | None:
        return self.by_spelling.get(" ".join(said.split()).casefold())


def state_names() -> Names:
    """All names at once, for forms and imports that must resolve many."""
    found: dict[str, str] = {}
    rows = list(states().prefetch_related("spellings"))
    for row in rows:
        found |= {spelling.spelling: row.code for spelling in row.spellings.all()}
    for row in rows:
        found |= {row.name.casefold(): row.code, row.code.casefold(): row.code}
    return Names(found, {row.code: row for row in rows})


def framework_of(post_id: int | None) -> Framework | None:
    """The framework under which a post acts; without a post, the one in force."""
    return framework_above(post_id) if post_id is not None else framework_in_force()


def lowest_label(framework: Framework | None) -> Label:
    """The lowest level of the framework's own marking policy, without limit; of any known policy failing that."""
    named = str(file_of(framework).deliberation["policy"]) if framework else ""
    policy = policies().get(named) or next(iter(policies().values()))
    return Label(policy.name, policy.levels[0])


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the permissions of this room must be told about one actor and one engagement."""

    power: Verdict
    readable: bool
    spoken: bool
    lead_post_id: int
    lead: str

    def leading(self) -> dict[str, Any]:
        return {
            "power": self.power,
            "readable": self.readable,
            "lead_post_id": self.lead_post_id,
            "lead": self.lead,
        }

    def writing(self) -> dict[str, Any]:
        return {**self.leading(), "spoken": self.spoken}


def grounds(it: Engagement, actor: Actor, at: datetime) -> Grounds:
    """Mandate, reading and independence of this actor toward this engagement."""
    lead = post_by_id(it.lead_post_id)
    return Grounds(
        power=power_to_propose(actor, at, framework_over(lead)),
        readable=it.marking_id in readable_marking_ids(actor.reader),
        spoken=bool(it.dossier_id and actor.person_id and has_spoken(it.dossier_id, actor.person_id)),
        lead_post_id=it.lead_post_id,
        lead=f"{lead.title}, {lead.institution.name}",
    )


def power_to_propose(actor: Actor, at: datetime, framework: Framework | None, may: May = May.PROPOSE) -> Verdict:
    if framework is None:
        return deny("no framework is in force here")
    return power(actor, may, framework=framework, at=at)


def importing_posts(framework: Framework) -> list[Post]:
    """The posts that hold a mandate to import under this framework."""
    rows = mandates_in_force(framework, May.IMPORT)
    return list({mandate.post_id: mandate.post for mandate in rows}.values())


def engagement_whole(reference: str) -> Engagement | None:
    """One engagement whatever its marking, for the operator's console."""
    rows = Engagement.objects.whole("the operator's console reads everything, and says so")
    found: Engagement | None = rows.filter(reference=reference.upper()).select_related("lead_post__institution").first()
    return found
