"""The planner's desk: what is blocked, by whom, since when; what comes, and what gets in its own way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from comity.activity.engagements.queries import listed, markings_among, plans_of, spots, starting
from comity.activity.engagements.rules.clashes import Plan, clashes
from comity.activity.engagements.views.windows import Window
from comity.activity.engagements.views.worldmap import island
from comity.foundation.labels.queries import Marking, counted
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import nation
from comity.mandate.institutions.queries import Framework, file_of, states
from comity.procedure.clearance.queries import Dossier, Progress, progress_of, undecided

from .pieces import Layout, Sitting, few_of, held_up, lines, markings_of, quarter

LOOKED_AT = 40  # dossiers of which the gravest are shown
PLANS = 250  # engagements that are looked through for clashes
BEFORE = timedelta(days=60)  # what began earlier and still runs is rare, and stands in the calendar
AHEAD = timedelta(days=90)
WEEKS = 5
HOLDERS = 5
MONTHS = 3  # on the map
HOSTS = 8


def planner(sitting: Sitting) -> Layout:
    reader, today = sitting.actor.reader, sitting.today
    rows, own = _own(undecided(reader), sitting)
    waiting = list(rows[: LOOKED_AT + 1])
    there_are, beyond = counted(rows) if len(waiting) > LOOKED_AT else (len(waiting), frozenset())
    progress = progress_of(waiting[:LOOKED_AT], reader, sitting.at).values()
    blocked = [p for p in progress if p.first and p.first.blocks]
    blocked.sort(key=lambda p: (p.first.gravity, p.first.since) if p.first else (0, sitting.at))
    near = list(listed(starting(reader, today - BEFORE, today + AHEAD))[:PLANS])
    coming = [row for row in near if row.start and row.start >= today]
    plans = plans_of(near)
    found = clashes([plan for plan in plans if plan.last >= today], days_off(sitting.framework))
    places, marked = where(reader, today)
    open_ones = f"{reverse('dossiers')}?lead={own}" if own else reverse("dossiers")
    context = {
        "waiting": there_are,
        "waiting_url": open_ones,
        "coming_url": quarter(today),
        "by_whom": _by_whom(blocked),
        "blocked": few_of([held_up(p) for p in blocked], open_ones, limit=6),
        "soon": sum(1 for row in coming if row.start and row.start <= today + timedelta(days=30)),
        "coming": lines(few_of(coming, quarter(today), limit=6)),
        "clashes": few_of(found, quarter(today), limit=4),
        "strip": strip(plans, today),
        "where": places,
        **island(urlencode({"since": f"{today:%Y-%m}", "months": MONTHS})),
        "looked_through": len(near) == PLANS,
    }
    return Layout(context, markings_of([p.dossier for p in progress], near) + marked, beyond)


def _own(rows: QuerySet[Dossier], sitting: Sitting) -> tuple[QuerySet[Dossier], str]:
    """What one's own institution leads, and its key; of an institution that leads nothing, all that one may read."""
    own = rows.filter(lead_post__institution_id=sitting.actor.institution_id or 0)
    first = own.first()
    return (own, first.lead_post.institution.key) if first else (rows, "")


def _by_whom(blocked: Sequence[Progress]) -> list[dict[str, Any]]:
    """Who is to be asked first: whoever holds most of what is blocked."""
    counted = Counter(p.first.who for p in blocked if p.first)
    return [{"who": who, "count": count} for who, count in counted.most_common(HOLDERS)]


def where(reader: Reader, today: date) -> tuple[list[dict[str, Any]], list[Marking]]:
    """How much lies in which host during the months of the map, the most first; and the markings of all of it."""
    ruler = Window(today.year, today.month, MONTHS).ruler
    rows, _ = spots(reader, ruler.first, ruler.last)
    counted = Counter(row.host for row in rows if row.host).most_common(HOSTS)
    names = dict(states().filter(code__in=[code for code, _ in counted]).values_list("code", "name"))
    shown = [{"code": code, "name": nation(code, names[code]), "count": count} for code, count in counted]
    return shown, markings_among(row.marking_id for row in rows)


def days_off(framework: Framework | None) -> Mapping[str, Sequence[date]]:
    """The days off of each host that the framework keeps a calendar for, under its code in small letters."""
    calendars = file_of(framework).calendars if framework else {}
    return {key.upper(): entry.days_off for key, entry in calendars.items() if len(key) == 3}


def strip(plans: Sequence[Plan], today: date) -> list[list[dict[str, Any]]]:
    """Five weeks from Monday on: of each day, how many engagements run, and how full it is beside the fullest."""
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(7 * WEEKS)]
    counts = [sum(1 for plan in plans if plan.first <= day <= plan.last) for day in days]
    fullest = max(counts)
    cells = [
        {
            "day": day,
            "count": count,
            "load": -(-3 * count // fullest) if count else 0,
            "today": day == today,
            "past": day < today,
            "weekend": day.weekday() >= 5,
        }
        for day, count in zip(days, counts, strict=True)
    ]
    return [cells[first : first + 7] for first in range(0, len(cells), 7)]
