"""Propose the next version of a framework, for somebody else to approve."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, deny, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import VersionProposed
from ..models import VersionProposal
from ..queries import approver_of, framework_in_force, open_proposals, post_by_id, power
from ..rules.framework import May
from .lay_framework import digest_of, fits, marking_of, readable


@attempt
def propose_version(
    text: str, *, actor: Actor, at: datetime, why: str, name: str = "framework.yaml"
) -> VersionProposal:
    """Keep the text as it is proposed. Nothing of it is in force before another post, held by another person, approves.

    Raises NotAllowed without a mandate to adopt under the version in force; Refused with every fault of the file, when
    nobody could approve it, or without a reason.
    """
    file = readable(text, name)
    current = framework_in_force(file.framework)
    require(
        power(actor, May.ADOPT, framework=current, at=at)
        if current
        else deny(say("this framework is not in force here: the operator founds it from the console")),
        doing=say("propose {title} {version}", title=file.title, version=file.version),
        about=[Thing("framework", file.framework, file.framework)],
        marking_id=marking_of(file),
    )
    if current is None or actor.post_id is None:  # unreachable: nobody is allowed then
        raise Refused(say("This framework is not in force here."))
    if not why.strip():
        raise Refused(say("Say why it is changed; whoever approves reads it."), fields={"why": say("needed")})
    fits(file)
    if any(one.version == file.version for one in open_proposals(file.framework)):
        raise Refused(say("Version {version} is already proposed, and waits.", version=file.version))
    second = approver_of(current, post_by_id(actor.post_id))
    if second is None:
        raise Refused(say("Nobody could approve it: the version in force names no post that does."))
    proposal = VersionProposal.objects.create(
        key=file.framework,
        version=file.version,
        title=file.title,
        digest=digest_of(text),
        text=text,
        against=current,
        why=why.strip(),
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    event = VersionProposed(
        framework=file.framework,
        proposed_version=file.version,
        title=file.title,
        against=current.version,
        digest=proposal.digest,
        approver=second.title,
        proposal=str(proposal.pk),
        why=proposal.why,
    )
    thing = Thing("framework", file.framework, file.framework)
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_of(file))
    return proposal
