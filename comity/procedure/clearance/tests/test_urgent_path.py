"""The urgent path as it is gone: declared, cleared by the hour, told, reviewed, recalled; or lapsed, nothing gained."""

from datetime import date, timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.queries import actor_for, framework_in_force, post_by_key
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.queries import open_obligations
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.actions.answer_review import answer_review
from comity.procedure.clearance.actions.declare_urgency import declare_urgency
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.actions.lapse_urgency import lapse_urgency
from comity.procedure.clearance.actions.open_review import open_review
from comity.procedure.clearance.actions.recall_grant import recall_grant
from comity.procedure.clearance.actions.reopen_clearance import reopen_clearance
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.models import Review, Urgency
from comity.procedure.clearance.queries import consultations_of, migration_plan, route_of, tellings, urgency_of
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import (
    HURRY,
    MONDAY,
    URGENT,
    a_granted_dossier,
    a_house,
    a_subject,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    console,
    consolidated,
    countersigned,
    granted_urgently,
    hurried,
    now,
    turned,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SAID = {"was_urgent": True, "answers": ["Yes.", "The money.", "On the day."], "words": "It was well done."}


@pytest.fixture
def house():
    return a_house(URGENT)


def declaring(post, text=URGENT):
    """The same house where another post declares."""
    return a_house(text.replace("post: deputies, may: [declare]", f"post: {post}, may: [declare]"))


def declared(house, dossier, by="deputies", at=MONDAY, **said):
    return declare_urgency(dossier.pk, actor=house.as_(by), at=at, **{**HURRY, **said})


def asked_now(dossier, state="pending"):
    return set(consultations_of(dossier.pk).filter(state=state).values_list("post__key", flat=True))


def owed(house, reader="principals"):
    return {row.owed_to.key: row for row in open_obligations(house.people[reader].reader)}


def test_whoever_is_still_asked_is_asked_at_once_by_the_hour(house):
    dossier = hurried(house)
    assert asked_now(dossier) == {"desk", "counsel", "liaison"}
    assert {row.due_at for row in consultations_of(dossier.pk).filter(state="pending")} == {MONDAY + 6 * HOUR}
    assert urgency_of(dossier).skipped == ["money"]


def test_it_is_granted_within_hours_by_every_signature_of_the_ordinary_route(house):
    dossier = granted_urgently(house)
    assert (dossier.state, dossier.urgent) == ("granted", False)
    signed = {s.post.key for s in dossier.signatures.filter(standing=True)}
    assert signed == {"director", "defence-minister", "foreign-minister"}


@pytest.mark.parametrize("by", ["planner", "defence-minister", "desk-head"])
def test_only_who_holds_the_mandate_declares(house, by):
    with pytest.raises(NotAllowed, match="mandate"):
        declared(house, an_open_dossier(house), by)


def test_who_declares_does_not_rule_on_it_afterwards(house):
    dossier = an_open_dossier(house)
    answer(house, dossier, "counsel", OpinionKind.NONCONCUR, basis="No agreement.", cure="One.")
    elevate_objection(asked(dossier, "counsel").pk, actor=house.as_("planner"), at=MONDAY, reason="It is only a form.")
    declared(house, dossier)
    with pytest.raises(NotAllowed, match="nobody clears their own"):
        answer(house, dossier, "deputies")


def test_who_declares_does_not_turn_a_key_afterwards():
    house = declaring("foreign-minister")
    dossier = before_the_ministers(house, host="PHL")
    declared(house, dossier, "foreign-minister")
    with pytest.raises(NotAllowed, match="nobody clears their own"):
        turned(house, now(dossier), "foreign-minister")


def test_who_has_spoken_does_not_declare():
    house = declaring("desk")
    dossier = an_open_dossier(house)
    answer(house, dossier, "desk")
    with pytest.raises(NotAllowed, match="does not hurry"):
        declared(house, dossier, "desk")


@pytest.mark.parametrize("may", [False, True])
def test_an_author_declares_only_where_the_framework_says_so(may):
    line = f"lapses_after: 48\n      author_may_declare: {may}"
    house = declaring("planner", URGENT.replace("lapses_after: 48", line))
    dossier = an_open_dossier(house)
    if may:
        assert declared(house, dossier, "planner").pk
        return
    with pytest.raises(NotAllowed, match="somebody else"):
        declared(house, dossier, "planner")


@pytest.mark.parametrize(
    ("said", "why"), [({"cause": "attack"}, "evacuation or disaster only"), ({"why": " "}, "cannot wait")]
)
def test_it_needs_a_cause_the_route_knows_and_a_reason(house, said, why):
    with pytest.raises(Refused, match=why):
        declared(house, an_open_dossier(house), **said)


def test_it_is_declared_once_while_undecided_and_only_where_the_route_has_such_a_path(house):
    dossier = hurried(house)
    with pytest.raises(NotAllowed, match="somebody else"):
        declared(house, dossier)
    with pytest.raises(Refused, match="already"):
        declared(house, dossier, "principals")
    withdraw_dossier(dossier.pk, actor=house.as_("planner"), at=MONDAY, reason="Over.")
    assert Urgency.objects.get().ended_as == "withdrawn"
    with pytest.raises(Refused, match="nothing more"):
        declared(house, dossier, "principals")
    with pytest.raises(Refused, match="no urgent path"):
        declared(house, an_open_dossier(house, kind="talks"))


def test_before_the_ministers_it_hurries_the_keys_alone(house):
    dossier = before_the_ministers(house, host="PHL")
    declared(house, dossier)
    dossier = now(dossier)
    assert (dossier.state, dossier.due_at) == ("deciding", MONDAY + 4 * HOUR)
    assert urgency_of(dossier).skipped == []


def test_an_objection_of_a_step_that_is_spared_stays_in_the_way_and_can_be_ruled_upon():
    house = a_house(URGENT.replace("skip: [money]", "skip: [money, legal]"))
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "counsel", OpinionKind.NONCONCUR, basis="Not now.", cure="Later.")
    declared(house, dossier)
    assert urgency_of(dossier).skipped == ["money"]  # what was said was not spared
    answer(house, dossier, "desk")
    with pytest.raises(Refused, match="Outstanding objection"):
        consolidated(house, now(dossier))
    ruling = elevate_objection(asked(dossier, "counsel").pk, actor=house.as_("planner"), at=MONDAY, reason="Rule.")
    assert ruling.due_at == MONDAY + 6 * HOUR
    tick(MONDAY + 7 * HOUR)
    assert asked_now(dossier) == {"principals"}


def test_when_its_hours_run_out_nothing_gained_by_urgency_stands(house):
    dossier = hurried(house)
    answer(house, dossier, "desk", at=MONDAY + HOUR)
    answer(house, dossier, "liaison", at=MONDAY + HOUR)
    tick(MONDAY + 7 * HOUR)  # counsel's hours ran out: the post above is asked instead
    answer(house, dossier, "desk-head", at=MONDAY + 8 * HOUR)
    consolidated(house, dossier, at=MONDAY + 9 * HOUR)
    countersigned(house, dossier, at=MONDAY + 10 * HOUR)
    turned(house, dossier, "defence-minister", at=MONDAY + 11 * HOUR)
    with pytest.raises(Refused, match="not run out"):
        lapse_urgency(dossier.pk, actor=house.as_("planner"), at=MONDAY + 47 * HOUR)
    tick(MONDAY + 48 * HOUR)
    dossier = now(dossier)
    assert (dossier.state, dossier.urgent, dossier.stage) == ("consulting", False, 0)
    assert not dossier.signatures.filter(standing=True).exists()
    # The desk and the host said so themselves; counsel and the budget are asked, on their ordinary clocks.
    assert asked_now(dossier) == {"counsel", "budget"}
    assert asked_now(dossier, "answered") == {"desk", "liaison"}
    waiting = consultations_of(dossier.pk).filter(state="pending")
    assert min(row.due_at for row in waiting) > MONDAY + 48 * HOUR + timedelta(days=2)
    assert Urgency.objects.get().review_at is None


def test_what_was_asked_before_has_its_ordinary_clock_again_when_the_hours_ran_out(house):
    dossier = an_open_dossier(house)
    before = asked(dossier, "desk").due_at
    declared(house, dossier)
    assert asked(dossier, "desk").due_at == MONDAY + 6 * HOUR
    lapse_urgency(dossier.pk, actor=house.as_("planner"), at=MONDAY + 48 * HOUR)
    assert asked(dossier, "desk").due_at == before


def test_who_must_be_told_is_owed_it_by_the_hour(house):
    dossier = hurried(house)
    assert owed(house)["principals"].due_at == MONDAY + 2 * HOUR
    assert "clerk" not in owed(house)
    granted_urgently(house, dossier)
    telling = owed(house)["clerk"]
    assert (telling.due_at, telling.owed_by.key) == (MONDAY + 29 * HOUR, "planner")
    assert telling.standing_at(MONDAY + 28 * HOUR) == "open"
    assert telling.standing_at(MONDAY + 29 * HOUR) == "overdue"
    keep_obligation(telling.pk, actor=house.as_("planner"), at=MONDAY + 6 * HOUR, words="Told by note 14.")
    found = tellings(Urgency.objects.get(), house.people["clerk"].reader, MONDAY + 30 * HOUR)
    assert [(told.owed.owed_to.key, told.late) for told in found] == [("principals", True), ("clerk", False)]


def test_the_review_opens_by_itself_and_is_answered_by_those_who_review(house):
    granted_urgently(house)
    opens = MONDAY + (5 + 72) * HOUR
    tick(opens - HOUR)
    assert not Review.objects.exists()
    with pytest.raises(Refused, match="not yet time"):
        open_review(Urgency.objects.get().pk, actor=house.as_("planner"), at=opens - HOUR)
    tick(opens)
    review = Review.objects.get()
    assert review.due_at == opens + timedelta(days=30)
    with pytest.raises(Refused, match="open already"):
        open_review(review.urgency_id, actor=house.as_("planner"), at=opens)
    with pytest.raises(NotAllowed, match="only those who review"):
        answer_review(review.pk, actor=house.as_("planner", opens), at=opens, **SAID)
    with pytest.raises(Refused, match="every question"):
        answer_review(review.pk, actor=house.as_("clerk", opens), at=opens, **{**SAID, "answers": ["Yes.", "", ""]})
    answer_review(review.pk, actor=house.as_("clerk", opens), at=opens, **SAID)
    with pytest.raises(Refused, match="has answered"):
        answer_review(review.pk, actor=house.as_("clerk", opens), at=opens, **SAID)
    owing = {row.owed_by.key for row in open_obligations(house.people["auditor"].reader)}
    assert "auditor" in owing
    assert "clerk" not in owing


def test_who_took_part_does_not_review():
    """Whatever the post: who was asked as desk officer does not review as an inspector."""
    inspector = "  - {key: inspector, title: Inspector, institution: parliament, character: independent}\n"
    text = URGENT.replace("posts: [clerk, auditor]", "posts: [clerk, inspector]")
    house = a_house(text.replace("instruments:\n", f"{inspector}instruments:\n", 1))
    post, desk = post_by_key("inspector"), house.people["desk"]
    appoint_person(post, actor=console(), at=MONDAY, person=desk, starts=date(2026, 1, 1))
    granted_urgently(house)
    opens = MONDAY + 78 * HOUR
    tick(opens)
    with pytest.raises(NotAllowed, match="took part"):
        answer_review(Review.objects.get().pk, actor=actor_for(desk, opens, post.pk), at=opens, **SAID)


@pytest.mark.parametrize("by", ["deputies", "clerk", "auditor"])
def test_who_declared_and_who_reviews_recall_the_grant(house, by):
    dossier = granted_urgently(house)
    with pytest.raises(Refused, match="Say why"):
        recall_grant(dossier.pk, actor=house.as_(by), at=MONDAY + 6 * HOUR, reason=" ")
    recall_grant(dossier.pk, actor=house.as_(by), at=MONDAY + 6 * HOUR, reason="The storm turned away.")
    assert now(dossier).state == "revoked"


def test_nobody_else_recalls_and_nothing_cleared_by_the_ordinary_route_is_recalled(house):
    dossier = granted_urgently(house)
    for by in ("planner", "defence-minister"):
        with pytest.raises(NotAllowed, match="only the post that declared"):
            recall_grant(dossier.pk, actor=house.as_(by), at=MONDAY + 6 * HOUR, reason="No.")
    ordinary = a_granted_dossier(house, host="PHL")
    with pytest.raises(NotAllowed, match="does not stand granted under urgency"):
        recall_grant(ordinary.pk, actor=house.as_("deputies"), at=MONDAY, reason="No.")


def test_another_route_ends_the_urgency(house):
    dossier = hurried(house)
    talks = a_subject(house, kind="talks", version=2)
    amend_subject(dossier.pk, actor=house.as_("planner"), at=MONDAY + HOUR, subject=talks, why="Only talks.")
    assert (now(dossier).urgent, Urgency.objects.get().ended_as) == (False, "another-route")
    assert route_of(now(dossier)).key == "talks"


def test_what_is_changed_to_a_class_that_is_not_hurried_ends_the_urgency():
    """The route is the same, and its urgent path is for another class."""
    both = URGENT.replace("classes: [exercise]\n", "classes: [exercise, courtesy]\n")
    both = both.replace("classes: [talks, courtesy]\n", "classes: [talks]\n")
    house = a_house(both.replace("causes: [evacuation", "classes: [exercise]\n      causes: [evacuation"))
    dossier = hurried(house)
    courtesy = a_subject(house, kind="courtesy", host="FJI", version=2)
    amend_subject(dossier.pk, actor=house.as_("planner"), at=MONDAY + HOUR, subject=courtesy, why="A visit.")
    assert (now(dossier).route_key, now(dossier).urgent) == ("exercise", False)


def test_the_review_opens_whatever_became_of_the_dossier_since(house):
    """Were it read off the route it has now, changing the text would do away with the review."""
    dossier = granted_urgently(house)
    talks = a_subject(house, kind="talks", version=2)
    amend_subject(dossier.pk, actor=house.as_("planner"), at=MONDAY + 6 * HOUR, subject=talks, why="Only talks.")
    tick(MONDAY + 78 * HOUR)
    assert Review.objects.get().posts == ["clerk", "auditor"]
    assert {row.owed_by.key for row in open_obligations(house.people["auditor"].reader)} >= {"clerk", "auditor"}


def test_what_is_urgent_is_not_moved_to_another_version(house):
    dossier = hurried(house)
    text = URGENT.replace('version: "1"', 'version: "2"').replace("skip: [money]", "skip: [money, legal]")
    proposal = propose_version(text, actor=house.as_("appointer"), at=MONDAY, why="Faster.")
    approve_version(proposal.pk, actor=house.as_("principals"), at=MONDAY, seen_digest=proposal.digest)
    plan = migration_plan(dossier, framework_in_force("testland"))
    assert "once its hours have run out" in plan.refusal
    lapse_urgency(dossier.pk, actor=house.as_("planner"), at=MONDAY + 49 * HOUR)
    assert migration_plan(now(dossier), framework_in_force("testland")).refusal is None


def test_oversight_that_is_told_of_what_is_revoked_is_told_of_what_is_recalled():
    told = "oversight:\n  - {key: told, tell: auditor, when: revoked, what: All., within: {days: 5}, instrument: act}\n"
    house = a_house(URGENT.replace("adoption:", f"{told}adoption:", 1))
    dossier = granted_urgently(house)
    recall_grant(dossier.pk, actor=house.as_("clerk"), at=MONDAY + 6 * HOUR, reason="The storm turned away.")
    assert "auditor" in {row.owed_to.key for row in open_obligations(house.people["auditor"].reader)}


def test_what_is_cleared_again_is_asked_from_the_beginning_by_the_ordinary_route(house):
    dossier = granted_urgently(house)
    at = MONDAY + 6 * HOUR
    with pytest.raises(NotAllowed, match="mandate"):
        reopen_clearance(dossier.pk, actor=house.as_("planner"), at=at, reason="A coup.")
    reopen_clearance(dossier.pk, actor=house.as_("foreign-minister"), at=at, reason="A coup.")
    dossier = now(dossier)
    assert (dossier.state, dossier.stage) == ("consulting", 0)
    assert not dossier.signatures.filter(standing=True).exists()
    assert asked_now(dossier) == {"desk", "counsel", "budget"}
    with pytest.raises(Refused, match="only what is granted"):
        reopen_clearance(dossier.pk, actor=house.as_("foreign-minister"), at=at, reason="A coup.")
