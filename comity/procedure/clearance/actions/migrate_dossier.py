"""Move an open dossier to the version of its framework that is now in force."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, first_denial, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import framework_in_force, power
from comity.mandate.institutions.rules.framework import May

from ..events import DossierMigrated
from ..models import Dossier
from ..queries import Plan, authors_of, consultations_of, due_after, migration_plan, named_in_events, spoken_on, things
from ..rules.independence import may_migrate
from ..rules.life import Asked, Move, State
from ..rules.migrating import Fate
from .ask_posts import ask_posts, supersede
from .change_state import change_state
from .lock import lock_dossier
from .open_dossier import deliberation_marking


@attempt
def migrate_dossier(dossier_id: UUID, *, actor: Actor, at: datetime, seen_plan: str, reason: str) -> Plan:
    """Choose the route anew by the version in force, keep the answers it would have accepted, ask the others.

    No signature outlives the move: whoever signed signed under the other version. Dissent and holds are not swept away.
    Raises NotAllowed without a mandate to adopt under the version in force, and to whoever wrote in the dossier, spoke
    or signed on it; Refused without a reason, when it cannot be moved, or when what was previewed has changed.
    INVARIANT: no approval survives that the new route would not have accepted (tests/test_migrating.py).
    """
    dossier = lock_dossier(dossier_id)
    current = framework_in_force(dossier.framework.key) or dossier.framework
    require(
        first_denial(
            power(actor, May.ADOPT, framework=current, at=at),
            may_migrate(actor.person_id, authors=authors_of(dossier), spoken=spoken_on(dossier)),
        ),
        doing=say("move {reference} to version {version}", reference=dossier.reference, version=current.version),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if not reason.strip():
        raise Refused(say("Say why; it is shown to everyone concerned."), fields={"reason": say("needed")})
    plan = migration_plan(dossier, current)
    if plan.refusal is not None or plan.choice.route is None:
        raise Refused(plan.refusal or plan.choice.why)
    if plan.digest != seen_plan:
        raise Refused(
            say(
                "{reference} went on while you looked at it. Look again at what would become of it.",
                reference=dossier.reference,
            )
        )
    event = DossierMigrated(
        **named_in_events(dossier),
        from_version=dossier.framework.version,
        to_version=current.version,
        route=plan.choice.route.title,
        kept=plan.titles(Fate.KEPT, Fate.STILL_ASKED),
        asked=plan.titles(Fate.NEW, Fate.ASKED_ANEW),
        dropped=plan.titles(Fate.DROPPED),
        reason=reason.strip(),
    )
    _move(dossier, plan, at=at)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    ask_posts(dossier, actor=actor, at=at)
    return plan


def _move(dossier: Dossier, plan: Plan, *, at: datetime) -> None:
    rows = list(consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED))
    supersede([row for row in rows if row.pk in plan.falls], at=at)
    for row in rows:
        place = plan.stages.get(row.step_key.removesuffix("-elevated"))
        if row.pk not in plan.falls and place is not None and place != row.stage:
            row.stage = place
            row.save(update_fields=["stage"])
    dossier.signatures.filter(standing=True).update(standing=False)
    subject_marking = dossier.subject.marking_id_shown
    dossier.framework, dossier.stage = plan.to, 0
    dossier.route_key, dossier.route_why = plan.choice.route.key, plan.choice.why  # type: ignore[union-attr]  # asked before
    dossier.marking_id = deliberation_marking(subject_marking, plan.to)
    dossier.save(update_fields=["framework", "route_key", "route_why", "stage", "marking"])
    if plan.asks or dossier.state == State.CONSULTING:
        change_state(dossier, Move.REOPEN, at=at)
    elif dossier.state in (State.COUNTERSIGNING, State.DECIDING):
        due_at = due_after(at, plan.choice.route.consolidate, plan.to)  # type: ignore[union-attr]  # asked before
        change_state(dossier, Move.SEND_BACK, at=at, due_at=due_at)
