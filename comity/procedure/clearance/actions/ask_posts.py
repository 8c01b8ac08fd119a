"""Ask the posts of a stage, and go on when a stage is answered. It follows from an act that had a permission."""

from collections.abc import Iterable
from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce
from comity.mandate.institutions.queries import Post, post_by_key, posts_by_key

from ..events import ConsultationAsked, DossierAdvanced
from ..models import Consultation, Dossier, FrozenSubject
from ..queries import (
    choice_for,
    cites,
    consultations_of,
    due_after,
    facts_of,
    named_in_events,
    route_of,
    things,
)
from ..rules.life import OPEN, Asked, Move, State
from ..rules.needs import RULING
from ..rules.route import Step
from ..rules.written import consolidation_by, hold_overtaken, stage_named
from .change_state import change_state


def ask_posts(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Ask every step of the present stage that was not asked; when a stage has no more to wait for, go on
    to the next, and after the last to consolidation. Does nothing outside consulting."""
    if dossier.state != State.CONSULTING:
        return
    route = route_of(dossier)
    frozen = dossier.subject
    stages = choice_for(dossier, facts_of(frozen)).stages
    while dossier.stage < len(stages):
        rows = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).order_by()
        standing = list(rows.values_list("step_key", "stage", "state"))
        asked = {key for key, _, _ in standing}
        unasked = [step for step in stages[dossier.stage] if step.key not in asked]
        called = posts_by_key(step.post for step in unasked)
        for step in unasked:
            ask_step(dossier, step, dossier.stage, actor=actor, at=at, frozen=frozen, post=called[step.post])
        last = dossier.stage + 1 >= len(stages)
        # Under urgency all are asked at once, in the last stage: an empty one before it waits for nobody.
        waits = last or bool(stages[dossier.stage])
        if unasked or (waits and any(stage <= dossier.stage and state in OPEN for _, stage, state in standing)):
            return
        if last:
            break
        dossier.stage += 1
        dossier.save(update_fields=["stage"])
        if stages[dossier.stage]:
            _tell(dossier, stage_named(route.stages[dossier.stage].title), actor=actor, at=at)
    due_at = due_after(at, route.consolidate, dossier.framework)
    change_state(dossier, Move.FINISH_CONSULTING, at=at, due_at=due_at)
    _tell(dossier, consolidation_by(dossier.lead_post.title), actor=actor, at=at)


def ask_step(
    dossier: Dossier,
    step: Step,
    stage: int,
    *,
    actor: Actor,
    at: datetime,
    supersedes: Consultation | None = None,
    post: Post | None = None,
    elevates: Consultation | None = None,
    why: str | None = None,
    frozen: FrozenSubject | None = None,
) -> Consultation:
    """Ask one post, by default the step's own; `post` is another in its place.

    INVARIANT: only the step's own post may be shown what it is asked outside the dossier's marking. A ruling,
    and whoever answers in another's place, quotes the deliberation (tests/test_procedure.py).
    """
    post = post or post_by_key(step.post)
    frozen = frozen or dossier.subject
    released = step.released_to_addressee and post.key == step.post and elevates is None
    consultation: Consultation = Consultation.objects.create(
        dossier=dossier,
        frozen=frozen,
        step_key=step.key if elevates is None else f"{step.key}-elevated",
        stage=stage,
        post=post,
        needs=step.needs,
        why=why or step.why,
        cites=cites(dossier.framework, step.instrument, step.article),
        state_since=at,
        asked_at=at,
        due_at=due_after(at, step.clock, dossier.framework),
        supersedes=supersedes,
        elevates=elevates,
        marking_id=frozen.marking_id_shown if released else dossier.marking_id,
    )
    event = ConsultationAsked(
        **named_in_events(dossier),
        post=post.title,
        needs=step.needs if elevates is None else RULING,
        cites=consultation.cites,
        due=f"{consultation.due_at:%d %B %Y}",
        again=supersedes is not None and supersedes.post_id == post.pk,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return consultation


def supersede(rows: Iterable[Consultation], *, at: datetime) -> None:
    """These consultations no longer count: they were asked again, or their step is no longer on the route."""
    for row in rows:
        row.state = Asked.SUPERSEDED
        row.state_since = at
        row.save(update_fields=["state", "state_since"])
        row.holds.filter(ended_at__isnull=True).update(ended_at=at, ended_why=str(hold_overtaken()))


def _tell(dossier: Dossier, to: str, *, actor: Actor, at: datetime) -> None:
    event = DossierAdvanced(**named_in_events(dossier), to=to)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
