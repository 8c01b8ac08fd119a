"""Two press at the same moment: one act is done, the other is told clearly, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from comity.activity.engagements.actions.amend_engagement import amend_engagement
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.tests import builders as engagements
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.queries import entire_history, verify_all
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.models import Appointment
from comity.mandate.institutions.queries import actor_for, post_by_key
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.models import Discharge, Obligation
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.open_dossier import open_dossier
from comity.procedure.clearance.models import Dossier, Opinion, Signature
from comity.procedure.clearance.queries import consultations_of, standing
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.rules.opinion import ConditionSaid, OpinionKind
from comity.procedure.clearance.tests.builders import (
    MONDAY,
    a_house,
    a_subject,
    an_open_dossier,
    answer,
    before_the_ministers,
    consolidated,
    countersigned,
    now,
    turned,
)

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds; a deadlock would last for ever on SQLite and fail one of them on PostgreSQL


def at_once(*acts):
    """Do these in threads of their own at the same moment; what each returned or raised, in order."""
    together = Barrier(len(acts))

    def press(act):
        try:
            together.wait(PATIENCE)
            return act()
        except (Refused, NotAllowed) as answer:
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        pressed = [threads.submit(press, act) for act in acts]
        return [one.result(PATIENCE) for one in pressed]


def told(results):
    """Split what was done from what was turned down."""
    turned_down = [one for one in results if isinstance(one, (Refused, NotAllowed))]
    return [one for one in results if one not in turned_down], turned_down


def kinds():
    return [entry.kind for entry in entire_history("a test", newest_first=False)]


def whole():
    check = verify_all()
    return check.whole and check.size == len(kinds())


@pytest.fixture
def house():
    return a_house()


def second_holder(house, person, post_key):
    appoint_person(
        post_by_key(post_key),
        actor=house.as_("appointer"),
        at=MONDAY,
        person=house.people[person],
        starts=date(2026, 1, 1),
        acting=True,
    )
    return actor_for(house.people[person], MONDAY, post_by_key(post_key).pk)


def press_key(dossier, actor, *, grant=True):
    seen = dossier.subject.digest
    return lambda: decide_dossier(dossier.pk, actor=actor, at=MONDAY, seen_digest=seen, grant=grant, reason="So be it.")


def test_one_minister_pressing_twice_turns_one_key(house):
    dossier = before_the_ministers(house, host="PHL")
    minister = house.as_("defence-minister")
    done, turned_down = told(at_once(*[press_key(dossier, minister)] * 3))
    assert (len(done), len(turned_down)) == (1, 2)
    assert all("signed this dossier already" in str(one) for one in turned_down)
    assert Signature.objects.filter(role="key").count() == 1
    assert now(dossier).state == State.DECIDING
    assert whole()


def test_two_holders_of_one_key_turn_it_once(house):
    dossier = before_the_ministers(house, host="PHL")
    other = second_holder(house, "deputies", "defence-minister")
    done, turned_down = told(at_once(press_key(dossier, house.as_("defence-minister")), press_key(dossier, other)))
    assert (len(done), len(turned_down)) == (1, 1)
    assert isinstance(turned_down[0], Refused)
    assert f"{done[0].person.name} signed for Defence Minister" in str(turned_down[0])
    assert Signature.objects.filter(role="key").count() == 1
    assert kinds().count("decision.key-turned") == 1
    assert whole()


def test_two_holders_of_the_last_key_decide_once(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "foreign-minister")
    other = second_holder(house, "deputies", "defence-minister")
    results = at_once(press_key(dossier, house.as_("defence-minister")), press_key(dossier, other, grant=False))
    done, turned_down = told(results)
    assert (len(done), len(turned_down)) == (1, 1)
    assert "Nothing is left to sign" in str(turned_down[0])
    assert now(dossier).state == (State.GRANTED if done[0].grants else State.REFUSED)
    assert kinds().count("clearance.granted") + kinds().count("clearance.refused") == 1
    assert whole()


def test_the_two_ministers_at_once_grant_once(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk", OpinionKind.CONDITIONS, conditions=[ConditionSaid("Tell the press.")])
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")
    consolidated(house, dossier)
    countersigned(house, dossier)
    ministers = house.as_("defence-minister"), house.as_("foreign-minister")
    done, turned_down = told(at_once(*[press_key(dossier, one) for one in ministers]))
    assert (len(done), turned_down) == (2, [])
    assert now(dossier).state == State.GRANTED
    assert Obligation.objects.whole("a test").count() == 1
    assert kinds().count("clearance.granted") == 1
    assert whole()


def test_two_last_opinions_at_once_move_the_dossier_on_once(house):
    dossier = an_open_dossier(house, host="FJI")
    answer(house, dossier, "budget")
    results = at_once(lambda: answer(house, dossier, "desk"), lambda: answer(house, dossier, "counsel"))
    assert told(results)[1] == []
    liaison = consultations_of(dossier.pk).filter(post__key="liaison")
    assert (liaison.count(), now(dossier).stage) == (1, 1)
    assert whole()


def test_two_opinions_for_one_post_leave_one_standing(house):
    dossier = an_open_dossier(house, host="PHL")
    results = at_once(
        lambda: answer(house, dossier, "desk"),
        lambda: answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="No.", cure="None."),
    )
    assert told(results)[1] == []
    assert Opinion.objects.filter(standing=True).count() == 1
    assert Opinion.objects.filter(standing=True).get().pk == Opinion.objects.latest("pk").pk
    assert kinds().count("opinion.given") == 2
    assert whole()


def test_an_amendment_and_a_decision_at_once_bind_the_key_to_what_was_seen(house):
    dossier = before_the_ministers(house, host="PHL")
    seen = dossier.subject.digest
    changed = a_subject(house, version=2, host="PHL", personnel=5000)
    planner = house.as_("planner")
    decided, amended = at_once(
        press_key(dossier, house.as_("defence-minister")),
        lambda: amend_subject(dossier.pk, actor=planner, at=MONDAY, subject=changed, why="More."),
    )
    assert amended is True
    assert now(dossier).state == State.CONSULTING
    if isinstance(decided, Signature):
        assert decided.digest == seen
        assert Signature.objects.get(pk=decided.pk).standing is False
    else:
        assert isinstance(decided, (Refused, NotAllowed))
        assert not Signature.objects.filter(role="key").exists()
    assert whole()


def test_an_opinion_and_an_amendment_at_once_never_mix_texts(house):
    dossier = an_open_dossier(house, host="PHL")
    changed = a_subject(house, version=2, host="PHL", personnel=5000)
    planner, desk, seen = house.as_("planner"), house.as_("desk"), dossier.subject.digest
    opined, _ = at_once(
        lambda: answer(house, dossier, "desk"),
        lambda: amend_subject(dossier.pk, actor=planner, at=MONDAY, subject=changed, why="More."),
    )
    row = consultations_of(dossier.pk).filter(post__key="desk").exclude(state="superseded").get()
    assert row.frozen.digest == changed.digest
    if isinstance(opined, Opinion) and opined.digest == seen:
        assert row.state == "pending"
        assert opined.consultation_id != row.pk
    assert desk.person_id not in now(dossier).authors.values_list("person_id", flat=True)
    assert whole()


def test_two_dossiers_opened_at_once_have_two_numbers(house):
    planner, subject = house.as_("planner"), a_subject(house)
    results = at_once(*[lambda: open_dossier(subject, actor=planner, at=MONDAY)] * 3)
    assert told(results)[1] == []
    assert len({one.reference for one in results}) == 3
    assert whole()


def test_an_obligation_is_kept_once(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk", OpinionKind.CONDITIONS, conditions=[ConditionSaid("Tell the press.")])
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")
    consolidated(house, dossier)
    countersigned(house, dossier)
    turned(house, dossier, "defence-minister")
    turned(house, dossier, "foreign-minister")
    owed = Obligation.objects.whole("a test").get()
    planner = house.as_("planner")
    done, turned_down = told(
        at_once(*[lambda: keep_obligation(owed.pk, actor=planner, at=MONDAY, words="Told them.")] * 2)
    )
    assert (len(done), len(turned_down)) == (1, 1)
    assert "already ended" in str(turned_down[0])
    assert Discharge.objects.count() == 1


def test_one_post_is_not_given_to_two_people_at_once(house):
    Appointment.objects.filter(post__key="counsel").update(ends=MONDAY.date())
    appointer = house.as_("appointer")

    def appoint(key):
        return lambda: appoint_person(
            post_by_key("counsel"), actor=appointer, at=MONDAY, person=house.people[key], starts=MONDAY.date()
        )

    done, turned_down = told(at_once(appoint("desk"), appoint("budget")))
    assert (len(done), len(turned_down)) == (1, 1)
    assert "is held" in str(turned_down[0])


# -- with engagements above, through wiring and pages ----------------------------------------------------


@pytest.fixture
def ministry():
    return engagements.a_house()


def put_before_the_ministers(ministry):
    it = engagements.a_proposed(ministry)
    engagements.answer_all(ministry, it)
    consolidate_dossier(
        it.dossier_id, actor=ministry.planner, at=engagements.NOON, summary="All concur.", recommendation="Grant it."
    )
    return it


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def test_two_browsers_press_decide_at_once(ministry):
    it = put_before_the_ministers(ministry)
    dossier = Dossier.objects.whole("a test").get(pk=it.dossier_id)
    page = reverse("dossier-decide", args=[dossier.reference])
    form = {"act": "decide", "seen": standing(dossier.pk).digest, "grant": "yes", "reason": "Yes."}
    minister = ministry.people["defence-minister"]
    browsers = [browser(minister), browser(minister)]
    answers = at_once(*[lambda one=one: one.post(page, form) for one in browsers])
    assert sorted(answer.status_code for answer in answers) == [302, 403]
    refusal = next(answer for answer in answers if answer.status_code == 403)
    assert "signed this dossier already" in refusal.text
    assert Signature.objects.count() == 1
    final = at_once(
        *[lambda one=one: one.post(page, form) for one in [browser(ministry.people["foreign-minister"])] * 1],
        lambda: browsers[0].post(page, form),
    )
    assert sorted(answer.status_code for answer in final) == [302, 403]
    it.refresh_from_db()
    assert it.state == "authorised"
    assert kinds().count("engagement.authorised") == 1
    assert whole()


def test_a_proposal_put_twice_at_once_opens_one_dossier(ministry):
    it = engagements.a_concept(ministry)
    put = lambda: propose_engagement(it.pk, actor=ministry.planner, at=engagements.NOON, seen_version=1)  # noqa: E731
    done, turned_down = told(at_once(put, put))
    assert (len(done), len(turned_down)) == (1, 1)
    assert isinstance(turned_down[0], Refused)
    assert Dossier.objects.whole("a test").count() == 1


def test_an_engagement_amended_while_the_last_key_turns_is_not_authorised_on_another_text(ministry):
    it = put_before_the_ministers(ministry)
    dossier = Dossier.objects.whole("a test").get(pk=it.dossier_id)
    at, seen = engagements.NOON, dossier.subject.digest
    decide_dossier(dossier.pk, actor=ministry.defence_minister, at=at, seen_digest=seen, grant=True, reason="Yes.")
    said = replace(engagements.now_says(it), personnel=99000)
    at_once(
        lambda: decide_dossier(
            dossier.pk, actor=ministry.foreign_minister, at=at, seen_digest=seen, grant=True, reason="Yes."
        ),
        lambda: amend_engagement(
            it.pk, actor=ministry.planner, at=at, said=said, seen_version=it.version, why="Far more."
        ),
    )
    it.refresh_from_db()
    assert it.state == "in_clearance"
    assert standing(dossier.pk).state == "consulting"
    assert not Signature.objects.filter(standing=True).exists()
    assert whole()
