"""Two keys are two people, each under a power that was really theirs or really lent."""

from datetime import timedelta

import pytest

from comity.foundation.access.rules.verdict import Refused
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.actions.revoke_delegation import revoke_delegation
from comity.mandate.institutions.queries import post_by_key
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.send_back_dossier import send_back_dossier
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.tests.builders import (
    FRAMEWORK,
    MONDAY,
    a_house,
    an_open_dossier,
    answer,
    before_the_ministers,
    consolidated,
    countersigned,
    now,
    turned,
)

from .builders import also_holds, lent, mandate_of, refused
from .test_self_approval import opine, sign

DAY = timedelta(days=1)


def keys_of(dossier):
    rows = now(dossier).signatures.filter(standing=True, role="key")
    return {key.post.key: key.person_id for key in rows}


def test_one_minister_does_not_turn_the_other_key_from_a_second_post(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    both = also_holds(house, "defence-minister", "foreign-minister")
    with refused("two keys are two people", by=both):
        sign(dossier, both)
    assert now(dossier).state == State.DECIDING


def test_one_minister_does_not_turn_the_other_key_by_delegation(house):
    dossier = before_the_ministers(house, host="PHL")
    lent(house, "foreign-minister", "decide", "defence-minister")
    turned(house, dossier, "defence-minister")
    with refused("two keys are two people"):
        sign(dossier, house.as_("defence-minister"))
    assert set(keys_of(dossier)) == {"defence-minister"}


def test_one_deputy_with_both_powers_lent_turns_one_key_only(house):
    dossier = before_the_ministers(house, host="PHL")
    lent(house, "foreign-minister", "decide", "deputies")
    lent(house, "defence-minister", "decide", "deputies")
    sign(dossier, house.as_("deputies"))
    with refused("two keys are two people"):
        sign(dossier, house.as_("deputies"))
    assert now(dossier).state == State.DECIDING


def test_the_countersigner_does_not_turn_a_key_as_well(house):
    dossier = before_the_ministers(house, host="PHL")
    director = also_holds(house, "director", "defence-minister")
    with refused("two keys are two people"):
        sign(dossier, director)


def test_who_concurred_for_one_post_does_not_sign_for_another(house):
    dossier = before_the_ministers(house, host="PHL")
    for voice, key in (("desk", "foreign-minister"), ("budget", "defence-minister")):
        second = also_holds(house, voice, key)
        with refused("one person, one voice", by=second):
            sign(dossier, second)


def test_who_concurred_by_delegation_does_not_sign_in_their_own_post(house):
    dossier = an_open_dossier(house, host="PHL")
    lent(house, "desk", "opine", "foreign-minister")
    opine(dossier, house.as_("foreign-minister"), "desk")
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")
    consolidated(house, dossier)
    countersigned(house, dossier)
    with refused("one person, one voice"):
        sign(dossier, house.as_("foreign-minister"))


def test_who_signed_does_not_then_concur_for_another_post(house):
    dossier = before_the_ministers(house, host="PHL")
    director = also_holds(house, "director", "desk")
    with refused("one person, one voice", by=director):
        opine(dossier, director, "desk")


def test_nobody_speaks_for_two_posts(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk")
    second = also_holds(house, "desk", "counsel")
    with refused("one person, one voice"):
        opine(dossier, second, "counsel")
    lent(house, "budget", "opine", "desk")
    with refused("one person, one voice"):
        opine(dossier, house.as_("desk"), "budget")


def test_the_same_form_sent_twice_turns_one_key(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    with refused("two keys are two people"):
        turned(house, dossier, "defence-minister")
    turned(house, dossier, "foreign-minister")
    with refused("two keys are two people"):
        turned(house, dossier, "foreign-minister")
    assert set(keys_of(dossier)) == {"defence-minister", "foreign-minister"}


def test_a_decision_is_not_taken_back_by_sending_a_refusal_after_it(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    turned(house, dossier, "foreign-minister")
    other = also_holds(house, "deputies", "foreign-minister")
    with pytest.raises(Refused, match="Nothing is left to sign"):
        decide_dossier(
            dossier.pk,
            actor=other,
            at=MONDAY,
            seen_digest=dossier.subject.digest,
            grant=False,
            reason="No!",
        )
    assert now(dossier).state == State.GRANTED


def test_who_does_not_sign_does_not_send_it_back(house):
    dossier = before_the_ministers(house, host="PHL")
    for other in ("planner", "desk", "director"):
        with refused("only those who sign now"):
            send_back_dossier(dossier.pk, actor=house.as_(other), at=MONDAY, reason="Again.")


# -- powers that are not there ---------------------------------------------------------------------------


def test_a_power_lent_for_one_class_does_not_turn_a_key_of_another(db):
    talks_only = (
        "  - {post: defence-minister, may: [decide], classes: [talks], instrument: act,\n"
        "     lend: {to: [deputies], days: 60}}\n"
    )
    deputies = "  - {post: deputies, may: [decide], instrument: act}\n"
    house = a_house(
        FRAMEWORK.replace("classes:\n  - {key: exercise", f"{talks_only}{deputies}classes:\n  - {{key: exercise")
    )
    dossier = before_the_ministers(house, host="PHL")
    lent(house, "defence-minister", "decide", "deputies", classes=["talks"])
    # The deputies may decide an exercise themselves; that does not widen what the minister lent.
    with refused("only Defence Minister and Foreign Minister is asked here"):
        sign(dossier, house.as_("deputies"))


def test_a_borrowed_power_does_not_lift_the_ceiling_of_ones_own(house):
    dossier = an_open_dossier(house, kind="talks", cost="5000")
    answer(house, dossier, "desk")
    consolidated(house, dossier)
    with refused("above its ceiling"):
        sign(dossier, house.as_("director"))
    lent(house, "defence-minister", "decide", "director")
    with refused("above its ceiling"):
        sign(dossier, house.as_("director"))


def test_a_delegation_of_a_framework_no_longer_in_force_lends_nothing(house):
    lent(house, "desk", "opine", "deputies")
    v2 = FRAMEWORK.replace('version: "1"', 'version: "2"').replace(
        "desk, may: [propose, opine]", "desk, may: [propose]"
    )
    proposal = propose_version(v2, actor=house.as_("appointer"), at=MONDAY, why="Less.")
    approve_version(proposal.pk, actor=house.as_("principals"), at=MONDAY, seen_digest=proposal.digest)
    dossier = an_open_dossier(house, host="PHL")
    with refused("only Desk Officer"):
        opine(dossier, house.as_("deputies"), "desk")


def test_a_delegation_that_was_revoked_or_ran_out_lends_nothing(house):
    dossier = an_open_dossier(house, host="PHL")
    loan = lent(house, "desk", "opine", "deputies")
    with refused("only Desk Officer"):
        opine(dossier, house.as_("deputies"), "desk", at=MONDAY + 31 * DAY)
    revoke_delegation(loan, actor=house.as_("desk"), at=MONDAY, reason="Back.")
    with refused("only Desk Officer"):
        opine(dossier, house.as_("deputies"), "desk", at=MONDAY + DAY)


def test_a_power_to_concur_is_not_a_power_to_decide(house):
    dossier = before_the_ministers(house, host="PHL")
    lent(house, "desk", "opine", "deputies")
    with refused():
        sign(dossier, house.as_("deputies"))


# -- lending to oneself ----------------------------------------------------------------------------------


def lend(house, mandate, actor, to_post):
    return delegate_mandate(
        mandate, actor=actor, at=MONDAY, to_post=post_by_key(to_post), until=MONDAY + DAY, reason="Away."
    )


def test_nobody_lends_to_their_own_post(house):
    with refused("nobody delegates to themselves"):
        lend(house, mandate_of("desk", "opine"), house.as_("desk"), "desk")


def test_nobody_lends_to_another_post_they_hold(house):
    also_holds(house, "desk", "counsel")
    with refused("nobody delegates to themselves"):
        lend(house, mandate_of("desk", "opine"), house.as_("desk"), "counsel")


def test_nobody_lends_what_they_do_not_hold(house):
    with refused("only the post that holds a mandate"):
        lend(house, mandate_of("foreign-minister", "decide"), house.as_("planner"), "desk")


def test_what_was_lent_is_not_lent_on(house):
    lent(house, "foreign-minister", "decide", "deputies")
    with refused("cannot be delegated further"):
        lend(house, mandate_of("foreign-minister", "decide"), house.as_("deputies"), "planner")


def test_what_was_lent_is_not_lent_back_to_its_owner(house):
    lent(house, "foreign-minister", "decide", "deputies")
    with refused("cannot be delegated further"):
        lend(house, mandate_of("foreign-minister", "decide"), house.as_("deputies"), "foreign-minister")


@pytest.mark.parametrize("may", ["appoint", "adopt"])
def test_the_power_to_appoint_or_adopt_is_never_lent(house, may):
    with refused("never lent"):
        lend(house, mandate_of("appointer", may), house.as_("appointer"), "planner")


def test_only_the_lender_takes_it_back(house):
    loan = lent(house, "desk", "opine", "deputies")
    for other in ("deputies", "planner", "foreign-minister"):
        with refused("only the post that lent"):
            revoke_delegation(loan, actor=house.as_(other), at=MONDAY, reason="Mine.")
