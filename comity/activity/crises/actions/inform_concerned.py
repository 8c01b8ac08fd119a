"""Tell the lead, the embassies and the partners of one engagement what a crisis means for it."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing as thing_of
from comity.activity.engagements.queries import touched
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import ConcernedInformed
from ..models import Crisis
from ..queries import may_do, posts_concerned, thing
from ..rules.desk_acts import DeskAct


@attempt
def inform_concerned(engagement: UUID, *, actor: Actor, at: datetime, crisis_id: UUID, words: str) -> list[str]:
    """The words bear the marking of the engagement, so that whoever may not read it is not told. Returns the titles of
    the posts they went to.

    Raises NotAllowed; Refused when the crisis is over or does not touch it, or without words.
    """
    crisis: Crisis = Crisis.objects.whole("its permission is checked next").get(pk=crisis_id)
    rows = touched(actor.reader, state=crisis.state_id or "", zone=crisis.zone)
    it = rows.filter(pk=engagement).first()
    require(
        may_do(DeskAct.INFORM, crisis, actor=actor, at=at),
        doing=say("inform those concerned by {reference}", reference=it.reference if it else crisis.reference),
        about=[thing(crisis), *([thing_of(it)] if it else [])],
        marking_id=it.marking_id if it else crisis.marking_id,
    )
    if it is None:
        raise Refused(say("The crisis does not touch it, or it is over."))
    if not crisis.runs_at(at):
        raise Refused(say("This crisis is over."))
    if not words.strip():
        raise Refused(say("Say what they are to know."), fields={"words": say("needed")})
    posts = [post.title for post in posts_concerned(crisis, it)]
    event = ConcernedInformed(
        crisis=str(crisis.pk),
        reference=crisis.reference,
        title=crisis.title,
        engagement=str(it.pk),
        engagement_reference=it.reference,
        words=words.strip(),
        posts=tuple(posts),
    )
    announce(event, actor=actor, at=at, about=[thing_of(it), thing(crisis)], marking_id=it.marking_id)
    return posts
