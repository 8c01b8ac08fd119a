"""The secretariat's desk: what each body must settle, where silence runs, which papers are late."""

from itertools import groupby
from typing import Any

from django.urls import reverse

from comity.procedure.clearance.queries import (
    Issue,
    Progress,
    disputed,
    issues_of,
    ladder,
    progress_of,
    silences_of,
    undecided,
)
from comity.procedure.clearance.rules.life import State

from .pieces import Few, Layout, Sitting, chip, few_of, held_up

DISPUTED = 40
LOOKED_AT = 60


def secretariat(sitting: Sitting) -> Layout:
    reader, at = sitting.actor.reader, sitting.at
    quarrels = list(disputed(reader)[:DISPUTED])
    known = {row.pk for row in quarrels}
    rows = quarrels + [row for row in undecided(reader)[:LOOKED_AT] if row.pk not in known]
    progress = list(progress_of(rows, reader, at).values())
    issues = issues_of(progress)
    every = reverse("dossiers")
    conclude = [held_up(p) for p in progress if p.dossier.state == State.CONSOLIDATING]
    levels = _levels(issues, ladder(sitting.framework) if sitting.framework else [])
    context = {
        "levels": levels,
        "columns": [list(group) for _, group in groupby(levels, _column)],
        "issues": len(issues),
        "silences": few_of([_quiet(quiet) for quiet in silences_of(progress)], every, limit=5),
        "late": few_of([held_up(p) for p in progress if _late(p, sitting)], every + "?late=yes", limit=5),
        "to_conclude": few_of(conclude, every + "?state=consolidating", limit=5),
        "first_ones": len(rows) >= LOOKED_AT,
    }
    return Layout(context, [row.marking for row in rows])


def _levels(issues: list[Issue], bodies: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The board: what nobody above was asked yet, then each body of the ladder from the lowest to the highest."""
    levels = [("", ""), *bodies]
    return [{"title": title, "issues": _shown([i for i in issues if i.level == key])} for key, title in levels]


def _column(level: dict[str, Any]) -> object:
    """Levels side by side at which nothing lies share one narrow column; every other level has its own."""
    return level["title"] if level["issues"].rows else None


def _shown(issues: list[Issue]) -> Few[dict[str, Any]]:
    return few_of([_issue(issue) for issue in issues], reverse("dossiers"), limit=4)


def _issue(issue: Issue) -> dict[str, Any]:
    dossier = issue.dossier
    return {
        "issue": issue,
        "more": max(0, len(issue.agreeing) - 3),
        "url": reverse("dossier", args=[dossier.reference]),
        "marking": chip(dossier.marking),
    }


def _quiet(quiet: Any) -> dict[str, Any]:
    dossier = quiet.dossier
    return {"quiet": quiet, "url": reverse("dossier", args=[dossier.reference]), "marking": chip(dossier.marking)}


def _late(progress: Progress, sitting: Sitting) -> bool:
    due = progress.dossier.due_at
    return due is not None and due < sitting.at
