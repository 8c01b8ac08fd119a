"""The training manager's desk: every course, training and exchange with the next thing that keeps it from going on."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from comity.activity.engagements.queries import OVER, Engagement, engagements
from comity.activity.engagements.rules.life import State
from comity.activity.engagements.rules.next_step import Next, next_step
from comity.mandate.obligations.queries import Obligation, open_obligations
from comity.procedure.clearance.queries import Progress, dossiers, progress_of

from .pieces import Layout, Sitting, few_of, line, markings_of

KINDS = ("training", "exchange", "conference")
LOOKED_AT = 40
STAGES = (
    State.CONCEPT,
    State.IN_CLEARANCE,
    State.AUTHORISED,
    State.SUSPENDED,
    State.UNDER_WAY,
    State.COMPLETED,
)


def training(sitting: Sitting) -> Layout:
    reader, today = sitting.actor.reader, sitting.today
    every = engagements(reader).filter(kind__in=KINDS, sort_date__gte=today - timedelta(days=365))
    open_ones = every.exclude(state__in=[state for state in OVER if state != State.COMPLETED])
    rows = list(open_ones.select_related("marking", "host", "lead_post").order_by("sort_date", "id")[: LOOKED_AT + 1])
    papers = {row.pk: row for row in dossiers(reader).filter(pk__in=[r.dossier_id for r in rows if r.dossier_id])}
    progress = progress_of(list(papers.values()), reader, sitting.at)
    owed = _owed(rows, sitting)
    pipeline = [_line(row, progress, owed, today) for row in rows[:LOOKED_AT]]
    pipeline.sort(key=lambda entry: (not entry["next"].blocking, entry["row"].sort_date))
    booked = sorted((o for group in owed.values() for o in group if o.due), key=lambda o: o.due or today)
    stage = sitting.asked.get("stage", "")
    shown = [entry for entry in pipeline if stage in ("", _stage(entry["row"]))]
    context = {
        "stages": [_count(state, rows, stage) for state in STAGES],
        "stage": stage,
        "people": sum(row.personnel or 0 for row in rows),
        "pipeline": few_of(shown, reverse("engagements"), limit=LOOKED_AT if stage else 12),
        "to_book": few_of(booked, reverse("obligations"), limit=8),
        "cut": len(rows) > LOOKED_AT,
    }
    return Layout(context, markings_of(rows, papers.values(), booked))


def _count(state: State, rows: list[Engagement], stage: str) -> dict[str, Any]:
    return {"state": state, "count": sum(1 for row in rows if _stage(row) == state), "current": state == stage}


def _stage(row: Engagement) -> State:
    return State.IN_CLEARANCE if row.state == State.PROPOSED else State(row.state)


def _owed(rows: list[Engagement], sitting: Sitting) -> dict[str, list[Obligation]]:
    """What is still owed on these, by the engagement's key, the first due first."""
    found: dict[str, list[Obligation]] = {}
    keys = [str(row.pk) for row in rows]
    for owed in open_obligations(sitting.actor.reader).filter(thing_kind="engagement", thing_key__in=keys):
        found.setdefault(owed.thing_key, []).append(owed)
    return found


def _line(
    row: Engagement, progress: dict[Any, Progress], owed: dict[str, list[Obligation]], today: date
) -> dict[str, Any]:
    first = progress[row.dossier_id].first if row.dossier_id in progress else None
    clearing = Next(first.sentence, first.who, first.due, first.blocks) if first else None
    promised = next(iter(owed.get(str(row.pk), ())), None)
    return {
        **line(row),
        "next": next_step(
            row.state,
            lead=row.lead_post.title,
            today=today,
            start=row.start,
            end=row.end,
            clearing=clearing,
            owed=Next(promised.what, promised.owed_by.title, promised.due) if promised else None,
        ),
    }
