"""A small house to test in: two ministries, a command, a minister each, one framework; and engagements in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

from django.conf import settings

from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.rules.dates import Precision, RoughDate
from comity.activity.engagements.rules.particulars import Party, Snapshot
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Reader, label
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.load_states import load_states
from comity.mandate.institutions.permissions import CONSOLE
from comity.mandate.institutions.queries import actor_from, open_marking_id, post_by_key
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.queries import consultations_of, standing
from comity.procedure.clearance.rules.opinion import OpinionKind

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

FRAMEWORK = """
framework: test-house
version: "1"
title: Framework of the test house
source: made for tests
checked: 2026-01-01
demonstration: true
subject: engagement
home: XHM
deliberation: {policy: DEMO, classification: RESTRICTED, categories: []}
states:
  - {code: XHM, name: Home State}
  - {code: PHL, name: Philippines}
institutions:
  - {key: defence, name: Ministry of Defence, kind: ministry, state: XHM}
  - {key: foreign, name: Ministry of Foreign Affairs, kind: ministry, state: XHM}
posts:
  - {key: planner, title: Planner, institution: defence, character: civilian, superior: defence-minister}
  - {key: counsel, title: Counsel, institution: defence, character: civilian, superior: defence-minister}
  - {key: defence-minister, title: Minister of Defence, institution: defence, character: civilian}
  - {key: desk, title: Desk officer, institution: foreign, character: diplomatic, superior: foreign-minister}
  - {key: foreign-minister, title: Minister of Foreign Affairs, institution: foreign, character: civilian}
instruments:
  - {key: act, title: Engagement Act, kind: statute, source: made for tests}
mandates:
  - {post: planner, may: [propose, import], instrument: act, article: art. 1}
  - {post: desk, may: [propose, opine], instrument: act, article: art. 2,
     lend: {to: {character: [civilian, diplomatic, military]}, days: 60}}
  - {post: counsel, may: [opine], instrument: act, article: art. 3, lend: {to: [desk], days: 60}}
  - {post: defence-minister, may: [decide, revoke], instrument: act, article: art. 4,
     lend: {to: {character: [civilian]}, ceiling: {personnel: 10000}, days: 30}}
  - {post: foreign-minister, may: [decide], instrument: act, article: art. 5}
classes:
  - {key: large, title: Large exercise, when: {personnel: {over: 5000}}}
  - {key: ordinary, title: Ordinary engagement, when: {all: []}}
calendars:
  home: {}
routes:
  - key: all
    title: Both ministers
    classes: [large, ordinary]
    instrument: act
    why: Everything goes to both ministers.
    stages:
      - key: asked
        title: Those asked
        steps:
          - key: policy
            post: desk
            needs: concurrence
            why: foreign policy
            instrument: act
            concerns: [host, partners, start]
            clock: {days: 5}
            on_lapse: {do: escalate}
            when: {lead: {is_not: foreign}}
          - key: law
            post: counsel
            needs: concurrence
            why: the law
            instrument: act
            concerns: [personnel]
            clock: {days: 5}
            on_lapse: {do: escalate}
    consolidate: {days: 5}
    keys:
      - {post: defence-minister, instrument: act, clock: {days: 5}, on_lapse: {do: tell, to: counsel}}
      - {post: foreign-minister, instrument: act, clock: {days: 5}, on_lapse: {do: tell, to: desk}}
    material:
      personnel: {percent: 10}
      host: any
      marking: any
      start: {days: 7}
"""

POSTS = ("planner", "counsel", "defence-minister", "desk", "foreign-minister")


def a_house(framework=FRAMEWORK, posts=POSTS):
    """The framework in force and somebody in every post; `house.planner` and the like are their actors."""
    console = Actor(person_id=None, person=CONSOLE, post_id=None, post="", reader=Reader(nationality=""))
    adopted = adopt_framework(framework, actor=console, at=NOON - timedelta(days=100))
    marking_id = open_marking_id(adopted)
    load_states(settings.LIBRARY / "states", actor=console, at=NOON - timedelta(days=100), marking_id=marking_id)
    house = SimpleNamespace(people={})
    for key in posts:
        person = a_person(key)
        held = appoint_person(
            post_by_key(key),
            actor=console,
            at=NOON - timedelta(days=99),
            person=person,
            starts=(NOON - timedelta(days=99)).date(),
        )
        house.people[key] = person
        setattr(house, key.replace("-", "_"), actor_from(held))
    house.stranger_person = a_person("stranger", clearances={}, nationality="PHL")
    house.stranger = Actor(
        person_id=house.stranger_person.pk,
        person="Stranger",
        post_id=None,
        post="",
        reader=house.stranger_person.reader,
    )
    return house


def a_person(username, *, clearances=None, nationality="XHM"):
    return Person.objects.create(
        username=username,
        name=username.replace("-", " ").title(),
        nationality=nationality,
        clearances={"DEMO": "SECRET"} if clearances is None else clearances,
    )


def a_snapshot(**different) -> Snapshot:
    whole = Snapshot(
        kind="exercise",
        title="Exercise Calm Water",
        lead="defence",
        lead_name="Ministry of Defence",
        lead_state="XHM",
        purpose="To practise relief at sea.",
        objectives="Move 400 people in a day.",
        zone="asia_pacific",
        host="PHL",
        host_name="Philippines",
        place="Subic Bay",
        start=RoughDate(date(2026, 10, 5), Precision.DAY),
        end=RoughDate(date(2026, 10, 16), Precision.DAY),
        personnel=9400,
        has_ships=False,
        live_fire=False,
        cost=Decimal("250000"),
        parties=(Party("Home State", "XHM"), Party("Philippines", "PHL", "Marine brigade", 2300)),
        marking="UNCLASSIFIED",
    )
    return replace(whole, **different)


def a_concept(house, *, actor=None, at=NOON, marked="UNCLASSIFIED", **different) -> Engagement:
    return begin_concept(
        a_snapshot(**different),
        actor=actor or house.planner,
        at=at,
        key=uuid4(),
        label=label("DEMO", marked),
    )


def a_proposed(house, **different) -> Engagement:
    it = a_concept(house, **different)
    return propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=it.version)


def a_granted(house, **different) -> Engagement:
    """Cleared to the last key, by everyone concerned. The engagement follows only where the test lets it."""
    it = a_proposed(house, **different)
    answer_all(house, it)
    decide(house, it)
    it.refresh_from_db()
    return it


def answer_all(house, it, *, kind=OpinionKind.CONCUR):
    for row in list(consultations_of(it.dossier_id)):
        if row.state == "pending":
            give_opinion(
                row.pk,
                actor=getattr(house, row.post.key.replace("-", "_")),
                at=NOON,
                seen_digest=standing(it.dossier_id).digest,
                kind=kind,
                words="Good.",
            )


def decide(house, it, *, grant=True):
    if standing(it.dossier_id).state == "consolidating":
        consolidate_dossier(
            it.dossier_id, actor=house.planner, at=NOON, summary="All concur.", recommendation="Grant it."
        )
    for actor in (house.defence_minister, house.foreign_minister):
        if standing(it.dossier_id).state == "deciding":
            decide_dossier(
                it.dossier_id,
                actor=actor,
                at=NOON,
                seen_digest=standing(it.dossier_id).digest,
                grant=grant,
                reason="It serves its purpose.",
            )


def now_says(it) -> Snapshot:
    from comity.activity.engagements.queries import snapshot_of

    it.refresh_from_db()
    return snapshot_of(it)
