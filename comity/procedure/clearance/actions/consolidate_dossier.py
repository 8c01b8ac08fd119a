"""Make one paper of all that was said, and send it up."""

from datetime import date, datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say, say_many, series

from ..events import DossierConsolidated
from ..models import Consolidation, Dossier
from ..queries import (
    due_after,
    may_sum_up,
    named_in_events,
    open_comments,
    outstanding_objections,
    route_of,
    things,
    unresolved_objections,
)
from ..rules.life import Move, State
from .change_state import change_state
from .keep_consensus import nobody_broke_it
from .lock import lock_dossier


@attempt
def consolidate_dossier(
    dossier_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    summary: str,
    recommendation: str,
    decide_by: date | None = None,
    if_late: str = "",
) -> Consolidation:
    """Send the dossier to countersignature, or straight to decision when the route has none.

    `decide_by` is the day after which deciding is late for the matter itself, and `if_late` what happens then: both
    are the lead's words to those who decide, and no clock of the house.
    Raises NotAllowed to all but the leading post and to whoever has spoken; Refused while a comment is not
    adjudicated or an objection where concurrence is required is neither cured nor ruled upon.
    """
    dossier = lock_dossier(dossier_id)
    require(
        may_sum_up(dossier, actor=actor),
        doing=say("consolidate {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    _ready(dossier, summary, recommendation)
    if decide_by is not None and decide_by < at.date():
        raise Refused(
            say("The day by which it must be decided has passed."),
            fields={"decide_by": say("a day from today on, or none")},
        )
    consolidation = Consolidation.objects.create(
        dossier=dossier,
        frozen=dossier.subject,
        summary=summary.strip(),
        recommendation=recommendation.strip(),
        decide_by=decide_by,
        if_late=if_late.strip(),
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    route = route_of(dossier)
    rule = route.countersign or route.keys[0]
    move = Move.CONSOLIDATE if route.countersign else Move.CONSOLIDATE_FOR_DECISION
    change_state(dossier, move, at=at, due_at=due_after(at, rule.clock, dossier.framework))
    event = DossierConsolidated(
        **named_in_events(dossier),
        summary=consolidation.summary,
        recommendation=consolidation.recommendation,
        decide_by=decide_by.isoformat() if decide_by else "",
        if_late=consolidation.if_late,
        objections=tuple(o.post.title for o in outstanding_objections(dossier)),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    return consolidation


def _ready(dossier: Dossier, summary: str, recommendation: str) -> None:
    if dossier.state != State.CONSOLIDATING:
        raise Refused(
            say(
                "{reference} is {state}; it is not the time to consolidate.",
                reference=dossier.reference,
                state=dossier.state_words,
            )
        )
    if waiting := open_comments(dossier).count():
        raise Refused(
            say_many("{count} comment waits for adjudication.", "{count} comments wait for adjudication.", waiting)
        )
    nobody_broke_it(dossier)
    if objections := unresolved_objections(dossier):
        posts = ", ".join(o.post.title for o in objections)
        raise Refused(
            say("Outstanding objection of {posts}: amend the proposal to cure it, or elevate it.", posts=posts)
        )
    wrong: dict[str, str] = {}
    if not summary.strip():
        wrong["summary"] = say("Sum up what was said, dissent included.")
    if not recommendation.strip():
        wrong["recommendation"] = say("Say what the deciders are asked to do.")
    if wrong:
        raise Refused(series(wrong.values(), " "), fields=wrong)
