"""What is told of a release: to whoever must answer it, to whom it goes, and to who asked."""

from datetime import datetime
from typing import Any

from comity.activity.release.queries import Release, release_whoever_reads, thing_of
from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from .telling import Matter, tell


def _matter(release: Release) -> Matter:
    said = {"reference": release.reference, "title": release.title}
    thing: Thing = thing_of(release)
    return Matter(thing, release.marking_id, said)


def _found(event: Any) -> Release:
    return release_whoever_reads(event.reference)


def asked(event: Any, *, actor: Actor, at: datetime) -> None:
    release = _found(event)
    matter = _matter(release)
    words = say("{reference} “{title}” asks you to release information", **matter.said)
    if release.framework_post_id != actor.post_id:
        tell([release.framework_post_id], Topic.QUESTION, words, matter, actor=actor, at=at)


def declined(event: Any, *, actor: Actor, at: datetime) -> None:
    release = _found(event)
    matter = _matter(release)
    words = say("{reference} “{title}” was declined", **matter.said)
    tell([release.asked_by_post_id], Topic.LEAD, words, matter, actor=actor, at=at)


def agreed(event: Any, *, actor: Actor, at: datetime) -> None:
    release = _found(event)
    matter = _matter(release)
    words = say("{reference} “{title}” is agreed: hand the package over", **matter.said)
    if release.lead_post_id:
        tell([release.lead_post_id], Topic.LEAD, words, matter, actor=actor, at=at)


def refused(event: Any, *, actor: Actor, at: datetime) -> None:
    release = _found(event)
    matter = _matter(release)
    words = say("{reference} “{title}” was refused", **matter.said)
    tell([release.asked_by_post_id], Topic.LEAD, words, matter, actor=actor, at=at)


def handed_over(event: Any, *, actor: Actor, at: datetime) -> None:
    release = _found(event)
    matter = _matter(release)
    words = say("{reference} “{title}” is handed over to you: take receipt", **matter.said)
    tell([release.recipient_id], Topic.QUESTION, words, matter, actor=actor, at=at)


def recalled(event: Any, *, actor: Actor, at: datetime) -> None:
    release = _found(event)
    matter = _matter(release)
    words = say("{reference} “{title}” is recalled from you", **matter.said)
    tell([release.recipient_id], Topic.QUESTION, words, matter, actor=actor, at=at)
