"""What is planned in the days to come, and what runs now. Every query has an end, whatever the table holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from comity.foundation.labels.rules.label import Reader

from ..models import Engagement, Participation
from ..rules.clashes import Plan
from ..rules.dates import Precision
from ..rules.life import State as Life
from .listing import engagements

GONE = (Life.WITHDRAWN, Life.REFUSED, Life.CANCELLED)
OVER = (*GONE, Life.COMPLETED, Life.ASSESSED, Life.CLOSED)


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in one host: under way now, about to begin, and being cleared."""

    here: int = 0
    coming: int = 0
    clearing: int = 0


def starting(reader: Reader, first: date, last: date) -> QuerySet[Engagement]:
    """What begins from one day to another, both included, and has not been given up; soonest first."""
    rows = engagements(reader).filter(sort_date__gte=first, sort_date__lte=last, start__isnull=False)
    return rows.exclude(state__in=GONE).order_by("sort_date", "id")


def under_way(reader: Reader) -> QuerySet[Engagement]:
    return engagements(reader).filter(state=Life.UNDER_WAY).order_by("end", "id")


def hosted(rows: QuerySet[Engagement], hosts: Collection[str]) -> QuerySet[Engagement]:
    return rows.filter(host_id__in=hosts)


def taken_part(rows: QuerySet[Engagement], state: str) -> QuerySet[Engagement]:
    """Those among these in which a state takes part or is the host."""
    theirs = Participation.objects.filter(state_id=state, engagement=OuterRef("pk"))
    return rows.filter(Q(host_id=state) | Exists(theirs))


def hosts_under(dossiers: Collection[UUID], reader: Reader) -> dict[UUID, str]:
    """The host of the engagement of each of these dossiers, where it has one."""
    rows = engagements(reader).filter(dossier_id__in=dossiers, host__isnull=False)
    return dict(rows.values_list("dossier_id", "host_id"))


def hosts_of_cleared(reader: Reader, dossiers: QuerySet[Any]) -> list[tuple[str, str, int]]:
    """Code and name of each host among the engagements of these dossiers, and of how many; the most often first."""
    rows = engagements(reader).filter(dossier__in=dossiers, host__isnull=False).order_by()
    counted = rows.values_list("host_id", "host__name").annotate(times=Count("pk")).order_by("-times", "host__name")
    return list(counted)


def by_host(reader: Reader, hosts: Collection[str], first: date, last: date) -> tuple[dict[str, Lying], frozenset[int]]:
    """How much lies in each of these hosts, and the markings of all that is counted; what begins is counted from one
    day to another, both included."""
    begins = Q(sort_date__gte=first, sort_date__lte=last, start__isnull=False) & ~Q(state__in=GONE)
    rows = engagements(reader).filter(host_id__in=hosts).order_by().values_list("host_id", "marking_id")
    found: dict[str, Lying] = {}
    markings = set()
    for code, marking, *counts in rows.annotate(
        here=Count("pk", filter=Q(state=Life.UNDER_WAY)),
        coming=Count("pk", filter=begins),
        clearing=Count("pk", filter=Q(state__in=(Life.PROPOSED, Life.IN_CLEARANCE))),
    ):
        before = found.get(code, Lying())
        found[code] = Lying(before.here + counts[0], before.coming + counts[1], before.clearing + counts[2])
        markings |= {marking} if any(counts) else set()
    return found, frozenset(markings)


def with_people_of_parties(rows: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """The same with `of_parties`: how many people its participants name together, None when nobody names any."""
    theirs = Participation.objects.filter(engagement=OuterRef("pk"), personnel__isnull=False).order_by()
    total = theirs.values("engagement").annotate(total=Sum("personnel")).values("total")
    return rows.annotate(of_parties=Subquery(total))


def plans_of(rows: Sequence[Engagement]) -> list[Plan]:
    """Those whose days are known, for `clashes`; one query for their participants."""
    exact = [row for row in rows if row.start and row.start_precision == Precision.DAY]
    units: dict[object, set[tuple[str, str]]] = {row.pk: set() for row in exact}
    parties = Participation.objects.filter(engagement__in=exact).exclude(units="")
    for key, state, name, said in parties.values_list("engagement_id", "state_id", "name", "units"):
        units[key] |= {(state or name, unit.strip()) for unit in said.replace("\n", ";").split(";") if unit.strip()}
    return [
        Plan(
            row.reference,
            row.title,
            row.start,
            row.end if row.end and row.end_precision == Precision.DAY else row.start,
            row.host_id or "",
            row.host.name if row.host else "",
            frozenset(units[row.pk]),
        )
        for row in exact
        if row.start
    ]
