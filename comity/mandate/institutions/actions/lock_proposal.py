"""Find and lock a proposed version, whoever acts; permission follows. No act of its own."""

from uuid import UUID

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..models import VersionProposal
from ..queries import framework_in_force


def lock_proposal(proposal_id: UUID) -> VersionProposal:
    """Raises VersionProposal.DoesNotExist."""
    related = VersionProposal.objects.select_related("against", "by", "by_post", "by_post__superior")
    return related.select_for_update(of=("self",)).get(pk=proposal_id)


def still_waits(proposal: VersionProposal) -> None:
    """Raises Refused once it was adopted or declined, or when another version came into force since."""
    if proposal.ended is not None:
        raise Refused(say("It no longer waits: it was {outcome}.", outcome=proposal.ended.outcome_words))
    current = framework_in_force(proposal.key)
    if current is None or current.pk != proposal.against_id:
        raise Refused(
            say(
                "Version {version} came into force since this was proposed. Propose it anew against that version.",
                version=current.version if current else "?",
            )
        )
