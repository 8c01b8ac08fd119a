"""Nobody gives themselves a post or a power, and no soldier gives a civilian one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.verdict import Refused
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.end_appointment import end_appointment
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.models import Appointment, Post
from comity.mandate.institutions.permissions import CONSOLE
from comity.mandate.institutions.queries import actor_for, appointments_of, framework_in_force, holders, post_by_key
from comity.procedure.clearance.tests.builders import FRAMEWORK, MONDAY, a_house, a_person

from .builders import also_holds, refused

NEW_YEAR = date(2026, 1, 1)


def appoint(house, actor, person, post_key, **said):
    given = {"starts": NEW_YEAR, "acting": True, **said}
    return appoint_person(post_by_key(post_key), actor=actor, at=MONDAY, person=person, **given)


def test_nobody_appoints_themselves_not_even_acting_or_for_later(house):
    actor = house.as_("appointer")
    for said in ({}, {"acting": False}, {"starts": date(2027, 1, 1)}):
        with refused("nobody appoints themselves"):
            appoint(house, actor, house.people["appointer"], "foreign-minister", **said)


def test_nobody_appoints_themselves_through_a_second_post(house):
    second = also_holds(house, "planner", "appointer")
    with refused("nobody appoints themselves"):
        appoint(house, second, house.people["planner"], "desk")


def test_nobody_appoints_without_the_mandate(house):
    for other in ("planner", "director", "foreign-minister"):
        with refused("no mandate to appoint"):
            appoint(house, house.as_(other), house.people["desk"], "counsel")


def test_a_military_post_with_a_mandate_to_appoint_cannot_reach_a_civilian_post(db):
    marshal = "  - {post: planner, may: [appoint], instrument: act}\nclasses:\n  - {key: exercise"
    house = a_house(FRAMEWORK.replace("classes:\n  - {key: exercise", marshal))
    planner = house.as_("planner")
    assert planner.character == "military"
    with refused("military post cannot appoint to a civilian post"):
        appoint(house, planner, house.people["desk"], "director")
    with refused("military post cannot appoint to a civilian post"):
        end_appointment(holders(post_by_key("director").pk, MONDAY).get(), actor=planner, at=MONDAY, ends=MONDAY.date())
    appoint(house, planner, house.people["desk"], "liaison")


def test_a_mandate_to_appoint_in_one_ministry_does_not_reach_another(db):
    house = a_house(
        FRAMEWORK.replace("may: [appoint, adopt], instrument", "may: [appoint, adopt], over: [mod], instrument")
    )
    with refused("does not extend"):
        appoint(house, house.as_("appointer"), house.people["planner"], "foreign-minister")


def test_nobody_ends_their_own_appointment(house):
    mine = appointments_of(house.people["appointer"].pk, MONDAY).get()
    with refused("nobody appoints themselves"):
        end_appointment(mine, actor=house.as_("appointer"), at=MONDAY, ends=MONDAY.date())


def test_two_people_do_not_hold_one_post_unless_one_is_acting(house):
    with pytest.raises(Refused, match="is held"):
        appoint(house, house.as_("appointer"), house.people["desk"], "counsel", acting=False)


def a_vacant_post():
    director = post_by_key("director")
    return Post.objects.create(key="new", title="New", institution=director.institution, character="civilian")


def test_a_person_who_is_called_like_the_console_is_not_the_console(house):
    impostor = a_person("impostor")
    Person.objects.filter(pk=impostor.pk).update(name=CONSOLE)
    actor = actor_for(Person.objects.get(pk=impostor.pk), MONDAY)
    assert actor.person == CONSOLE
    with refused(by=actor):
        appoint_person(a_vacant_post(), actor=actor, at=MONDAY, person=impostor, starts=NEW_YEAR)
    with refused("founded from the operator's console", by=actor):
        adopt_framework(FRAMEWORK.replace("framework: testland", "framework: elsewhere"), actor=actor, at=MONDAY)


def test_the_console_appoints_only_where_nobody_ever_was(house):
    console = replace(house.as_("planner"), person_id=None, person=CONSOLE, post_id=None, post="")
    with refused(by=console):
        appoint_person(
            post_by_key("director"),
            actor=console,
            at=MONDAY,
            person=house.people["planner"],
            starts=NEW_YEAR,
            acting=True,
        )


def test_nobody_gives_their_post_a_power_by_a_new_framework_without_the_mandate_to_adopt(house):
    bolder = FRAMEWORK.replace('version: "1"', 'version: "2"').replace(
        "planner, may: [propose", "planner, may: [decide, propose"
    )
    with refused("no mandate to adopt"):
        propose_version(bolder, actor=house.as_("planner"), at=MONDAY, why="Bolder.")
    with refused("founded from the operator's console"):
        adopt_framework(bolder, actor=house.as_("planner"), at=MONDAY)


def test_not_even_the_mandate_to_adopt_gives_a_power_without_a_second_person(house):
    """Whoever may propose versions proposes one that gives their own post the decision, and approves it themselves."""
    bolder = FRAMEWORK.replace('version: "1"', 'version: "2"').replace(
        "appointer, may: [appoint, adopt]", "appointer, may: [appoint, adopt, decide]"
    )
    proposal = propose_version(bolder, actor=house.as_("appointer"), at=MONDAY, why="Bolder.")
    own_hand = {"at": MONDAY, "seen_digest": proposal.digest}
    with refused("only Chair of the Principals approves"):
        approve_version(proposal.pk, actor=house.as_("appointer"), **own_hand)
    Appointment.objects.create(  # however they came by it
        person=house.people["appointer"], post=post_by_key("principals"), acting=True, starts=MONDAY.date(), made_by="?"
    )
    with refused("two posts and two people"):
        approve_version(
            proposal.pk, actor=actor_for(house.people["appointer"], MONDAY, post_by_key("principals").pk), **own_hand
        )
    assert framework_in_force("testland").version == "1"


def test_an_appointment_that_ended_gives_nothing(house):
    mine = appointments_of(house.people["desk"].pk, MONDAY).get()
    end_appointment(mine, actor=house.as_("appointer"), at=MONDAY, ends=MONDAY.date())
    later = MONDAY + timedelta(days=1)
    actor = actor_for(house.people["desk"], later, post_by_key("desk").pk)
    assert actor.post_id is None
