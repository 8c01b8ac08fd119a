"""People and things to be told of."""

from datetime import UTC, datetime

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor, the_clock
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.models import Notice
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # a Monday


def a_person(username, *, level="SECRET", email=True):
    return Person.objects.create(
        username=username,
        name=username.title(),
        nationality="FJI",
        clearances={"DEMO": level},
        email=f"{username}@example.org" if email else "",
    )


def as_actor(person):
    return Actor(person_id=person.pk, person=person.name, post_id=None, post="", reader=person.reader)


def a_marking(level="UNCLASSIFIED"):
    return marking_for(label("DEMO", level))


def tell(*people, words=None, topic=Topic.ANSWER, level="UNCLASSIFIED", at=NOON, actor=None, key="7", **more):
    notify(
        [person.pk for person in people],
        actor=actor or the_clock(),
        at=at,
        topic=topic,
        words=words or say("{reference} asks you", reference="DOS-2026-0001"),
        about=Thing("dossier", key, "DOS-2026-0001"),
        marking_id=a_marking(level).pk,
        **more,
    )


def told(person):
    return list(Notice.objects.whole("a test looks at everything").filter(person=person))
