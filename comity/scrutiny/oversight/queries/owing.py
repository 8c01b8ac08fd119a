"""What parliament and auditors are told of: what is owed, what is missing, what changed, what is planned abroad."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from comity.activity.engagements.queries import Engagement, engagements, starting
from comity.activity.engagements.rules.life import State
from comity.foundation.labels.queries import counted
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import history
from comity.mandate.obligations.queries import Obligation, ended_obligations, open_obligations
from comity.procedure.clearance.queries import Dossier, cites, dossiers, keys_on, route_of

from ..rules.changes import CHANGES

SOON = 30  # days


@dataclass(frozen=True, slots=True)
class Owing:
    """How many are late, due within `SOON` days, later, without a day; how many results are missing; and the markings
    of all that is counted."""

    late: int
    soon: int
    later: int
    undated: int
    missing: int
    marking_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Authority:
    """Under what an engagement goes ahead: its route's instrument, and who turned a key under which power."""

    route: str
    instrument: str
    signed: tuple[tuple[str, str], ...]


def owing(reader: Reader, today: date) -> Owing:
    soon = today + timedelta(days=SOON)
    told = open_obligations(reader).aggregate(
        late=Count("pk", filter=Q(due__lt=today)),
        soon=Count("pk", filter=Q(due__gte=today, due__lte=soon)),
        later=Count("pk", filter=Q(due__gt=soon)),
        undated=Count("pk", filter=Q(due__isnull=True)),
    )
    silent, theirs = counted(missing(reader, today))
    return Owing(**told, missing=silent, marking_ids=theirs | counted(open_obligations(reader))[1])


def due_first(reader: Reader) -> QuerySet[Obligation]:
    """Everything owed, the latest first and what has no day last."""
    return open_obligations(reader).order_by(F("due").asc(nulls_last=True), "raised_at")


def owed_to(reader: Reader, today: date) -> list[tuple[str, int, int]]:
    """To which body how much is owed, and how much of that is late; the body with most first."""
    rows = open_obligations(reader).order_by().values_list("owed_to__institution__name")
    counted = rows.annotate(all=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    return sorted(counted, key=lambda row: (-row[2], -row[1], row[0]))


def missing(reader: Reader, today: date) -> QuerySet[Engagement]:
    """Over for more than `SOON` days, and nobody has written down what came of it; the oldest first."""
    before = today - timedelta(days=SOON)
    rows = engagements(reader).filter(end__lt=before, source_key__isnull=True)
    silent = Q(state=State.COMPLETED) | Q(state__in=(State.AUTHORISED, State.UNDER_WAY))
    return rows.filter(silent).select_related("marking", "lead_post", "lead_post__institution").order_by("end", "id")


def changes(reader: Reader, since: datetime) -> tuple[list[tuple[str, str, int]], frozenset[int]]:
    """Kind of act, its words, and how often it was done since then, as far as the record is readable; and the markings
    of what is counted."""
    rows = history(reader=reader, since=since).filter(kind__in=CHANGES).order_by()
    times: Counter[str] = Counter()
    markings = set()
    for kind, marking, found in rows.values_list("kind", "marking_id").annotate(times=Count("pk")):
        times[kind] += found
        markings.add(marking)
    return [(kind, words, times[kind]) for kind, words in CHANGES.items() if kind in times], frozenset(markings)


def abroad(reader: Reader, home: str, first: date, last: date) -> QuerySet[Engagement]:
    """What is to begin outside the home state between two days, soonest first."""
    rows = starting(reader, first, last).exclude(host_id=home).exclude(state=State.CONCEPT)
    return rows.select_related("marking", "host", "lead_post", "lead_post__institution")


def authorities(rows: Sequence[Engagement], reader: Reader) -> Mapping[UUID, Authority]:
    """The authority of each of these, by the key of its dossier. A dossier the reader may not read has none here."""
    found = {row.pk: row for row in dossiers(reader).filter(pk__in=[row.dossier_id for row in rows if row.dossier_id])}
    signed: dict[UUID, list[tuple[str, str]]] = {}
    for dossier_id, post, law in keys_on(reader, found).values_list("dossier_id", "post__title", "cites"):
        signed.setdefault(dossier_id, []).append((post, law))
    return {key: _authority(row, signed.get(key, [])) for key, row in found.items()}


def _authority(row: Dossier, signed: Sequence[tuple[str, str]]) -> Authority:
    route = route_of(row)
    return Authority(route.title, cites(row.framework, route.instrument), tuple(signed))


def obligations_told(reader: Reader, since: datetime) -> list[Obligation]:
    """What a file of obligations holds: everything open, and what ended since then."""
    return [*due_first(reader), *ended_obligations(reader).filter(discharge__at__gte=since)]
