"""Withdraw a paper that is written here, or take its withdrawal back: it is known to have stood here."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import WrittenPaperRestored, WrittenPaperWithdrawn
from ..models import WrittenPaper
from ..permissions import may_withdraw
from ..queries import thing_of_written, written_paper


@attempt
def withdraw_written(key: UUID, *, actor: Actor, at: datetime, back: bool = False) -> WrittenPaper:
    """Its parts are shown to nobody while it is withdrawn. Raises NotAllowed; Refused when it stands so already."""
    paper = written_paper(key, actor.reader)
    if paper is None:
        raise Refused(say("There is no such paper."))
    it = paper.engagement
    verdict = may_withdraw(actor, by_post_id=paper.by_post_id, by_id=paper.by_id, lead_post_id=it.lead_post_id)
    require(verdict, doing=say("withdraw a paper"), about=[thing(it)], marking_id=paper.marking_id)
    if back == (paper.withdrawn_at is None):
        raise Refused(say("It was not withdrawn.") if back else say("It is withdrawn already."))
    paper.withdrawn_at, paper.withdrawn_by_id = (None, None) if back else (at, actor.who)
    paper.save(update_fields=["withdrawn_at", "withdrawn_by"])
    event = (WrittenPaperRestored if back else WrittenPaperWithdrawn)(reference=it.reference, name=paper.title)
    about = [thing(it), thing_of_written(paper)]
    announce(event, actor=actor, at=at, about=about, marking_id=paper.marking_id)
    return paper
