"""Who is called by name in a remark."""

from datetime import datetime
from uuid import UUID

from comity.activity.papers.events import RemarkMade, RemarkTakenBack
from comity.activity.papers.queries import remark_by_key
from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.actions.settle_notices import settle_notices
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say


def mentioned(event: RemarkMade, *, actor: Actor, at: datetime) -> None:
    """Each of them is told, under the marking of the remark: whoever may not read it is told nothing."""
    remark = remark_by_key(UUID(event.remark), actor.reader)
    if remark is None or not event.mentioned:
        return
    words = say(
        "{person}, {post}, speaks to you in a remark on {reference} “{title}”",
        person=actor.person,
        post=actor.post,
        reference=event.reference,
        title=remark.engagement.title,
    )
    notify(
        event.mentioned,
        actor=actor,
        at=at,
        topic=Topic.MENTION,
        words=words,
        about=_thing(event),
        marking_id=remark.marking_id,
    )


def taken_back(event: RemarkTakenBack, *, actor: Actor, at: datetime) -> None:
    """Nobody need read what is not said any more."""
    settle_notices(_thing(event), actor=actor, at=at, topics=[Topic.MENTION])


def _thing(event: RemarkMade | RemarkTakenBack) -> Thing:
    return Thing("remark", event.remark, event.reference)
