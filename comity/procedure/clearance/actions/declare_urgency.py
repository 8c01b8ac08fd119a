"""Declare a dossier urgent: it goes by the urgent path of its route until it is decided, or its hours run out."""

from datetime import datetime, timedelta
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import either, say
from comity.mandate.institutions.queries import file_of, post_by_id
from comity.mandate.institutions.rules.lending import lent_under

from ..events import UrgencyDeclared
from ..models import Dossier, Urgency
from ..queries import (
    choice_for,
    cites,
    consultations_of,
    facts_of,
    laid_down,
    may_declare,
    named_in_events,
    route_of,
    things,
)
from ..rules.life import OPEN, Asked, State
from ..rules.route import HourClock
from ..rules.urgency import skipped, takes
from ..rules.urgent import Cause, Urgent
from .ask_posts import ask_posts, supersede
from .end_urgency import owe_telling
from .lock import lock_dossier, still_undecided


@attempt
def declare_urgency(dossier_id: UUID, *, actor: Actor, at: datetime, cause: str, why: str) -> Urgency:
    """Spare what the urgent path spares, shorten the clocks that run, ask who is still to be asked.

    Needs the mandate to declare. Whoever declares clears it no more, and so never decides alone. Raises NotAllowed;
    Refused where the route has no urgent path, for a cause it does not know, or without a reason.
    INVARIANT: what the law, a partner or a signature requires is spared by nobody (tests/test_urgent_path.py).
    """
    dossier = lock_dossier(dossier_id)
    rule = laid_down(dossier).urgent
    facts = facts_of(dossier.subject)
    verdict = require(
        may_declare(dossier, actor=actor, at=at),
        doing=say("declare {reference} urgent", reference=dossier.reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    still_undecided(dossier)
    found = choice_for(dossier, facts)
    known = _known(dossier, rule, found.class_key, cause, why)
    spared = skipped(found.stages, known)
    rows = consultations_of(dossier.pk).filter(state__in=OPEN)
    asked = set(consultations_of(dossier.pk).filter(state=Asked.ANSWERED).values_list("step_key", flat=True))
    spared = tuple(step for step in spared if step.key not in asked)
    urgency = Urgency.objects.create(
        dossier=dossier,
        cause=cause,
        why=why.strip(),
        declared_by_id=actor.who,
        declared_post_id=actor.from_post,
        framework=dossier.framework,
        route_key=dossier.route_key,
        cites=cites(dossier.framework, known.instrument, known.article),
        skipped=[step.key for step in spared],
        declared_at=at,
        ends_at=at + timedelta(hours=known.lapses_after),
    )
    supersede(rows.filter(step_key__in=[step.key for step in spared]), at=at)
    dossier.urgent = True
    _shorten(dossier, known, at=at)
    dossier.save(update_fields=["urgent", "due_at"])
    event = UrgencyDeclared(
        **named_in_events(dossier),
        post=post_by_id(actor.from_post).title,
        cause=cause,
        why=urgency.why,
        skipped=tuple(_title(dossier, step.post) for step in spared),
        until=f"{urgency.ends_at:%d %B %Y}",
        until_time=f"{urgency.ends_at:%H:%M}",
        cites=urgency.cites,
        under=lent_under(verdict),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    owe_telling(dossier, urgency, "declared", actor=actor, at=at)
    ask_posts(dossier, actor=actor, at=at)
    return urgency


def _title(dossier: Dossier, post_key: str) -> str:
    return next((p.title for p in file_of(dossier.framework).posts if p.key == post_key), post_key)


def _known(dossier: Dossier, rule: Urgent | None, class_key: str, cause: str, why: str) -> Urgent:
    """The urgent path, if it takes this matter for this cause. Raises Refused, saying what it takes."""
    if rule is None or not takes(rule, class_key):
        raise Refused(
            say(
                "The route “{route}” has no urgent path for this. It is cleared by its ordinary clocks.",
                route=laid_down(dossier).title,
            )
        )
    if dossier.urgent:
        raise Refused(say("{reference} is urgent already.", reference=dossier.reference))
    wrong: dict[str, str] = {}
    if cause not in set(rule.causes):
        causes = either([Cause(known).words for known in rule.causes])
        wrong["cause"] = say("This route is hurried for {causes} only.", causes=causes)
    if not why.strip():
        wrong["why"] = say("Say what cannot wait, and what is lost by waiting. The review reads it.")
    if wrong:
        raise Refused(next(iter(wrong.values())), fields=wrong)
    return rule


def _shorten(dossier: Dossier, rule: Urgent, *, at: datetime) -> None:
    """What runs already runs by the hour from now. A hold stays: who placed it lifts it."""
    route = route_of(dossier)
    for row in consultations_of(dossier.pk).filter(state__in=OPEN):
        step = route.step(row.step_key)
        hours = step.clock.hours if step is not None and isinstance(step.clock, HourClock) else rule.hours.answer
        row.due_at = min(row.due_at, at + timedelta(hours=hours))
        row.save(update_fields=["due_at"])
    allowed = rule.hours.consolidate if dossier.state == State.CONSOLIDATING else rule.hours.sign
    if dossier.due_at is not None:
        dossier.due_at = min(dossier.due_at, at + timedelta(hours=allowed))
