"""Take back the withdrawal of a paper."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..events import PaperRestored
from ..models import Paper
from .lay_aside import lay_aside, tell


@attempt
def restore_paper(key: UUID, *, actor: Actor, at: datetime) -> Paper:
    """Raises NotAllowed; Refused when it lies there as ever."""
    paper = lay_aside(key, actor=actor, doing=say("restore a paper"))
    if paper.withdrawn_at is None:
        raise Refused(say("It was not withdrawn."))
    paper.withdrawn_at = paper.withdrawn_by = None
    paper.save(update_fields=["withdrawn_at", "withdrawn_by"])
    tell(PaperRestored, paper, actor=actor, at=at)
    return paper
