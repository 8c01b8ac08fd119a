"""Overseers are told what monitors found."""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.actions.settle_notices import settle_notices
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import people_at, posts_of_character
from comity.scrutiny.oversight.events import FindingAcknowledged, FindingGone, FindingMade
from comity.scrutiny.oversight.queries import finding_whoever_reads
from comity.scrutiny.oversight.rules.found import read
from comity.scrutiny.oversight.rules.watching import OVERSEERS


def found(event: FindingMade, *, actor: Actor, at: datetime) -> None:
    """Whoever holds a parliamentary or independent post and may read it: not the ministry alone."""
    finding = finding_whoever_reads(event.finding)
    if finding is not None:
        notify(
            people_at(posts_of_character(OVERSEERS), at),
            actor=actor,
            at=at,
            topic=Topic.FINDING,
            words=say("Monitors found: {found}", found=read(event.found)),
            about=_thing(event.finding),
            marking_id=finding.marking_id,
        )


def noted(event: FindingAcknowledged, *, actor: Actor, at: datetime) -> None:
    """Whoever took note need not be told any more; the other overseers still are."""
    people = [actor.person_id] if actor.person_id is not None else []
    settle_notices(_thing(event.finding), actor=actor, at=at, topics=[Topic.FINDING], person_ids=people)


def gone(event: FindingGone, *, actor: Actor, at: datetime) -> None:
    settle_notices(_thing(event.finding), actor=actor, at=at, topics=[Topic.FINDING])


def _thing(reference: str) -> Thing:
    return Thing("finding", reference.removeprefix("F-"), reference)
