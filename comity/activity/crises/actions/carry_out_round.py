"""Go through the lines of a round: each is one act of the house, allowed or refused as it would be by itself.

No act of its own, and no way around any rule: it calls what the page of an engagement calls, row by row.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused, require
from comity.foundation.notices.rules.words import Unkeepable, kept
from comity.foundation.words.rules.said import say
from comity.procedure.clearance.actions.declare_urgency import declare_urgency
from comity.procedure.clearance.actions.reopen_clearance import reopen_clearance
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance

from ..models import Round, RoundLine
from ..permissions import may_go_on
from ..queries import thing, waiting_lines
from ..rules.desk_acts import DeskAct, Outcome
from .inform_concerned import inform_concerned


def carry_out_round(found: Round, *, actor: Actor, at: datetime, most: int) -> int:
    """Do the next lines, at most so many. Returns how many still wait.

    Raises NotAllowed to whoever did not begin it. A line and its outcome stand in one transaction: whatever happens
    in between, no act is without its line, and what was not done waits.
    INVARIANT: each passes every rule singly (tests/test_rounds.py).
    """
    require(
        may_go_on(actor, begun_by=found.by_id, begun_from=found.by_post_id),
        doing=say("go on with a round of {reference}", reference=found.crisis.reference),
        about=[thing(found.crisis)],
        marking_id=found.crisis.marking_id,
    )
    for line_id in waiting_lines(found)[:most]:
        _carry_out(found, line_id, actor=actor, at=at)
    return len(waiting_lines(found))


def _carry_out(found: Round, line_id: int, *, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        rows = RoundLine.objects.select_for_update(of=("self",)).select_related("engagement")
        line = rows.filter(pk=line_id, outcome=Outcome.WAITING).first()
        if line is None:  # somebody pressed twice: the other request is doing it
            return
        try:
            _DO[DeskAct(found.act)](line, found, actor=actor, at=at)
        except (Refused, NotAllowed) as refusal:
            line.outcome, line.why = Outcome.REFUSED, _kept(refusal.message)
        else:
            line.outcome = Outcome.DONE
        line.at = at
        line.save(update_fields=["outcome", "why", "at"])


def _kept(message: str) -> Any:
    try:
        return kept(message)
    except Unkeepable:
        return str(message)


def _clearing(line: RoundLine) -> UUID:
    dossier: UUID | None = line.engagement.dossier_id
    if dossier is None:
        raise Refused(say("It has not been put to clearance."))
    return dossier


def _suspend(line: RoundLine, found: Round, *, actor: Actor, at: datetime) -> None:
    suspend_clearance(_clearing(line), actor=actor, at=at, reason=found.words)


def _resume(line: RoundLine, found: Round, *, actor: Actor, at: datetime) -> None:
    resume_clearance(_clearing(line), actor=actor, at=at, reason=found.words)


def _reclear(line: RoundLine, found: Round, *, actor: Actor, at: datetime) -> None:
    reopen_clearance(_clearing(line), actor=actor, at=at, reason=found.words)


def _hurry(line: RoundLine, found: Round, *, actor: Actor, at: datetime) -> None:
    declare_urgency(_clearing(line), actor=actor, at=at, cause=found.crisis.cause, why=found.words)


def _inform(line: RoundLine, found: Round, *, actor: Actor, at: datetime) -> None:
    inform_concerned(line.engagement_id, actor=actor, at=at, crisis_id=found.crisis_id, words=found.words)


_DO: Mapping[DeskAct, Callable[..., None]] = {
    DeskAct.SUSPEND: _suspend,
    DeskAct.RESUME: _resume,
    DeskAct.RECLEAR: _reclear,
    DeskAct.HURRY: _hurry,
    DeskAct.INFORM: _inform,
}
