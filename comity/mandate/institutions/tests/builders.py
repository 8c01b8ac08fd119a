"""A framework of one ministry, one embassy and a partner, and the people in it."""

from datetime import UTC, date, datetime, timedelta

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary, declare
from comity.foundation.labels.rules.label import Reader
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.models import Mandate
from comity.mandate.institutions.permissions import CONSOLE
from comity.mandate.institutions.queries import actor_for, post_by_key

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CONSOLE_ACTOR = Actor(person_id=None, person=CONSOLE, post_id=None, post="", reader=Reader("XTS"))

declare(
    Vocabulary(
        "errand",
        (
            Term("kind", "choice", "kind", choices=("talks", "visit")),
            Term("people", "number", "people", unit="people"),
            Term("cost", "money", "cost", unit="USD"),
        ),
    )
)

FRAMEWORK = """\
framework: smalland
version: "1"
title: Smalland
source: made for the tests
checked: 2026-01-01
demonstration: true
subject: errand
home: XTS
deliberation: {policy: DEMO, classification: RESTRICTED, categories: []}
states:
  - {code: XTS, name: Testland}
institutions:
  - {key: mod, name: Ministry of Defence, kind: ministry, state: XTS}
  - {key: embassy, name: Embassy, kind: embassy, state: XTS}
posts:
  - {key: clerk, title: Clerk, institution: mod, character: military, superior: head}
  - {key: head, title: Head, institution: mod, character: civilian, superior: minister}
  - {key: minister, title: Minister, institution: mod, character: civilian}
  - {key: attache, title: Attaché, institution: embassy, character: diplomatic}
  - {key: registrar, title: Registrar, institution: mod, character: civilian}
instruments:
  - {key: act, title: Errands Act, kind: statute, source: made for the tests}
mandates:
  - {post: clerk, may: [propose], instrument: act}
  - {post: head, may: [decide], classes: [talks], ceiling: {cost: 1000}, instrument: act, article: s. 2,
     lend: {to: {character: [civilian, diplomatic, military]}, days: 60}}
  - {post: minister, may: [decide, revoke], instrument: act, article: s. 1,
     lend: {to: {character: [civilian, diplomatic]}, days: 60}}
  - {post: registrar, may: [appoint], over: [mod], instrument: act}
  - {post: registrar, may: [adopt], instrument: act}
classes:
  - {key: talks, title: Talks, when: {kind: {is: talks}}}
  - {key: large, title: Large visit, when: {all: [{kind: {is: visit}}, {people: {over: 50}}]}}
  - {key: visit, title: Visit, when: {kind: {is: visit}}}
calendars: {home: {weekend: [6, 7]}}
adoption: {approved_by: minister, instrument: act, article: s. 9}
routes:
  - &small
    key: small
    title: Decided by the head
    classes: [talks]
    instrument: act
    why: small
    stages:
      - key: asked
        title: Asked
        steps: [{key: abroad, post: attache, needs: coordination, why: They know., instrument: act, clock: {days: 2},
                 on_lapse: {do: proceed}}]
    consolidate: {days: 2}
    keys: [{post: head, instrument: act, clock: {days: 2}, on_lapse: {do: escalate}}]
    material: {kind: any}
  - <<: *small
    key: visits
    title: Decided by the minister
    classes: [large, visit]
    keys: [{post: minister, instrument: act, clock: {days: 2}, on_lapse: {do: tell, to: registrar}}]
"""


def line_with(text: str, within: str = FRAMEWORK) -> int:
    """The number, from 1, of the first line that holds this text."""
    return next(n for n, line in enumerate(within.splitlines(), 1) if text in line)


class House:
    """The framework in force and one person in every post."""

    def __init__(self, framework: str = FRAMEWORK) -> None:
        self.framework = adopt_framework(framework, actor=CONSOLE_ACTOR, at=MONDAY - 30 * DAY)
        self.people = {key: a_person(key) for key in ("clerk", "head", "minister", "attache", "registrar")}
        for key, person in self.people.items():
            appoint(key, person, actor=CONSOLE_ACTOR)

    def as_(self, post_key: str, at: datetime = MONDAY) -> Actor:
        return actor_for(self.people[post_key], at, post_by_key(post_key).pk)

    def mandate(self, post_key: str, may: str = "decide") -> Mandate:
        return Mandate.objects.get(post__key=post_key, may=may, framework=self.framework)

    def lend(self, from_post: str, to_post: str, *, may: str = "decide", until: datetime = MONDAY + 7 * DAY, **said):
        given = {"actor": self.as_(from_post), "at": MONDAY, "reason": "Away.", **said}
        return delegate_mandate(self.mandate(from_post, may), to_post=post_by_key(to_post), until=until, **given)


def a_person(username: str) -> Person:
    return Person.objects.create(
        username=username, name=username.title(), nationality="XTS", clearances={"DEMO": "SECRET"}
    )


def appoint(post_key, person, *, actor, at=MONDAY, starts=date(2026, 1, 1), acting=False):
    return appoint_person(post_by_key(post_key), actor=actor, at=at, person=person, starts=starts, acting=acting)
