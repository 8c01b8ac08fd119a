"""Decline a proposed version of a framework, or take back one's own proposal."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import VersionDeclined
from ..models import ProposalEnd
from ..permissions import may_decline_version
from ..queries import approver_of, open_marking_id
from .lock_proposal import lock_proposal


@attempt
def decline_version(proposal_id: UUID, *, actor: Actor, at: datetime, reason: str) -> ProposalEnd:
    """End it without effect, with a reason. Raises NotAllowed to all but the post that approves and the one that
    proposed; Refused when it no longer waits, or without a reason."""
    proposal = lock_proposal(proposal_id)
    second = approver_of(proposal.against, proposal.by_post)
    thing, marking_id = Thing("framework", proposal.key, proposal.key), open_marking_id(proposal.against)
    require(
        may_decline_version(actor, approver=second, proposing_post=proposal.by_post),
        doing=say("decline {title} {version}", title=proposal.title, version=proposal.version),
        about=[thing],
        marking_id=marking_id,
    )
    if proposal.ended is not None:
        raise Refused(say("It no longer waits: it was {outcome}.", outcome=proposal.ended.outcome_words))
    if not reason.strip():
        raise Refused(say("Say why; it stays on the record."), fields={"words": say("needed")})
    ended = ProposalEnd.objects.create(
        proposal=proposal,
        outcome=ProposalEnd.DECLINED,
        words=reason.strip(),
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    event = VersionDeclined(
        framework=proposal.key,
        declined_version=proposal.version,
        title=proposal.title,
        post=actor.post,
        reason=ended.words,
    )
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return ended
