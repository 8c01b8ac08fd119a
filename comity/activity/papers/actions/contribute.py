"""What laying a paper and making a remark have in common. Not an act of its own."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import Engagement, engagement_by_key, hidden, thing
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import marking_for, policies, readable
from comity.foundation.labels.rules.label import Label
from comity.foundation.parts.rules.whole import why_not_in
from comity.foundation.words.rules.said import Said, say
from comity.mandate.institutions.queries import Framework, framework_above

from ..permissions import may_contribute
from ..queries import framework_of_engagement, ours_only


def open_to(key: UUID, *, actor: Actor, at: datetime, doing: Said) -> tuple[Engagement, Framework]:  # noqa: ARG001
    """The engagement and the framework it stands under. Raises NotAllowed, or Refused when there is none."""
    it = engagement_by_key(key, actor.reader)
    if it is None:
        there = hidden(key=key)
        if there is not None:
            verdict = may_contribute(actor, readable=False, same_framework=False)
            require(verdict, doing=doing, about=[there[0]], marking_id=there[1])
        raise Refused(say("There is no such engagement."))
    framework = framework_of_engagement(it)
    own = framework_above(actor.post_id) if actor.post_id is not None else None
    same = framework is not None and own is not None and own.key == framework.key
    verdict = may_contribute(actor, readable=True, same_framework=same)
    require(verdict, doing=doing, about=[thing(it)], marking_id=it.marking_id)
    if framework is None:
        raise Refused(say("No framework is in force over it."))
    return it, framework


def marking_for_us(
    it: Engagement, framework: Framework, *, ours: bool, actor: Actor, at: datetime, own: Label | None = None
) -> int:
    """The marking of what is contributed: its own, for our side only, or as the engagement. Raises Refused when it
    cannot stand beside the engagement, or the actor could not read it themselves."""
    if not ours and own is None:
        return int(it.marking_id)
    if own is not None and (why := why_not_in(own, it.marking.label, policies(), at)):
        raise Refused(say("It cannot be marked so: {why}.", why=why), fields={"classification": say("not here")})
    label = own if own is not None else ours_only(it, framework)
    if label is None or not readable(label, actor.reader).allowed:
        raise Refused(
            say("You could not read it yourself under that marking."), fields={"ours": say("not open to your side")}
        )
    return int(marking_for(label).pk)
