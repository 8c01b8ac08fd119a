"""The procedure end to end, on its own: ask, answer, hold, object, consolidate, sign, grant."""

from datetime import date, timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import entire_history
from comity.mandate.obligations.queries import Obligation
from comity.procedure.clearance.actions.adjudicate_comment import adjudicate_comment
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.actions.give_information import give_information
from comity.procedure.clearance.actions.make_comment import make_comment
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.actions.release_hold import release_hold
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.send_back_dossier import send_back_dossier
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.models import Consultation, Opinion
from comity.procedure.clearance.queries import (
    blocks,
    holder_now,
    track,
    waiting_consultations,
    waiting_to_sign,
)
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.rules.opinion import Adjudicated, ConditionSaid, OpinionKind, Severity

from .builders import (
    MONDAY,
    a_granted_dossier,
    a_house,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    consolidated,
    countersigned,
    everyone_concurs,
    now,
    turned,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house():
    return a_house()


def posts_asked(dossier):
    rows = Consultation.objects.whole("test").filter(dossier=dossier).exclude(state="superseded")
    return set(rows.values_list("post__key", flat=True))


def sentences(dossier):
    rows = entire_history("test", about=Thing("dossier", str(dossier.pk)), newest_first=False)
    return [entry.sentence for entry in rows]


def test_the_first_stage_is_asked_at_once_and_the_second_when_it_is_answered(house):
    dossier = an_open_dossier(house, host="FJI")
    assert posts_asked(dossier) == {"desk", "counsel", "budget"}
    everyone_concurs(house, dossier)
    assert posts_asked(dossier) == {"desk", "counsel", "budget", "liaison"}
    assert now(dossier).state == State.CONSULTING
    answer(house, dossier, "liaison")
    assert now(dossier).state == State.CONSOLIDATING


def test_a_conditional_step_is_spared_only_when_its_condition_is_false(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    assert "liaison" not in posts_asked(dossier)
    unknown = an_open_dossier(house, host=None)
    everyone_concurs(house, unknown)
    assert "liaison" in posts_asked(unknown)


def test_both_keys_grant_and_conditions_become_obligations(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(
        house,
        dossier,
        "desk",
        OpinionKind.CONDITIONS,
        conditions=[ConditionSaid("Tell the press.", date(2026, 5, 1))],
    )
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget", OpinionKind.NO_INTEREST)
    consolidated(house, dossier)
    countersigned(house, dossier)
    turned(house, dossier, "defence-minister")
    assert now(dossier).state == State.DECIDING
    assert not Obligation.objects.whole("test").exists()
    turned(house, dossier, "foreign-minister")
    assert now(dossier).state == State.GRANTED
    owed = Obligation.objects.whole("test").get()
    assert (owed.what, owed.due, owed.owed_by.key, owed.owed_to.key) == (
        "Tell the press.",
        date(2026, 5, 1),
        "planner",
        "desk",
    )
    assert any("is authorised" in said for said in sentences(dossier))


def test_one_refusal_refuses_and_needs_its_reason(house):
    dossier = before_the_ministers(house, host="PHL")
    with pytest.raises(Refused, match="why"):
        turned(house, dossier, "defence-minister", grant=False)
    turned(house, dossier, "defence-minister", grant=False, reason="Not this year.")
    assert now(dossier).state == State.REFUSED
    with pytest.raises(Refused, match="refused"):
        turned(house, dossier, "foreign-minister")


def test_no_route_is_chosen_on_missing_facts(house):
    with pytest.raises(Refused, match="kind"):
        an_open_dossier(house, kind=None)


def test_information_stops_the_clock_only_where_the_route_says_so(house):
    dossier = an_open_dossier(house, host="PHL")
    legal, money = asked(dossier, "counsel"), asked(dossier, "budget")
    before = legal.due_at
    request = ask_information(legal.pk, actor=house.as_("counsel"), at=MONDAY, question="Which status?")
    runs = ask_information(money.pk, actor=house.as_("budget"), at=MONDAY, question="Which vote?")
    assert (request.clock_pauses, runs.clock_pauses) == (True, False)
    assert any("Which status?" in b["what"] for b in blocks(now(dossier), MONDAY))
    give_information(request.pk, actor=house.as_("planner"), at=MONDAY + 2 * DAY, answer="Visiting forces.")
    give_information(runs.pk, actor=house.as_("planner"), at=MONDAY + 2 * DAY, answer="Vote 4.")
    assert asked(dossier, "counsel").due_at == before + 2 * DAY
    assert asked(dossier, "budget").due_at == money.due_at
    with pytest.raises(Refused):
        give_information(request.pk, actor=house.as_("planner"), at=MONDAY, answer="Again.")


def test_only_the_lead_answers_a_question(house):
    dossier = an_open_dossier(house)
    request = ask_information(asked(dossier, "counsel").pk, actor=house.as_("counsel"), at=MONDAY, question="What?")
    with pytest.raises(NotAllowed):
        give_information(request.pk, actor=house.as_("desk"), at=MONDAY, answer="This.")


def test_a_hold_blocks_until_its_owner_releases_it(house):
    dossier = an_open_dossier(house, host="PHL")
    hold = place_hold(
        asked(dossier, "budget").pk,
        actor=house.as_("budget"),
        at=MONDAY,
        reason="No vote.",
        expires=MONDAY + 5 * DAY,
    )
    answer(house, dossier, "desk")
    answer(house, dossier, "counsel")
    assert now(dossier).state == State.CONSULTING
    assert any("No vote." in b["what"] for b in blocks(now(dossier), MONDAY))
    with pytest.raises(NotAllowed):
        release_hold(hold.pk, actor=house.as_("planner"), at=MONDAY, reason="Please.")
    release_hold(hold.pk, actor=house.as_("budget"), at=MONDAY, reason="Vote found.")
    answer(house, dossier, "budget")
    assert now(dossier).state == State.CONSOLIDATING


def test_a_held_consultation_is_not_answered_around_its_hold(house):
    dossier = an_open_dossier(house)
    place_hold(
        asked(dossier, "budget").pk,
        actor=house.as_("budget"),
        at=MONDAY,
        reason="Wait.",
        expires=MONDAY + DAY,
    )
    with pytest.raises(Refused, match="held"):
        answer(house, dossier, "budget")


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_a_hold_ends_within_sixty_days(house, days):
    dossier = an_open_dossier(house)
    with pytest.raises(Refused, match="sixty"):
        place_hold(
            asked(dossier, "desk").pk,
            actor=house.as_("desk"),
            at=MONDAY,
            reason="R",
            expires=MONDAY + days * DAY,
        )


def test_a_hold_falls_away_at_its_end_and_the_answer_is_due_again(house):
    dossier = an_open_dossier(house)
    place_hold(asked(dossier, "desk").pk, actor=house.as_("desk"), at=MONDAY, reason="Wait.", expires=MONDAY + DAY)
    tick(MONDAY + 2 * DAY)
    assert asked(dossier, "desk").state == "pending"
    assert any("fell away" in said for said in sentences(dossier))


def test_comments_are_adjudicated_before_consolidation(house):
    dossier = an_open_dossier(house, host="PHL")
    comment = make_comment(
        asked(dossier, "desk").pk,
        actor=house.as_("desk"),
        at=MONDAY,
        field="personnel",
        words="Too many.",
        severity=Severity.CRITICAL,
    )
    with pytest.raises(Refused, match="critical"):
        answer(house, dossier, "desk")
    answer(house, dossier, "desk", OpinionKind.CONDITIONS, conditions=[ConditionSaid("Fewer.")])
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")
    with pytest.raises(Refused, match="adjudication"):
        consolidated(house, dossier)
    with pytest.raises(NotAllowed):
        adjudicate_comment(comment.pk, actor=house.as_("desk"), at=MONDAY, outcome=Adjudicated.ACCEPTED, rationale="r")
    with pytest.raises(Refused, match="why"):
        adjudicate_comment(
            comment.pk, actor=house.as_("planner"), at=MONDAY, outcome=Adjudicated.REJECTED, rationale=" "
        )
    adjudicate_comment(
        comment.pk, actor=house.as_("planner"), at=MONDAY, outcome=Adjudicated.REJECTED, rationale="Needed."
    )
    consolidated(house, dossier)
    assert now(dossier).state == State.COUNTERSIGNING


def objecting(house, dossier):
    answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="Elections.", cure="Another month.")
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")


def test_an_objection_bars_consolidation_until_it_is_cured(house):
    dossier = an_open_dossier(house, host="PHL")
    objecting(house, dossier)
    with pytest.raises(Refused, match="Desk Officer"):
        consolidated(house, dossier)
    answer(house, dossier, "desk")
    consolidated(house, dossier)
    assert now(dossier).state == State.COUNTERSIGNING


def test_an_objection_is_ruled_upon_up_the_ladder_and_stays_before_the_deciders(house):
    dossier = an_open_dossier(house, host="PHL")
    objecting(house, dossier)
    elevate_objection(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY, reason="Dates are fixed.")
    with pytest.raises(Refused, match="already"):
        elevate_objection(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY, reason="Again.")
    answer(house, dossier, "deputies", OpinionKind.NONCONCUR, basis="We agree with the desk.", cure="Move it.")
    with pytest.raises(Refused):
        consolidated(house, dossier)
    elevate_objection(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY, reason="Principals, please.")
    answer(house, dossier, "principals")
    consolidated(house, dossier)
    countersigned(house, dossier)
    with pytest.raises(Refused, match="did not concur"):
        turned(house, dossier, "defence-minister")
    turned(house, dossier, "defence-minister", over_objection="The host asked for these dates.")
    turned(house, dossier, "foreign-minister", over_objection="The principals ruled.")
    assert now(dossier).state == State.GRANTED


def test_when_no_body_is_left_it_says_what_remains(house):
    dossier = an_open_dossier(house, host="PHL")
    objecting(house, dossier)
    for body in ("deputies", "principals"):
        elevate_objection(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY, reason="Rule.")
        answer(house, dossier, body, OpinionKind.NONCONCUR, basis="No.", cure="None.")
    with pytest.raises(Refused, match="withdraw"):
        elevate_objection(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY, reason="Rule.")


def test_sending_back_ends_the_signatures_given(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    send_back_dossier(dossier.pk, actor=house.as_("foreign-minister"), at=MONDAY, reason="Say more on the host.")
    assert now(dossier).state == State.CONSOLIDATING
    assert not now(dossier).signatures.filter(standing=True).exists()
    consolidated(house, dossier)
    countersigned(house, dossier)
    turned(house, dossier, "defence-minister")
    assert now(dossier).state == State.DECIDING


def test_only_those_who_sign_send_back(house):
    dossier = before_the_ministers(house, host="PHL")
    with pytest.raises(NotAllowed):
        send_back_dossier(dossier.pk, actor=house.as_("desk"), at=MONDAY, reason="No.")


def test_it_is_withdrawn_by_its_lead_and_then_nobody_is_asked(house):
    dossier = an_open_dossier(house)
    with pytest.raises(NotAllowed):
        withdraw_dossier(dossier.pk, actor=house.as_("desk"), at=MONDAY, reason="No.")
    withdraw_dossier(dossier.pk, actor=house.as_("planner"), at=MONDAY, reason="Overtaken.")
    with pytest.raises(Refused):
        answer(house, dossier, "desk")
    assert not waiting_consultations(house.as_("desk"), MONDAY).exists()
    much_later = MONDAY + 60 * DAY
    assert blocks(now(dossier), much_later) == []
    stages = track(now(dossier), house.as_("planner").reader, much_later)
    assert {step["state"] for step in stages[0]["steps"]} == {"skipped"}
    assert not any(step.get("due") for stage in stages for step in stage["steps"])


def test_a_granted_clearance_is_suspended_resumed_and_revoked_by_mandate(house):
    dossier = a_granted_dossier(house, host="PHL")
    with pytest.raises(NotAllowed):
        suspend_clearance(dossier.pk, actor=house.as_("planner"), at=MONDAY, reason="No.")
    suspend_clearance(dossier.pk, actor=house.as_("foreign-minister"), at=MONDAY, reason="Coup.")
    resume_clearance(dossier.pk, actor=house.as_("defence-minister"), at=MONDAY, reason="Calm again.")
    revoke_clearance(dossier.pk, actor=house.as_("foreign-minister"), at=MONDAY, reason="War.")
    assert now(dossier).state == State.REVOKED
    with pytest.raises(Refused):
        resume_clearance(dossier.pk, actor=house.as_("defence-minister"), at=MONDAY, reason="Again.")


def test_a_stale_text_is_not_answered_or_signed(house):
    dossier = an_open_dossier(house)
    with pytest.raises(Refused, match="changed"):
        from comity.procedure.clearance.actions.give_opinion import give_opinion

        give_opinion(
            asked(dossier, "desk").pk,
            actor=house.as_("desk"),
            at=MONDAY,
            seen_digest="0" * 64,
            kind=OpinionKind.CONCUR,
        )


def test_a_ministers_ceiling_binds(house):
    dossier = an_open_dossier(house, kind="talks", cost="5000")
    answer(house, dossier, "desk")
    consolidated(house, dossier)
    with pytest.raises(NotAllowed, match="ceiling"):
        turned(house, dossier, "director")


def test_what_waits_on_whom_and_who_holds_it(house):
    dossier = an_open_dossier(house, host="PHL")
    assert waiting_consultations(house.as_("desk"), MONDAY).count() == 1
    assert {h["who"] for h in holder_now(now(dossier))} == {
        "Desk Officer",
        "Legal Counsel",
        "Budget Officer",
    }
    everyone_concurs(house, dossier)
    assert [h["what"] for h in holder_now(now(dossier))] == ["consolidation"]
    consolidated(house, dossier)
    assert [d.pk for d, _ in waiting_to_sign(house.as_("director"), MONDAY)] == [dossier.pk]
    countersigned(house, dossier)
    assert waiting_to_sign(house.as_("defence-minister"), MONDAY)
    turned(house, dossier, "defence-minister")
    assert not waiting_to_sign(house.as_("defence-minister"), MONDAY)
    states = [stage["state"] for stage in track(now(dossier), house.as_("planner").reader, MONDAY)]
    assert states[-1] == "pending"


def test_a_partner_reads_what_it_is_asked_and_no_word_of_the_deliberation(house):
    dossier = an_open_dossier(house, host="FJI")
    everyone_concurs(house, dossier)
    liaison = house.as_("liaison")
    mine = waiting_consultations(liaison, MONDAY)
    assert [row.post.key for row in mine] == ["liaison"]
    readable = Consultation.objects.readable_by(liaison.reader).filter(dossier=dossier)
    assert {row.post.key for row in readable} == {"liaison"}
    from comity.procedure.clearance.queries import dossier_for_reader

    assert dossier_for_reader(dossier.pk, liaison.reader) is None


def test_opinions_are_superseded_never_edited(house):
    dossier = an_open_dossier(house)
    answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="b", cure="c")
    answer(house, dossier, "desk")
    rows = Opinion.objects.filter(consultation=asked(dossier, "desk"))
    assert [(o.kind, o.standing) for o in rows] == [("nonconcur", False), ("concur", True)]


def test_every_act_is_a_sentence_on_the_record(house):
    dossier = a_granted_dossier(house, host="PHL")
    said = " ".join(sentences(dossier))
    for words in (
        "was opened",
        "was asked",
        "concurs",
        "was consolidated",
        "countersigned",
        "granted",
        "is authorised",
    ):
        assert words in said


def test_a_ruling_on_a_partners_objection_is_not_shown_to_the_partner(house):
    dossier = an_open_dossier(house, host="FJI")
    everyone_concurs(house, dossier)
    answer(house, dossier, "liaison", OpinionKind.NONCONCUR, basis="Election day.", cure="A week later.")
    ruling = elevate_objection(
        asked(dossier, "liaison").pk, actor=house.as_("planner"), at=MONDAY, reason="They say no in private too."
    )
    assert Consultation.objects.readable_by(house.as_("deputies").reader).filter(pk=ruling.pk).exists()
    assert not Consultation.objects.readable_by(house.as_("liaison").reader).filter(pk=ruling.pk).exists()


def test_an_answer_given_anew_after_consolidation_sends_it_back(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="A coup.", cure="Calm.")
    assert now(dossier).state == State.CONSOLIDATING
    assert not now(dossier).signatures.filter(standing=True).exists()
    with pytest.raises(Refused, match="objection"):
        consolidated(house, dossier)
