"""A crisis: that it was declared, that it is over, and what those concerned by an engagement are to know."""

from datetime import datetime
from uuid import UUID

from comity.activity.crises.events import ConcernedInformed, CrisisDeclared, CrisisEnded, CrisisEvent
from comity.activity.crises.queries import crisis_whoever_reads, posts_alarmed, posts_concerned, thing
from comity.activity.engagements.queries import engagement_whoever_reads
from comity.activity.engagements.queries import thing as thing_of
from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.words.rules.said import say

from .telling import who_holds


def declared(event: CrisisDeclared, *, actor: Actor, at: datetime) -> None:
    words = say("Crisis {reference}: {title}", reference=event.reference, title=event.title)
    _alarm(event, words, actor=actor, at=at)


def ended(event: CrisisEnded, *, actor: Actor, at: datetime) -> None:
    words = say("The crisis {reference} “{title}” is over", reference=event.reference, title=event.title)
    _alarm(event, words, actor=actor, at=at)


def _alarm(event: CrisisEvent, words: str, *, actor: Actor, at: datetime) -> None:
    crisis = crisis_whoever_reads(UUID(event.crisis))
    notify(
        who_holds(posts_alarmed(crisis), at),
        actor=actor,
        at=at,
        topic=Topic.CRISIS,
        words=words,
        about=thing(crisis),
        marking_id=crisis.marking_id,
    )


def informed(event: ConcernedInformed, *, actor: Actor, at: datetime) -> None:
    """Under the marking of the engagement: whoever may not read it is not told."""
    it = engagement_whoever_reads(UUID(event.engagement))
    told = posts_concerned(crisis_whoever_reads(UUID(event.crisis)), it)
    notify(
        who_holds([post.pk for post in told], at),
        actor=actor,
        at=at,
        topic=Topic.CRISIS,
        words=say("{reference}: {words}", reference=it.reference, words=event.words),
        about=thing_of(it),
        marking_id=it.marking_id,
    )
