"""The tests of reliability over the engagements a reader may read. Three queries, however many rows there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from comity.activity.engagements.queries import Engagement, engagements, with_people_of_parties
from comity.activity.engagements.rules.life import State
from comity.foundation.labels.rules.label import Reader

from ..rules.reliability import CHECKS, LATE_AFTER, Check, Finding

DONE = (State.COMPLETED, State.ASSESSED, State.CLOSED)
AHEAD = (State.AUTHORISED, State.UNDER_WAY, *DONE)
GIVEN_UP = (State.WITHDRAWN, State.REFUSED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Population:
    """What is tested: the engagements between two days. Kept as what it is asked by, so that it can be told."""

    first: date
    last: date

    def rows(self, reader: Reader) -> QuerySet[Engagement]:
        """Those a reader may read that were not given up; a concept is not yet data."""
        found = engagements(reader).filter(sort_date__gte=self.first, sort_date__lte=self.last)
        return found.exclude(state__in=(State.CONCEPT, *GIVEN_UP))


@dataclass(frozen=True, slots=True)
class _Asked:
    """To which rows a test applies, and which of those fail it."""

    of: Q
    fails: Q


def findings(population: Population, reader: Reader, today: date) -> list[Finding]:
    """Every test, in the order in which they are listed."""
    rows = _prepared(population.rows(reader))
    asked = _tests(today)
    counts = {"population": Count("pk")}
    for key, test in asked.items():
        counts[f"{_name(key)}_tested"] = Count("pk", filter=test.of)
        counts[f"{_name(key)}_faults"] = Count("pk", filter=test.of & test.fails)
    told = rows.aggregate(**counts)
    told["twice_tested"], told["twice_faults"] = told["population"], _twice(population.rows(reader))
    return [
        Finding(check, told["population"], told[f"{_name(check.key)}_tested"], told[f"{_name(check.key)}_faults"])
        for check in CHECKS
    ]


def failing(check: Check, population: Population, reader: Reader, today: date) -> QuerySet[Engagement]:
    """The rows that fail one test, latest first."""
    rows = population.rows(reader).select_related("marking", "host", "lead_post", "lead_post__institution")
    if check.key == "twice":
        return rows.filter(_any_of(_repeated(population.rows(reader))[:200])).order_by("title", "start", "reference")
    test = _tests(today)[_name(check.key)]
    return _prepared(rows).filter(test.of & test.fails).order_by("-sort_date", "-id")


def _name(key: str) -> str:
    return key.replace("-", "_")


def _prepared(rows: QuerySet[Engagement]) -> QuerySet[Engagement]:
    return with_people_of_parties(rows).annotate(entered_on=TruncDate("created_at"))


def _repeated(rows: QuerySet[Engagement]) -> QuerySet[Engagement, Any]:
    """Title and first day of those that are there more than once, and how often."""
    known = rows.filter(start__isnull=False).order_by().values("title", "start")
    return known.annotate(times=Count("pk")).filter(times__gt=1)


def _twice(rows: QuerySet[Engagement]) -> int:
    return int(_repeated(rows).aggregate(all=Sum("times"))["all"] or 0)


def _any_of(groups: Iterable[Mapping[str, Any]]) -> Q:
    found = Q(pk__in=[])
    for group in groups:
        found |= Q(title=group["title"], start=group["start"])
    return found


def _tests(today: date) -> Mapping[str, _Asked]:
    everything = Q(pk__isnull=False)
    ours = Q(source_key__isnull=True)
    by_day = Q(start_precision="day", end_precision="day")
    return {
        "purpose": _Asked(everything, Q(purpose="")),
        "objectives": _Asked(everything, Q(objectives="")),
        "host": _Asked(everything, Q(host__isnull=True)),
        "place": _Asked(everything, Q(place="")),
        "start": _Asked(everything, ~Q(start_precision="day")),
        "end": _Asked(everything, ~Q(end_precision="day")),
        "personnel": _Asked(everything, Q(personnel__isnull=True)),
        "cost": _Asked(everything, Q(cost__isnull=True)),
        "assessment": _Asked(Q(state__in=DONE, end__lt=today - timedelta(days=LATE_AFTER)), Q(assessment="")),
        "order": _Asked(by_day, Q(end__lt=F("start"))),
        "parties": _Asked(Q(personnel__isnull=False, of_parties__isnull=False), Q(of_parties__gt=F("personnel"))),
        "cleared": _Asked(ours & Q(state__in=AHEAD), Q(dossier__isnull=True)),
        "people_range": _Asked(Q(personnel__isnull=False), Q(personnel=0) | Q(personnel__gt=500_000)),
        "cost_range": _Asked(Q(cost__isnull=False), Q(cost__lt=0) | Q(cost__gt=1_000_000_000)),
        "date_range": _Asked(
            Q(start__isnull=False), Q(start__lt=date(1945, 1, 1)) | Q(start__gt=today + timedelta(days=3653))
        ),
        "entered": _Asked(ours & Q(start_precision="day"), Q(entered_on__gt=F("start"))),
        "closed_out": _Asked(
            Q(end__lt=today - timedelta(days=LATE_AFTER)), Q(state__in=(State.AUTHORISED, State.UNDER_WAY))
        ),
    }
