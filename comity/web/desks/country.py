"""The country desk of a foreign ministry: what is planned there, what it must settle, and what should worry it."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.urls import reverse

from comity.activity.engagements.queries import by_host, engagements, hosted, hosts_under, listed, starting
from comity.foundation.labels.queries import Marking
from comity.mandate.obligations.queries import open_obligations
from comity.procedure.clearance.queries import Progress, last_words, progress_of, undecided
from comity.procedure.clearance.rules.blocking import Gravity

from .countries import Countries, countries_of
from .pieces import Few, Layout, Sitting, counted_in, few, few_of, held_up, lines, quarter

AHEAD = timedelta(days=90)
LOOKED_AT = 30
COUNTRIES = 8
FLAGS = {Gravity.HOLD, Gravity.OBJECTION, Gravity.LATE}


def country(sitting: Sitting) -> Layout:
    reader, today = sitting.actor.reader, sitting.today
    chosen = countries_of(sitting)
    coming = few(listed(hosted(starting(reader, today, today + AHEAD), chosen.codes)), quarter(today), limit=8)
    there = engagements(reader).filter(host_id__in=chosen.codes, dossier__isnull=False)
    rows = list(undecided(reader).filter(pk__in=there.values("dossier_id"))[:LOOKED_AT])
    progress = list(progress_of(rows, reader, sitting.at).values())
    flagged = _flagged(progress)
    about = _keys(coming, progress)
    late = few(
        open_obligations(reader).filter(due__lt=today, thing_kind="engagement", thing_key__in=about),
        reverse("obligations") + "?show=late",
    )
    each, lying = _each(sitting, chosen, flagged)
    words = last_words(reader, [row.pk for row in rows], 5)
    context = {
        "countries": chosen,
        "coming": lines(coming),
        "each": few_of(each, reverse("countries"), limit=COUNTRIES),
        "flags": few_of([held_up(p) for p in flagged], reverse("dossiers"), limit=5),
        "broken": late,
        "words": words,
    }
    markings: list[Marking] = [row.marking for row in (*coming.rows, *rows, *late.rows)]
    markings += [opinion.consultation.marking for opinion in words]
    return Layout(context, markings, counted_in(coming, late) | lying)


def _keys(coming: Few[Any], progress: list[Progress]) -> set[str]:
    """The engagements whose promises matter here: those that come, and those being cleared."""
    return {str(row.pk) for row in coming.rows} | {p.dossier.subject_key for p in progress}


def _flagged(progress: list[Progress]) -> list[Progress]:
    """Each dossier that has a red flag, the gravest first."""
    flagged = [p for p in progress if p.first and p.first.gravity in FLAGS]
    return sorted(flagged, key=lambda p: p.first.gravity if p.first else 0)


def _each(sitting: Sitting, chosen: Countries, flagged: list[Progress]) -> tuple[list[dict[str, Any]], frozenset[int]]:
    """One line for each country, those that should worry one first, none when only one country is shown; and the
    markings of what is counted."""
    if chosen.one:
        return [], frozenset()
    reader, today = sitting.actor.reader, sitting.today
    lying, markings = by_host(reader, chosen.codes, today, today + AHEAD)
    worried = Counter(hosts_under([p.dossier.pk for p in flagged], reader).values())
    shown = [
        {**country, "lying": lying[country["code"]], "flags": worried[country["code"]]}
        for country in chosen.choice
        if country["code"] in lying
    ]
    return sorted(shown, key=lambda row: (-row["flags"], -row["lying"].coming, -row["lying"].clearing)), markings
