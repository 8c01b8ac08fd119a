"""Approve a proposed version of a framework: it is in force from then on."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import FrameworkAdopted
from ..models import Framework, ProposalEnd
from ..permissions import may_approve_version
from ..queries import approver_of
from .lay_framework import fits, lay, marking_of, readable
from .lock_proposal import lock_proposal, still_waits


@attempt
def approve_version(proposal_id: UUID, *, actor: Actor, at: datetime, seen_digest: str, words: str = "") -> Framework:
    """Bring the proposed text into force, as the post that the version in force names, and as another person than
    whoever proposed it. Dossiers that are open stay on the version they were opened under.

    Raises NotAllowed to anybody else; Refused when it no longer waits, another version came into force since, or the
    text is not the one that was seen.
    INVARIANT: no later version without two posts and two people (tests/test_versions.py).
    """
    proposal = lock_proposal(proposal_id)
    file = readable(proposal.text, f"{proposal.key}.yaml")
    thing, marking_id = Thing("framework", proposal.key, proposal.key), marking_of(file)
    second = approver_of(proposal.against, proposal.by_post)
    require(
        may_approve_version(actor, approver=second, proposer_id=proposal.by_id, proposing_post_id=proposal.by_post_id),
        doing=say("approve {title} {version}", title=proposal.title, version=proposal.version),
        about=[thing],
        marking_id=marking_id,
    )
    still_waits(proposal)
    if proposal.digest != seen_digest:
        raise Refused(say("This is not the text you read. Read it again."))
    fits(file)
    framework = lay(proposal.text, file, at=at, name=f"{proposal.key}.yaml")
    ProposalEnd.objects.create(
        proposal=proposal,
        outcome=ProposalEnd.ADOPTED,
        words=words.strip(),
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    event = FrameworkAdopted(
        framework=proposal.key,
        adopted_version=proposal.version,
        title=proposal.title,
        digest=framework.digest,
        posts=len(file.posts),
        mandates=len(file.mandates),
        proposed_by=f"{proposal.by.name}, {proposal.by_post.title}",
    )
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return framework
