"""What concerns one state: it is the host, or takes part. Read in the order of days; no query goes on for ever."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from comity.foundation.labels.rules.label import Reader

from ..models import Engagement, Participation
from ..rules.life import State
from .ahead import GONE
from .listing import engagements

PLANNED = (State.CONCEPT, State.PROPOSED, State.IN_CLEARANCE, State.AUTHORISED, State.SUSPENDED)
EARLIER = (*PLANNED, State.COMPLETED, State.ASSESSED, State.CLOSED)
"""What began earlier and does not run: what was imported without its outcome stands as a concept still."""
COUNTED = 100
"""Counting ends here: a page says "99+"."""


def keys_of_state(
    reader: Reader,
    code: str,
    *,
    states: Collection[State],
    first: date | None = None,
    last: date | None = None,
    latest_first: bool = False,
    most: int = COUNTED,
) -> dict[UUID, int]:
    """Key and marking of what concerns a state, in the order of days; at most `most` of them."""
    days = {"sort_date__gte": first, "sort_date__lte": last}
    narrowed = {name: day for name, day in days.items() if day is not None}
    # Each order is the one of an index, so that a query ends as soon as it has enough.
    order = ("-sort_date", "-pk") if latest_first else ("sort_date", "pk")
    of_parts = ("-sort_date", "engagement_id") if latest_first else ("sort_date", "-engagement_id")
    hosts = engagements(reader).filter(host_id=code, state__in=states, **narrowed).order_by(*order)
    readable = engagements(reader).filter(pk=OuterRef("engagement_id"), state__in=states)
    parts = Participation.objects.filter(Exists(readable), state_id=code, **narrowed).order_by(*of_parts)
    found = list(hosts.values_list("sort_date", "pk", "marking_id")[:most])
    found += parts.values_list("sort_date", "engagement_id", "engagement__marking_id")[:most]
    found.sort(reverse=latest_first)
    return {key: marking_id for _, key, marking_id in list(dict.fromkeys(found))[:most]}


def running_with(reader: Reader, code: str, first: date, last: date, most: int = COUNTED) -> dict[UUID, int]:
    """Key and marking of what is under way with a state and began in these days. Few engagements are under way at a
    time, so they are asked for first, and the state second."""
    theirs = Participation.objects.filter(state_id=code, engagement=OuterRef("pk"))
    rows = engagements(reader).filter(state=State.UNDER_WAY, sort_date__gte=first, sort_date__lte=last)
    wanted = rows.filter(Q(host_id=code) | Exists(theirs)).order_by("-sort_date", "-pk")
    return dict(wanted.values_list("pk", "marking_id")[:most])


def in_these_dossiers(reader: Reader, code: str, dossiers: Collection[UUID]) -> list[Engagement]:
    """The engagements of these dossiers that concern a state, soonest first. The dossiers are named one by one, and the
    order is not asked for, so that the database goes to their engagements and nowhere else."""
    theirs = Participation.objects.filter(state_id=code, engagement=OuterRef("pk"))
    rows = engagements(reader).filter(Q(host_id=code) | Exists(theirs), dossier_id__in=list(dossiers))
    return sorted(rows.select_related("marking", "host").order_by(), key=lambda row: (row.sort_date, row.pk))


def concerned(reader: Reader, first: date, last: date) -> tuple[dict[str, int], dict[str, int], Sequence[int]]:
    """For each state, how much that begins in these days it hosts, and in how much it takes part; and the markings
    of all that was counted."""
    rows = engagements(reader).filter(sort_date__gte=first, sort_date__lte=last).exclude(state__in=GONE).order_by()
    hosts: Counter[str] = Counter()
    markings: set[int] = set()
    for host, marking_id, times in rows.values_list("host_id", "marking_id").annotate(times=Count("pk")):
        markings.add(marking_id)
        if host is not None:
            hosts[host] += times
    theirs = Participation.objects.filter(sort_date__gte=first, sort_date__lte=last, state__isnull=False)
    # A set of keys, not a question for each: both sides are then read from their indexes alone.
    readable = theirs.filter(engagement__in=rows.values("pk")).order_by()
    parts = readable.values_list("state_id").annotate(times=Count("pk"))
    return hosts, dict(parts), sorted(markings)
