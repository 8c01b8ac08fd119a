"""Who gains or loses what by a change is told before it is made, and is what is so once it was made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.activity.engagements.tests.builders import FRAMEWORK, NOON, POSTS, a_house, a_person
from comity.mandate.institutions.actions.cover_absence import cover_absence
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.models import Appointment, Mandate
from comity.mandate.institutions.queries import (
    actor_from,
    forget_mandates,
    frameworks_in_force,
    holder_of,
    house_now,
    lent_by_cover,
    loan_of,
    post_by_key,
)
from comity.mandate.institutions.rules.framework import May, read_framework
from comity.mandate.institutions.rules.rights import (
    compared,
    rights_of,
    under_version,
    with_holder,
    with_loans,
    without_holder,
    without_loans,
)

UNTIL = NOON + timedelta(days=20)


@pytest.fixture
def house(db):
    forget_mandates()
    a_house(FRAMEWORK, POSTS)
    return house_now(frameworks_in_force()[0], NOON)


def told(people):
    """By person, what they gain (+) and lose (-), in words."""
    return {
        one.person: [f"+ {right.words}" for right in one.gains] + [f"- {right.words}" for right in one.loses]
        for one in people
    }


def without_numbers(house):
    """What a house is beside the numbers that its loans were given."""
    return {replace(right, through="") for right in rights_of(house)}


def test_nothing_that_changes_nothing_is_told(house):
    assert compared(house, house) == ()
    assert compared(house, without_loans(house, ["D-99"])) == ()


def test_an_appointment_gives_the_powers_of_the_post_and_no_marking(house):
    ada = a_person("ada", clearances={})
    held = Appointment(person=ada, post=post_by_key("defence-minister"), starts=NOON.date(), acting=True)
    after = with_holder(house, holder_of(held))
    (one,) = compared(house, after)
    assert [right.power for right in one.gains] == [May.DECIDE, May.REVOKE, "stands above"]
    assert (one.loses, one.gains[0].under) == ((), "Engagement Act, art. 4")
    assert "take back, cover and answer for: Planner, Counsel" in told([one])["Ada"][2]
    # A post opens no marking: of somebody who is cleared the account decides, and did before.
    cleared = a_person("cleared")
    (other,) = compared(house, with_holder(house, holder_of(replace_person(held, cleared))))
    assert {right.power for right in other.gains} == {right.power for right in one.gains}


def replace_person(held, person):
    return Appointment(person=person, post=held.post, starts=held.starts, acting=True)


def test_somebody_who_leaves_takes_with_them_what_was_lent_from_their_appointment(house):
    mandate = Mandate.objects.get(post__key="defence-minister", may="decide")
    minister = next(row for row in house.held if row.post == "defence-minister")
    lent = with_loans(house, [loan_of(mandate, post_by_key("planner"), days=20, lender=minister.person_id)])
    found = told(compared(lent, without_holder(lent, minister.person_id, "defence-minister")))
    assert found["Planner"] == ["- decide for Minister of Defence, personnel up to 10,000"]
    assert all(line.startswith("- ") for line in found["Defence Minister"])


@pytest.mark.parametrize("lent_to, gained", [("planner", True), ("desk", False)])
def test_what_is_foretold_of_a_loan_is_what_is_so_once_it_is_made(house, lent_to, gained):
    """To a post to which the file lets nothing be lent, nothing is gained: the rule of every use is asked."""
    mandate = Mandate.objects.get(post__key="defence-minister", may="decide")
    lender = next(row for row in house.held if row.post == "defence-minister")
    to = post_by_key(lent_to)
    foretold = with_loans(house, [loan_of(mandate, to, days=20, lender=lender.person_id)])
    assert bool(compared(house, foretold)) is gained
    if gained:
        actor = an_actor("defence-minister")
        delegate_mandate(mandate, actor=actor, at=NOON, to_post=to, until=UNTIL, reason="Leave.")
        assert without_numbers(house_now(frameworks_in_force()[0], NOON)) == without_numbers(foretold)


def test_what_is_foretold_of_a_cover_is_what_is_so_once_it_is_made(house):
    framework, absent = frameworks_in_force()[0], Appointment.objects.get(post__key="defence-minister")
    by = post_by_key("planner")
    lent = lent_by_cover(absent.post, by, framework)
    foretold = with_loans(house, [loan_of(one, by, days=20, lender=absent.person_id) for one in lent])
    actor = an_actor("defence-minister")
    cover_absence(absent, actor=actor, at=NOON, by_post=by, starts=NOON, until=UNTIL, reason="Leave.")
    assert without_numbers(house_now(framework, NOON)) == without_numbers(foretold)
    assert compared(house, foretold)


def an_actor(post):
    return actor_from(Appointment.objects.select_related("post__institution", "person").get(post__key=post))


def test_another_version_takes_and_gives_and_ends_every_loan(house):
    mandate = Mandate.objects.get(post__key="defence-minister", may="decide")
    lent = with_loans(house, [loan_of(mandate, post_by_key("planner"), days=20, lender=1)])
    text = FRAMEWORK.replace("may: [decide, revoke]", "may: [decide]").replace(
        "{post: counsel, may: [opine]", "{post: counsel, may: [opine, revoke]"
    )
    secret = text.replace("classification: RESTRICTED", "classification: TOP SECRET")
    after = under_version(lent, read_framework(text, name="later"), (), house.policies)
    found = told(compared(lent, after))
    assert found == {
        "Counsel": ["+ revoke"],
        "Defence Minister": ["- revoke"],
        "Planner": ["- decide for Minister of Defence, personnel up to 10,000"],
    }
    closed = under_version(house, read_framework(secret, name="later"), (), house.policies)
    lines = told(compared(house, closed))["Planner"]
    assert any(line.startswith("- read what is said while clearing") for line in lines)
