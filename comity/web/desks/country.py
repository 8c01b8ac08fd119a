"""The country desk of a foreign ministry: what is planned there, what it must settle, and what should worry it."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from comity.activity.engagements.queries import engagements, hosted, listed, starting
from comity.foundation.labels.queries import Marking
from comity.mandate.obligations.queries import open_obligations
from comity.procedure.clearance.queries import Progress, last_words, progress_of, undecided
from comity.procedure.clearance.rules.blocking import Gravity

from .countries import countries_of
from .pieces import Few, Layout, Sitting, few, few_of, held_up, lines, quarter

AHEAD = timedelta(days=90)
LOOKED_AT = 30
FLAGS = {Gravity.HOLD, Gravity.OBJECTION, Gravity.LATE}


def country(sitting: Sitting) -> Layout:
    reader, today = sitting.actor.reader, sitting.today
    chosen = countries_of(sitting)
    coming = few(listed(hosted(starting(reader, today, today + AHEAD), chosen.codes)), quarter(today), limit=8)
    there = engagements(reader).filter(host_id__in=chosen.codes, dossier__isnull=False)
    rows = list(undecided(reader).filter(pk__in=there.values("dossier_id"))[:LOOKED_AT])
    progress = list(progress_of(rows, reader, sitting.at).values())
    about = _keys(coming, progress)
    late = few(
        open_obligations(reader).filter(due__lt=today, thing_kind="engagement", thing_key__in=about),
        reverse("obligations") + "?show=late",
    )
    words = last_words(reader, [row.pk for row in rows], 5)
    context = {
        "countries": chosen,
        "coming": lines(coming),
        "flags": few_of(_flags(progress), reverse("dossiers"), limit=5),
        "broken": late,
        "words": words,
    }
    markings: list[Marking] = [row.marking for row in (*coming.rows, *rows, *late.rows)]
    return Layout(context, markings + [opinion.consultation.marking for opinion in words])


def _keys(coming: Few[Any], progress: list[Progress]) -> set[str]:
    """The engagements whose promises matter here: those that come, and those being cleared."""
    return {str(row.pk) for row in coming.rows} | {p.dossier.subject_key for p in progress}


def _flags(progress: list[Progress]) -> list[dict[str, Any]]:
    """One red flag for each dossier that has one, the gravest first."""
    flagged = [p for p in progress if p.first and p.first.gravity in FLAGS]
    return [held_up(p) for p in sorted(flagged, key=lambda p: p.first.gravity if p.first else 0)]
