"""Take a dossier off the urgent path: what only hours of silence brought about falls, what was said stands."""

from collections.abc import Sequence
from datetime import datetime

from ..models import Consultation, Dossier
from ..queries import consultations_of, due_after, laid_down
from ..rules.ended import Ended
from ..rules.life import OPEN, Asked
from ..rules.opinion import OpinionKind
from ..rules.urgency import outlives
from .ask_posts import supersede
from .end_urgency import end_urgency


def back_to_ordinary(dossier: Dossier, ended: Ended, *, at: datetime) -> Sequence[Consultation]:
    """End the urgency and give every open question its ordinary clock. Returns what no longer counts and will be asked
    anew; the caller's act goes on from there.

    INVARIANT: nothing gained by urgency stands that the ordinary route would not have accepted
    (tests/test_urgent_path.py).
    """
    urgency = end_urgency(dossier, ended, at=at)
    if urgency is None:
        return []
    route = laid_down(dossier)
    rows = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).filter(elevates__isnull=True)
    hurried = [row for row in rows if row.state_since >= urgency.declared_at]
    fallen = []
    for row in hurried:
        step = route.step(row.step_key)
        silent = row.opinions.filter(standing=True, kind=OpinionKind.SILENCE).exists()
        own_post = step is not None and row.post.key == step.post
        if not outlives(step, by_silence=silent, lapsed=row.state == Asked.LAPSED, own_post=own_post):
            fallen.append(row)
    gone = {row.pk for row in fallen}
    rulings = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).filter(elevates__in=gone)
    supersede([*fallen, *rulings], at=at)
    for row in rows:
        step = route.step(row.step_key)
        if row.pk not in gone and row.state in OPEN and step is not None:
            row.due_at = max(row.due_at, due_after(row.asked_at, step.clock, dossier.framework))
            row.save(update_fields=["due_at"])
    return fallen
