"""Two frameworks in one house know nothing of each other."""

import re

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.queries import (
    appointable,
    framework_about,
    framework_cleared_for,
    framework_in_force,
    frameworks_in_force,
    frameworks_of,
    post_by_key,
    posts_of,
)

from .builders import CONSOLE_ACTOR, DAY, FRAMEWORK, MONDAY, House, a_person, appoint

NAMED = re.compile(
    r"(framework: |key: |post: |institution: |superior: |instrument: |over: \[|approved_by: |to: )"
    r"(smalland|mod|embassy|clerk|head|minister|attache|registrar|act)\b"
)
OTHER = NAMED.sub(r"\1far-\2", FRAMEWORK).replace("title: Smalland", "title: Farland")
OTHER = OTHER.replace("policy: DEMO", "policy: CONCORD")


@pytest.fixture
def houses(db):
    house = House()
    adopt_framework(OTHER, actor=CONSOLE_ACTOR, at=MONDAY - 20 * DAY)
    there = a_person("faraway")
    appoint("far-head", there, actor=CONSOLE_ACTOR)
    return house, there


def test_the_console_founds_a_framework_beside_another_when_all_of_it_is_new(houses):
    assert [row.key for row in frameworks_in_force()] == ["smalland", "far-smalland"]
    assert framework_in_force() is None  # of several, none goes without saying
    assert framework_in_force("smalland").key == "smalland"


def test_each_sees_the_framework_in_which_they_hold_a_post(houses):
    house, there = houses
    clerk = house.people["clerk"]
    assert [row.key for row in frameworks_of(clerk.pk, MONDAY)] == ["smalland"]
    assert [row.key for row in frameworks_of(there.pk, MONDAY)] == ["far-smalland"]
    assert frameworks_of(a_person("postless").pk, MONDAY) == []
    assert {post.key.startswith("far-") for post in posts_of(frameworks_of(there.pk, MONDAY))} == {True}


def test_the_page_of_a_post_of_another_framework_is_not_there(houses, client):
    _, there = houses
    client.force_login(there)
    assert client.get("/posts/far-head/").status_code == 200
    assert client.get("/posts/head/").status_code == 404
    assert "Farland" in (said := client.get("/posts/").content.decode())
    assert "Smalland" not in said


def test_whom_one_may_think_of_for_a_post_holds_one_beside_it_or_none(houses):
    house, there = houses
    free = a_person("postless")
    known = set(appointable(post_by_key("head"), MONDAY))
    assert known == {*house.people.values(), free}
    assert set(appointable(post_by_key("far-head"), MONDAY)) == {there, free}


def test_a_power_is_not_lent_into_another_framework(houses):
    house, _ = houses
    with pytest.raises(NotAllowed, match="within its own framework"):
        house.lend("head", "far-head")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("head", "the post “head” belongs to “Smalland”"),
        ("mod", "the institution “mod” belongs to “Smalland”"),
        ("act", "the instrument “act” belongs to “Smalland”"),
    ],
)
def test_nothing_of_another_is_taken_over_and_the_clash_is_named(db, name, said):
    House()
    with pytest.raises(Refused, match=said):
        adopt_framework(re.sub(rf"\bfar-{name}\b", name, OTHER), actor=CONSOLE_ACTOR, at=MONDAY)
    assert len(frameworks_in_force()) == 1


def test_what_one_deliberates_is_not_marked_by_the_policy_of_another(db):
    House()
    with pytest.raises(Refused, match="the marking policy DEMO belongs to “Smalland”"):
        adopt_framework(OTHER.replace("policy: CONCORD", "policy: DEMO"), actor=CONSOLE_ACTOR, at=MONDAY)


def test_a_state_is_not_renamed_for_everybody(db):
    House()
    with pytest.raises(Refused, match="“Smalland” calls the state XTS “Testland”"):
        adopt_framework(OTHER.replace("name: Testland", "name: Elsewhere"), actor=CONSOLE_ACTOR, at=MONDAY)


def test_not_even_with_a_mandate_to_adopt(houses):
    house, _ = houses
    text = FRAMEWORK.replace('version: "1"', 'version: "2"').replace("attache", "far-attache")
    with pytest.raises(Refused, match="the post “far-attache” belongs to “Farland”"):
        propose_version(text, actor=house.as_("registrar"), at=MONDAY, why="Better.")


def test_a_new_version_needs_a_mandate_of_its_own_framework(houses):
    house, _ = houses
    text = OTHER.replace('version: "1"', 'version: "2"')
    with pytest.raises(NotAllowed, match="needs a mandate to adopt"):
        adopt_framework(text, actor=CONSOLE_ACTOR, at=MONDAY)
    with pytest.raises(NotAllowed, match="holds no mandate to adopt"):
        propose_version(text, actor=house.as_("registrar"), at=MONDAY, why="Better.")


def test_what_is_told_of_a_person_is_marked_by_the_framework_of_their_post(houses):
    _, there = houses
    assert framework_about(there, MONDAY).key == "far-smalland"
    assert framework_about(a_person("postless"), MONDAY).key == "smalland"  # cleared under its policy
    assert framework_cleared_for(["NONE"]) is None
