"""The desk of somebody who decides: five decisions, each on one page."""

from typing import Any

from django.urls import reverse

from comity.procedure.clearance.queries import Progress, delays_of, keys_turned, progress_of
from comity.procedure.clearance.rules.life import State

from .pieces import Layout, Sitting, chip, few

FIVE = 5


def decider(sitting: Sitting) -> Layout:
    reader = sitting.actor.reader
    first = sitting.work.signing[:FIVE]
    progress = progress_of(first, reader, sitting.at)
    delays = delays_of(first, {key: p.consolidation for key, p in progress.items()}, sitting.at)
    to_sign = {row.reference for row in sitting.work.signing}
    turned = few(
        keys_turned(reader).filter(person_id=sitting.actor.person_id or 0),
        reverse("dossiers"),
        5,
        "dossier__marking_id",
    )
    context = {
        "decisions": [_decision(progress[row.pk], delays[row.pk]) for row in first],
        "more_decisions": len(sitting.work.signing) - len(first),
        "also": [item for item in sitting.work.now if item["reference"] not in to_sign],
        "turned": turned,
    }
    markings = [row.marking for row in first] + [key.dossier.marking for key in turned.rows]
    return Layout(context, markings, turned.counted)


def _decision(progress: Progress, delay: tuple[str, ...]) -> dict[str, Any]:
    """What must be known before the page is opened: ask, deadline, who disagrees, the gates, the cost of waiting."""
    dossier, paper = progress.dossier, progress.consolidation
    wanted = progress.concurrences
    return {
        "url": reverse("dossier-decide", args=[dossier.reference]),
        "dossier": dossier,
        "counter": dossier.state == State.COUNTERSIGNING,
        "recommendation": paper.recommendation if paper else "",
        "if_late": paper.if_late if paper else "",
        "delay": delay[:2],
        "against": [opinion.post.title for opinion in progress.objections],
        "gates_met": sum(1 for _, given in wanted if given),
        "gates": len(wanted),
        "marking": chip(dossier.marking),
    }
