"""Lending: never further than the framework says, never onward, never to oneself, and never longer than the lender."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.actions.hand_over_draft import hand_over_draft
from comity.activity.engagements.actions.save_draft import save_draft
from comity.activity.engagements.queries import authors_of
from comity.activity.engagements.tests.builders import NOON, a_snapshot
from comity.foundation.access.actions.close_account import close_account
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.rules.label import label
from comity.foundation.record.queries import entire_history
from comity.mandate.institutions.actions.cover_absence import cover_absence
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.actions.end_absence import end_absence
from comity.mandate.institutions.actions.end_appointment import end_appointment
from comity.mandate.institutions.actions.revoke_delegation import revoke_delegation
from comity.mandate.institutions.actions.vacate_posts import vacate_posts
from comity.mandate.institutions.models import Appointment, Delegation
from comity.mandate.institutions.queries import (
    actor_for,
    delegations_in_force,
    framework_in_force,
    holders,
    open_marking_id,
    post_by_key,
    speaks_for,
)
from comity.mandate.institutions.rules.framework import BadFramework, May, read_framework
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.actions.reassign_consultation import reassign_consultation
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.rules.life import Asked
from comity.procedure.clearance.tests.builders import (
    FRAMEWORK,
    MONDAY,
    a_house,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    consolidated,
    now,
    turned,
)

from .builders import also_holds, mandate_of, refused
from .test_self_approval import opine, sign

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def lend(house, from_post, may, to_post, *, by=None, days=7, starts=None, classes=(), **ceiling):
    return delegate_mandate(
        mandate_of(from_post, may),
        actor=by or house.as_(from_post),
        at=MONDAY,
        to_post=post_by_key(to_post),
        starts=starts,
        until=(starts or MONDAY) + timedelta(days=days),
        classes=classes,
        ceiling={term: Decimal(limit) for term, limit in ceiling.items()},
        reason="Away.",
    )


def leaves(house, post_key, *, at=MONDAY, ends=None):
    row = holders(post_by_key(post_key).pk, at).get()
    return end_appointment(row, actor=house.as_("appointer"), at=at, ends=ends or at.date())


def with_lend(post, text):
    """The framework in which the mandate of this post to decide is lent as `text` says."""
    old = "{character: [civilian, diplomatic], institution: [mod, mfa, fin]}, days: 60"
    start = FRAMEWORK.index(f"{{post: {post}, may: [decide, revoke]")
    return FRAMEWORK[:start] + FRAMEWORK[start:].replace(f"{{to: {old}}}", text, 1)


# -- only as the framework says ------------------------------------------------------------------------------


def test_what_the_framework_does_not_let_be_lent_is_not_lent(house):
    with refused("lets nobody lend this power"):
        lend(house, "director", "decide", "deputies")
    with refused("does not let this power be lent to Planner"):
        lend(house, "foreign-minister", "decide", "planner")  # a military post
    with refused("at most"):
        lend(house, "foreign-minister", "decide", "deputies", days=61)
    assert not Delegation.objects.exists()


def test_a_loan_that_the_framework_does_not_allow_lends_nothing_however_it_came_to_be(house):
    dossier = before_the_ministers(house, host="PHL")
    held = holders(post_by_key("foreign-minister").pk, MONDAY).get()
    Delegation.objects.create(
        mandate=mandate_of("foreign-minister", "decide"),
        to_post=post_by_key("liaison"),
        made_by=held.person,
        appointment=held,
        starts=MONDAY,
        ends=MONDAY + DAY,
        reason="Written past the act.",
    )
    with refused():
        sign(dossier, house.as_("liaison"))


def test_a_loan_stays_within_its_classes_and_its_ceiling():
    lend_text = "{to: [deputies], classes: [exercise], ceiling: {personnel: 1000}, days: 9}"
    house = a_house(with_lend("foreign-minister", lend_text))
    with refused("for exercise only"):
        lend(house, "foreign-minister", "decide", "deputies", classes=["talks"])
    with refused("up to personnel 1,000 only"):
        lend(house, "foreign-minister", "decide", "deputies", personnel=1001)
    loan = lend(house, "foreign-minister", "decide", "deputies", personnel=800)
    assert (loan.classes, loan.ceiling) == (["exercise"], {"personnel": "800"})
    spoken = {"framework": framework_in_force(), "facts": {"kind": "exercise", "personnel": 800}}
    of = post_by_key("foreign-minister")
    assert speaks_for(house.as_("deputies"), of, May.DECIDE, MONDAY, **spoken)
    for beyond in ({"kind": "exercise", "personnel": 801}, {"kind": "talks", "personnel": 3}, {"kind": "exercise"}):
        assert speaks_for(house.as_("deputies"), of, May.DECIDE, MONDAY, **{**spoken, "facts": beyond}) is None
    large = before_the_ministers(house, host="PHL", personnel=900)
    with refused("asked here|ceiling"):
        sign(large, house.as_("deputies"))


def test_two_steps_reach_no_further_than_one(house):
    """From the minister to the deputies, from the deputies on: neither the power nor what the deputies hold besides."""
    lend(house, "foreign-minister", "decide", "deputies")
    for to in ("principals", "foreign-minister", "desk"):
        with refused("cannot be delegated further"):
            lend(house, "foreign-minister", "decide", to, by=house.as_("deputies"))
    both = also_holds(house, "deputies", "director")
    with refused("only the post that holds a mandate"):
        lend(house, "foreign-minister", "decide", "principals", by=both)


def test_two_who_lend_to_each_other_turn_one_key_each(house):
    dossier = before_the_ministers(house, host="PHL")
    lend(house, "foreign-minister", "decide", "defence-minister")
    lend(house, "defence-minister", "decide", "foreign-minister")
    turned(house, dossier, "defence-minister")
    with refused("two keys are two people"):
        sign(dossier, house.as_("defence-minister"))


def test_nobody_lends_to_themselves_through_another_post_or_another_hand(house):
    also_holds(house, "desk", "counsel")
    with refused("nobody delegates to themselves"):
        lend(house, "desk", "opine", "counsel")
    with refused("does not let|cover itself|nobody delegates"):  # the superior covers with their own post
        cover_absence(
            holders(post_by_key("counsel").pk, MONDAY).first(),
            actor=house.as_("desk-head"),
            at=MONDAY,
            by_post=post_by_key("desk-head"),
            starts=MONDAY,
            until=MONDAY + DAY,
            reason="Ill.",
        )


def test_whoever_only_acts_in_a_post_does_not_lend_its_powers_unless_the_framework_says_so():
    house = a_house(with_lend("defence-minister", "{to: [director], days: 9, acting: true}"))
    acting = also_holds(house, "principals", "foreign-minister")
    with refused("only acts"):
        lend(house, "foreign-minister", "decide", "deputies", by=acting)
    lend(house, "defence-minister", "decide", "director", by=also_holds(house, "principals", "defence-minister"))


# -- in time ---------------------------------------------------------------------------------------------


def test_a_loan_is_not_backdated(house):
    with pytest.raises(Refused, match="days that have passed"):
        lend(house, "desk", "opine", "deputies", starts=MONDAY - DAY)
    loan = lend(house, "desk", "opine", "deputies", starts=MONDAY + 2 * DAY)
    dossier = an_open_dossier(house, host="PHL")
    with refused("only Desk Officer"):
        opine(dossier, house.as_("deputies"), "desk", at=MONDAY + DAY)
    assert loan in delegations_in_force(MONDAY + 2 * DAY)


def test_a_loan_that_ran_out_between_reading_and_signing_signs_nothing(house):
    dossier = before_the_ministers(house, host="PHL")
    lend(house, "foreign-minister", "decide", "deputies", days=1)
    deputy = house.as_("deputies")
    seen = dossier.subject.digest
    assert seen == now(dossier).subject.digest
    with refused("mandate|asked"):
        sign(dossier, deputy, at=MONDAY + DAY)
    assert not now(dossier).signatures.filter(role="key").exists()


def test_a_loan_ends_with_the_appointment_it_was_made_from(house):
    dossier = before_the_ministers(house, host="PHL")
    loan = lend(house, "foreign-minister", "decide", "deputies", days=30)
    leaves(house, "foreign-minister", ends=date(2026, 3, 5))
    assert loan in delegations_in_force(MONDAY + 2 * DAY)
    assert loan not in delegations_in_force(MONDAY + 3 * DAY)
    with refused("mandate|asked"):
        sign(dossier, house.as_("deputies"), at=MONDAY + 3 * DAY)
    said = entire_history("a test", kind="mandate.delegation-ended").get().sentence
    assert said.startswith(
        f"D-{loan.pk}, the power of Foreign Minister to decide lent to Chair of the Deputies, ends on"
    )


def test_a_successor_does_not_revive_what_their_predecessor_lent(house):
    loan = lend(house, "foreign-minister", "decide", "deputies", days=30)
    leaves(house, "foreign-minister")
    also_holds(house, "principals", "foreign-minister")
    assert loan not in delegations_in_force(MONDAY + DAY)


def test_an_account_that_is_closed_holds_no_post_and_lends_nothing(house):
    loan = lend(house, "foreign-minister", "decide", "deputies", days=30)
    person = house.people["foreign-minister"]
    with refused("only the operator"):
        vacate_posts(person.pk, actor=house.as_("appointer"), at=MONDAY)
    close_account(
        person, actor=the_console(), at=MONDAY, reason="Left.", marking_id=open_marking_id(framework_in_force())
    )
    assert not holders(post_by_key("foreign-minister").pk, MONDAY).exists()
    assert loan not in delegations_in_force(MONDAY)
    assert [e.kind for e in entire_history("a test", newest_first=False)][-3:] == [
        "person.account-closed",
        "post.appointment-ended",
        "mandate.delegation-ended",
    ]


def test_the_superior_and_a_successor_take_back_and_nobody_else(house):
    loans = [lend(house, "desk", "opine", "deputies"), lend(house, "desk", "opine", "budget")]
    with refused("only the post that lent"):
        revoke_delegation(loans[0], actor=house.as_("foreign-minister"), at=MONDAY, reason="No.")
    revoke_delegation(loans[0], actor=house.as_("desk-head"), at=MONDAY, reason="No.")
    successor = also_holds(house, "counsel", "desk")
    revoke_delegation(loans[1], actor=successor, at=MONDAY, reason="No.")
    assert not delegations_in_force(MONDAY).exists()


# -- what an author borrows -------------------------------------------------------------------------------


@pytest.mark.parametrize("author", ["counsel", "desk-head", "budget"], ids=["away", "arranged it", "covers"])
def test_an_author_does_not_clear_by_whoever_covers_them_nor_by_covering_another(house, author):
    cover_absence(
        holders(post_by_key("counsel").pk, MONDAY).get(),
        actor=house.as_("desk-head"),
        at=MONDAY,
        by_post=post_by_key("budget"),
        starts=MONDAY,
        until=MONDAY + 9 * DAY,
        reason="Away.",
    )
    dossier = an_open_dossier(house, host="PHL", author=author)
    with refused("own|only Legal Counsel"):
        opine(dossier, house.as_("budget"), "counsel")


def test_the_record_names_the_loan_of_every_signature_and_of_whoever_stops_it(house):
    loan = lend(house, "foreign-minister", "decide", "deputies")
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    sign(dossier, house.as_("deputies"))
    stop = lend(house, "foreign-minister", "revoke", "deputies")
    suspend_clearance(dossier.pk, actor=house.as_("deputies"), at=MONDAY, reason="Storm.")
    said = {entry.kind: entry.sentence for entry in entire_history("a test", newest_first=False)}
    assert f"(by D-{loan.pk} → Engagement Act, s. 6)" in said["decision.key-turned"]
    assert f"(by D-{stop.pk} → Engagement Act, s. 6)" in said["clearance.suspended"]


# -- absence ---------------------------------------------------------------------------------------------


def test_cover_lends_singly_and_ends_at_once_on_return(house):
    away = holders(post_by_key("foreign-minister").pk, MONDAY).get()
    given = {"at": MONDAY, "by_post": post_by_key("deputies"), "reason": "Ill.", "starts": MONDAY}
    with refused("only whoever is away"):
        cover_absence(away, actor=house.as_("planner"), until=MONDAY + 9 * DAY, **given)
    absence = cover_absence(away, actor=house.as_("foreign-minister"), until=MONDAY + 90 * DAY, **given)
    loans = list(delegations_in_force(MONDAY).filter(absence=absence))
    assert [loan.mandate.may for loan in loans] == ["decide", "revoke"]
    assert {loan.ends for loan in loans} == {MONDAY + 60 * DAY}, "no power is lent longer than it may be"
    with pytest.raises(Refused, match="covered already"):
        cover_absence(away, actor=house.as_("foreign-minister"), until=MONDAY + 9 * DAY, **given)
    dossier = before_the_ministers(house, host="PHL")
    sign(dossier, house.as_("deputies"))
    assert now(dossier).signatures.get(role="key").under.startswith(f"D-{loans[0].pk} → ")
    with refused("only the post that lent"):
        end_absence(absence, actor=house.as_("deputies"), at=MONDAY)
    end_absence(absence, actor=house.as_("foreign-minister"), at=MONDAY)
    assert not delegations_in_force(MONDAY).exists()


def test_the_framework_says_who_covers(db):
    text = FRAMEWORK.replace(
        "{key: foreign-minister, title: Foreign Minister, institution: mfa, character: civilian}",
        "{key: foreign-minister, title: Foreign Minister, institution: mfa, character: civilian, cover: [principals]}",
    )
    house = a_house(text)
    with refused("does not let Chair of the Deputies cover"):
        cover_absence(
            holders(post_by_key("foreign-minister").pk, MONDAY).get(),
            actor=house.as_("foreign-minister"),
            at=MONDAY,
            by_post=post_by_key("deputies"),
            starts=MONDAY,
            until=MONDAY + DAY,
            reason="Ill.",
        )


# -- what a leaver leaves ------------------------------------------------------------------------------------


def test_what_a_vacant_post_was_asked_goes_to_its_superior_alone_and_never_to_an_author(house):
    dossier = an_open_dossier(house, host="PHL")
    row = asked(dossier, "counsel")
    place_hold(row.pk, actor=house.as_("counsel"), at=MONDAY, reason="Wait.", expires=MONDAY + 9 * DAY)
    given = {"at": MONDAY, "reason": ""}
    with refused("is held"):
        reassign_consultation(row.pk, actor=house.as_("desk-head"), **given)
    leaves(house, "counsel")
    for other in ("foreign-minister", "budget", "appointer", "planner"):
        with refused("only the superior"):
            reassign_consultation(row.pk, actor=house.as_(other), **given)
    author, speaker = also_holds(house, "planner", "desk-head"), also_holds(house, "desk", "desk-head")
    with refused("wrote in this proposal"):
        reassign_consultation(row.pk, actor=author, **given)
    answer(house, dossier, "desk")
    with refused("one person, one voice"):
        reassign_consultation(row.pk, actor=speaker, **given)
    again = reassign_consultation(row.pk, actor=house.as_("desk-head"), **given)
    row.refresh_from_db()
    assert (row.state, again.post.key, again.state) == (Asked.SUPERSEDED, "desk-head", Asked.PENDING)
    assert not row.holds.filter(ended_at__isnull=True).exists()


def test_a_signature_of_a_vacant_post_waits_and_is_nobodys_to_take(house):
    dossier = an_open_dossier(house, kind="talks", cost="10")
    answer(house, dossier, "desk")
    consolidated(house, dossier)
    leaves(house, "director")
    for other in ("defence-minister", "appointer", "planner"):
        with refused():
            sign(dossier, house.as_(other))


def test_whoever_typed_a_draft_that_another_hands_in_is_its_author(ministry):
    key, planner, counsel = uuid4(), ministry.people["planner"], ministry.people["counsel"]
    save_draft(key, actor=ministry.planner, at=NOON, fields={"title": ["Calm"]})
    superior = at_post(ministry, "defence-minister")
    with refused("still holds"):
        hand_over_draft(key, actor=superior, at=NOON, to=ministry.people["defence-minister"])
    held = holders(post_by_key("planner").pk, NOON).get()
    Appointment.objects.filter(pk=held.pk).update(ends=NOON.date())
    with refused("only the superior"):
        hand_over_draft(key, actor=at_post(ministry, "desk"), at=NOON, to=counsel)
    with refused("goes to whoever holds"):
        hand_over_draft(key, actor=superior, at=NOON, to=counsel)
    Appointment.objects.create(person=counsel, post=held.post, starts=NOON.date(), made_by="a test")
    hand_over_draft(key, actor=superior, at=NOON, to=counsel)
    successor = actor_for(counsel, NOON, held.post_id)
    it = begin_concept(a_snapshot(), actor=successor, at=NOON, key=key, label=label("DEMO", "UNCLASSIFIED"))
    assert {planner.pk, counsel.pk} <= authors_of(it)


def at_post(ministry, key):
    return actor_for(ministry.people[key], NOON, post_by_key(key).pk)


# -- the file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "may: [appoint, adopt], instrument: act",
            "may: [appoint], instrument: act, lend: {to: [desk], days: 1}",
            "never",
        ),
        ("lend: {to: {institution: [mod, mfa, fin]}, days: 60}", "lend: {to: [nobody], days: 60}", "no post “nobody”"),
        ("lend: {to: {institution: [mod, mfa, fin]}, days: 60}", "lend: {to: {}, days: 60}", "lent to everybody"),
        ("lend: {to: {institution: [mod, mfa, fin]}, days: 60}", "lend: {to: [desk]}", "days"),
        (
            "ceiling: {cost: 1000}, instrument: act}",
            "ceiling: {cost: 1000}, instrument: act,\n     "
            "lend: {to: [desk], classes: [exercise], ceiling: {cost: 5000}, days: 9}}",
            "44:35: the mandate itself is not for “exercise”\n.*44:62: the mandate itself goes to 1,000 only",
        ),
    ],
)
def test_a_framework_that_lends_what_cannot_be_lent_is_refused_with_its_line(old, new, said):
    assert old in FRAMEWORK
    with pytest.raises(BadFramework, match=said):
        read_framework(FRAMEWORK.replace(old, new), name="it.yaml")
