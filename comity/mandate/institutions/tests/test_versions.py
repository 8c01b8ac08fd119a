"""A later version of a framework: two posts, two people, one text that was read."""

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.tests.keeping import missing, only_added_to
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.decline_version import decline_version
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.models import Appointment, Framework, ProposalEnd
from comity.mandate.institutions.queries import (
    actor_for,
    framework_in_force,
    open_proposals,
    post_by_key,
    text_of,
    versions_to_approve,
)
from comity.mandate.institutions.rules.difference import How, differences
from comity.mandate.institutions.rules.framework import read_framework
from comity.mandate.institutions.rules.kept import KEPT

from .builders import CONSOLE_ACTOR, DAY, FRAMEWORK, MONDAY, House

SECOND = FRAMEWORK.replace('version: "1"', 'version: "2"').replace("ceiling: {cost: 1000}", "ceiling: {cost: 2000}")

pytestmark = pytest.mark.django_db


def proposed(house, text=SECOND, **said):
    given = {"actor": house.as_("registrar"), "at": MONDAY, "why": "Prices rose.", **said}
    return propose_version(text, **given)


def approved(house, proposal, **said):
    given = {"actor": house.as_("minister"), "at": MONDAY + DAY, "seen_digest": proposal.digest, **said}
    return approve_version(proposal.pk, **given)


def test_what_one_post_proposes_another_brings_into_force():
    house = House()
    proposal = proposed(house)
    assert framework_in_force("smalland").version == "1"
    assert [p for _, p in versions_to_approve(house.as_("minister"), MONDAY)] == [proposal]
    framework = approved(house, proposal)
    assert framework_in_force("smalland") == framework
    assert text_of(framework) == SECOND
    assert open_proposals("smalland") == []
    assert not versions_to_approve(house.as_("minister"), MONDAY)


@pytest.mark.parametrize("who", ["minister", "head", "clerk"])
def test_only_a_mandate_to_adopt_proposes(who):
    house = House()
    with pytest.raises(NotAllowed, match="no mandate to adopt"):
        proposed(house, actor=house.as_(who))
    with pytest.raises(NotAllowed, match="without a post"):
        proposed(house, actor=CONSOLE_ACTOR)


@pytest.mark.parametrize("who", ["registrar", "head", "clerk", "attache"])
def test_only_the_post_that_the_version_in_force_names_approves(who):
    house = House()
    proposal = proposed(house)
    with pytest.raises(NotAllowed, match="only Minister approves"):
        approved(house, proposal, actor=house.as_(who))
    assert framework_in_force("smalland").version == "1"


def test_two_posts_in_one_hand_are_not_two_people():
    house = House()
    registrar = house.people["registrar"]
    proposal = proposed(house)
    Appointment.objects.create(  # however they came by it
        person=registrar, post=post_by_key("minister"), acting=True, starts=MONDAY.date(), made_by="a test"
    )
    both = actor_for(registrar, MONDAY + DAY, post_by_key("minister").pk)
    with pytest.raises(NotAllowed, match="two posts and two people"):
        approved(house, proposal, actor=both)


def test_what_is_proposed_does_not_say_who_approves_it():
    house = House()
    proposal = proposed(house, SECOND.replace("approved_by: minister", "approved_by: head"))
    with pytest.raises(NotAllowed, match="only Minister approves"):
        approved(house, proposal, actor=house.as_("head"))
    approved(house, proposal)
    third = proposed(house, SECOND.replace('"2"', '"3"'), at=MONDAY + 2 * DAY)
    with pytest.raises(NotAllowed, match="only Head approves"):
        approved(house, third)


def test_without_a_post_named_the_superior_of_whoever_proposes_approves():
    registrar = "title: Registrar, institution: mod, character: civilian"
    house = House(
        FRAMEWORK.replace(registrar, f"{registrar}, superior: head").replace(
            "adoption: {approved_by: minister, instrument: act, article: s. 9}\n", ""
        )
    )
    proposal = proposed(house)
    with pytest.raises(NotAllowed, match="only Head approves"):
        approved(house, proposal)
    assert approved(house, proposal, actor=house.as_("head")).version == "2"


def test_another_text_than_the_one_that_was_read_is_not_approved():
    house = House()
    with pytest.raises(Refused, match="not the text you read"):
        approved(house, proposed(house), seen_digest="0" * 64)


def test_a_faulty_text_is_not_even_proposed_and_no_trace_of_it_stays():
    house = House()
    with pytest.raises(Refused, match=r"smalland\.yaml:\d+:\d+: class “visit” has no route"):
        proposed(house, SECOND.replace("classes: [large, visit]", "classes: [large]"))
    assert open_proposals("smalland") == []


def test_of_two_proposals_the_second_is_stale_once_the_first_is_in_force():
    house = House()
    first, other = proposed(house), proposed(house, SECOND.replace('"2"', '"2b"'))
    approved(house, first)
    with pytest.raises(Refused, match="came into force since"):
        approved(house, other)
    with pytest.raises(Refused, match="no longer waits"):
        approved(house, first)


@pytest.mark.parametrize(("who", "may"), [("minister", True), ("registrar", True), ("head", False)])
def test_it_ends_without_effect_with_a_reason_by_either_of_the_two(who, may):
    house = House()
    proposal = proposed(house)
    if not may:
        with pytest.raises(NotAllowed):
            decline_version(proposal.pk, actor=house.as_(who), at=MONDAY, reason="No.")
        return
    with pytest.raises(Refused, match="Say why"):
        decline_version(proposal.pk, actor=house.as_(who), at=MONDAY, reason=" ")
    decline_version(proposal.pk, actor=house.as_(who), at=MONDAY, reason="Too soon.")
    with pytest.raises(Refused, match="it was declined"):
        approved(house, proposal)
    assert Framework.objects.count() == 1
    # The same text may be proposed again: nothing of it was ever in force.
    approved(house, proposed(house))


def test_what_a_version_changes_is_told_in_words():
    new = SECOND.replace("character: military, superior: head", "character: civilian, superior: minister")
    new = new.replace("  - {post: registrar, may: [appoint], over: [mod], instrument: act}\n", "")
    told = differences(read_framework(FRAMEWORK, name="a"), read_framework(new, name="b"))
    said = {(c.section, c.name, c.how): c.respects for c in told}
    assert said["posts", "Clerk", How.CHANGED] == ("character: Military → Civilian", "superior: head → minister")
    assert said["mandates", "Head may decide, for talks, up to cost 2000", How.CHANGED] == (
        "ceiling: cost 1000 → cost 2000",
    )
    assert ("mandates", "Registrar may appoint", How.REMOVED) in said
    assert len(told) == 3


@pytest.mark.parametrize("table", KEPT)
def test_versions_and_proposals_are_never_edited(table):
    house = House()
    approved(house, proposed(house))
    assert ProposalEnd.objects.count() == 1
    only_added_to(table, KEPT[table])


@pytest.mark.parametrize("table", KEPT)
def test_every_guard_is_laid_after_all_migrations(table):
    assert missing(table) == set()
