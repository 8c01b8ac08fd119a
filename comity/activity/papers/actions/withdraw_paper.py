"""Withdraw a paper: it is no longer opened, and everybody sees that it lay there."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..events import PaperWithdrawn
from ..models import Paper
from .lay_aside import lay_aside, tell


@attempt
def withdraw_paper(key: UUID, *, actor: Actor, at: datetime) -> Paper:
    """Raises NotAllowed; Refused when it is withdrawn already."""
    paper = lay_aside(key, actor=actor, doing=say("withdraw a paper"))
    if paper.withdrawn_at is not None:
        raise Refused(say("It is withdrawn already."))
    paper.withdrawn_at, paper.withdrawn_by_id = at, actor.who
    paper.save(update_fields=["withdrawn_at", "withdrawn_by"])
    tell(PaperWithdrawn, paper, actor=actor, at=at)
    return paper
