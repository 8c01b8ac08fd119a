"""The same attacks from a browser: addresses typed by hand, forms replayed and forged, sessions tampered with."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.actions.authorise_engagement import authorise_engagement
from comity.activity.engagements.actions.import_exercises import import_exercises
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.refuse_engagement import refuse_engagement
from comity.activity.engagements.actions.resume_engagement import resume_engagement
from comity.activity.engagements.actions.revoke_engagement import revoke_engagement
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.actions.suspend_engagement import suspend_engagement
from comity.activity.engagements.forms import raw_of
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import snapshot_of
from comity.activity.engagements.rules.dates import read
from comity.activity.engagements.tests.builders import (
    NOON,
    a_concept,
    a_granted,
    a_proposed,
    a_snapshot,
    answer_all,
    decide,
)
from comity.activity.engagements.tests.test_import import a_row
from comity.foundation.access.queries import Person
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import head
from comity.mandate.institutions.models import Appointment, Delegation
from comity.mandate.institutions.queries import actor_for, post_by_key
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.queries import Obligation
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.models import Dossier, InformationRequest, Opinion, Signature
from comity.procedure.clearance.queries import consultations_of, standing
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import mandate_of, refusals, refused


@pytest.fixture
def browser(client, ministry):
    def signed_in(who):
        client.force_login(ministry.people[who] if who != "stranger" else ministry.stranger_person)
        return client

    return signed_in


def dossier_of(it):
    return Dossier.objects.whole("a test").get(pk=it.dossier_id)


def asked(it, post_key):
    return consultations_of(it.dossier_id).filter(post__key=post_key).exclude(state="superseded").get()


def concurring(it, **more):
    return {"act": "opinion", "seen": standing(it.dossier_id).digest, "kind": "concur", "words": "Good.", **more}


def granting(it, **more):
    return {"act": "decide", "seen": standing(it.dossier_id).digest, "grant": "yes", "reason": "Yes.", **more}


def before_the_ministers(ministry, **different):
    it = a_proposed(ministry, **different)
    answer_all(ministry, it)
    consolidate_dossier(
        it.dossier_id, actor=ministry.planner, at=NOON, summary="All concur.", recommendation="Grant it."
    )
    return it


def recorded(by, doing=""):
    last = refusals()[-1]
    assert (last.person_id, doing in last.sentence) == (by.pk, True), last.sentence
    return True


# -- addresses typed by hand -----------------------------------------------------------------------------


def test_the_answer_page_of_another_post_takes_no_answer(ministry, browser):
    it = a_proposed(ministry)
    page = reverse("consultation", args=[asked(it, "counsel").pk])
    for who in ("planner", "desk", "defence-minister"):
        assert browser(who).post(page, concurring(it)).status_code == 403
        assert recorded(ministry.people[who], "give an opinion")
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"act": "question", "question": "Why?"},
        {"act": "hold", "reason": "Wait.", "expires": "2026-06-20"},
        {"act": "comment", "words": "Hm.", "severity": "critical", "field": ""},
    ],
)
def test_the_other_forms_of_the_answer_page_are_its_posts_too(ministry, browser, form):
    it = a_proposed(ministry)
    page = reverse("consultation", args=[asked(it, "counsel").pk])
    assert browser("planner").post(page, form).status_code == 403
    assert recorded(ministry.people["planner"])
    assert asked(it, "counsel").state == "pending"


@pytest.mark.parametrize("act", ["decide", "countersign", "back"])
@pytest.mark.parametrize("who", ["planner", "desk", "counsel"])
def test_the_decision_page_takes_nothing_from_others(ministry, browser, who, act):
    it = before_the_ministers(ministry)
    page = reverse("dossier-decide", args=[dossier_of(it).reference])
    assert browser(who).get(page).status_code == 200
    assert browser(who).post(page, granting(it, act=act, words="")).status_code == 403
    assert recorded(ministry.people[who])
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("who", "act"),
    [("desk", "consolidate"), ("desk", "suspend"), ("planner", "suspend"), ("counsel", "revoke")],
)
def test_the_dossier_page_takes_each_act_only_from_its_post(ministry, browser, who, act):
    it = a_granted(ministry) if act in ("suspend", "revoke") else a_proposed(ministry)
    page = reverse("dossier", args=[dossier_of(it).reference])
    form = {"act": act, "reason": "Because.", "summary": "All.", "recommendation": "Grant."}
    before = dossier_of(it).state
    assert browser(who).post(page, form).status_code == 403
    assert recorded(ministry.people[who])
    assert dossier_of(it).state == before


def test_only_the_lead_takes_back_what_is_in_clearance(ministry, browser):
    it = a_proposed(ministry)
    page = reverse("engagement-move", args=[it.reference, "withdraw"])
    assert browser("desk").post(page, {"reason": "Not so."}).status_code == 403
    assert recorded(ministry.people["desk"], "withdraw")
    it.refresh_from_db()
    assert (it.state, dossier_of(it).state) == ("in_clearance", "consulting")


@pytest.mark.parametrize("move", ["authorise", "refuse", "suspend", "resume", "revoke", "open_clearance", "reopen"])
def test_there_is_no_address_for_the_moves_that_clearance_makes(ministry, browser, move):
    it = a_proposed(ministry)
    page = reverse("engagement-move", args=[it.reference, move])
    assert browser("planner").post(page, {"reason": "Go."}).status_code == 404


@pytest.mark.parametrize(
    "act", [authorise_engagement, refuse_engagement, suspend_engagement, resume_engagement, revoke_engagement]
)
def test_what_follows_clearance_is_not_done_before_it(ministry, act):
    it = before_the_ministers(ministry)
    for actor in (ministry.planner, ministry.defence_minister):
        with refused("its clearance is", by=actor):
            act(it.pk, actor=actor, at=NOON)
    it.refresh_from_db()
    assert it.state == "in_clearance"


def test_a_concept_that_was_never_put_is_not_authorised(ministry):
    it = a_concept(ministry)
    with refused("not opened"):
        authorise_engagement(it.pk, actor=ministry.foreign_minister, at=NOON)


# -- things one may not read -----------------------------------------------------------------------------


def test_what_is_closed_looks_as_if_it_were_not_there_and_the_attempt_is_recorded(ministry, browser):
    it = before_the_ministers(ministry)
    decide(ministry, it)
    owed = raise_obligation(
        Owed(
            what="Tell the press.",
            owed_by=post_by_key("planner"),
            owed_to=post_by_key("desk"),
            due=None,
            about=Thing("engagement", str(it.pk), it.reference),
            origin="a condition",
            origin_key="test",
            marking_id=dossier_of(it).marking_id,
        ),
        actor=ministry.planner,
        at=NOON,
    )
    reference = dossier_of(it).reference
    closed = [
        reverse("engagement", args=[it.reference]),
        reverse("engagement-by-key", args=[it.pk]),
        reverse("engagement-edit", args=[it.reference]),
        reverse("engagement-propose", args=[it.reference]),
        reverse("engagement-move", args=[it.reference, "withdraw"]),
        reverse("engagement-marking", args=[it.reference]),
        reverse("engagement-history", args=[it.reference]),
        reverse("engagement-who-may", args=[it.reference]),
        reverse("dossier", args=[reference]),
        reverse("dossier", args=[reference.lower()]),
        reverse("dossier-decide", args=[reference]),
        reverse("dossier-history", args=[reference]),
        reverse("consultation", args=[asked(it, "desk").pk]),
        reverse("obligation", args=[owed.pk]),
    ]
    client = browser("stranger")
    nothing = client.get(reverse("engagement", args=["ENG-1999-0001"]))
    for page in closed:
        size = head().size
        answers = [client.get(page), client.post(page, {"act": "opinion", "seen": "1", "reason": "r"})]
        answers = [answer for answer in answers if answer.status_code != 405]  # said before anything is looked for
        for answer in answers:
            assert answer.status_code == 404, page
            told = answer.text.replace(page, "")  # the address that was asked for is no news to whoever asked
            assert it.title not in told
            assert it.reference not in told
        assert head().size == size + len(answers), page
        assert recorded(ministry.stranger_person, "open"), page
    assert _said(nothing) == _said(client.get(closed[0]))


def _said(answer):
    return answer.text.split("<main")[1].split("</main>")[0]


def test_what_does_not_exist_is_refused_without_a_trace(ministry, browser):
    a_proposed(ministry)
    size = head().size
    client = browser("stranger")
    for page in (
        reverse("engagement", args=["ENG-1999-0001"]),
        reverse("dossier", args=["DOS-1999-0001"]),
        reverse("consultation", args=[uuid4()]),
        reverse("obligation", args=[uuid4()]),
        reverse("engagement-by-key", args=[uuid4()]),
    ):
        assert client.get(page).status_code == 404
    assert head().size == size


def test_lists_exports_and_the_record_show_the_stranger_nothing(ministry, browser):
    it = before_the_ministers(ministry)
    client = browser("stranger")
    for name in ("home", "engagements", "dossiers", "obligations", "record", "engagements-export"):
        page = client.get(reverse(name), follow=True)
        text = b"".join(page.streaming_content).decode() if page.streaming else page.text
        assert it.title not in text, name
        assert it.reference not in text, name


# -- forged requests -------------------------------------------------------------------------------------


def test_a_post_forged_into_the_session_is_ignored(ministry, browser):
    it = before_the_ministers(ministry)
    client = browser("planner")
    for forged in (post_by_key("foreign-minister").pk, str(post_by_key("foreign-minister").pk), -1, "x", None):
        session = client.session
        session["post"] = forged
        session.save()
        page = client.post(reverse("dossier-decide", args=[dossier_of(it).reference]), granting(it))
        assert page.status_code == 403
        assert page.wsgi_request.actor.post_id == post_by_key("planner").pk
    assert not Signature.objects.exists()


def test_nobody_acts_as_a_post_they_do_not_hold(ministry, browser):
    client = browser("planner")
    for wanted in (str(post_by_key("foreign-minister").pk), "0", "x", ""):
        client.post(reverse("act-as"), {"post": wanted})
        assert client.get("/").wsgi_request.actor.post_id == post_by_key("planner").pk
        assert "post" not in client.session


def test_a_post_that_was_taken_away_is_lost_in_the_running_session(ministry, browser):
    client, person = browser("planner"), ministry.people["planner"]
    second = Appointment.objects.create(
        person=person, post=post_by_key("counsel"), acting=True, starts=NOON.date(), made_by="a test"
    )
    client.post(reverse("act-as"), {"post": second.post_id})
    assert client.get("/").wsgi_request.actor.post_id == second.post_id
    Appointment.objects.filter(pk=second.pk).update(ends=timezone.now().date())
    assert client.get("/").wsgi_request.actor.post_id == post_by_key("planner").pk


def test_an_account_that_was_closed_is_out_at_once(ministry, browser):
    client = browser("planner")
    Person.objects.filter(pk=ministry.people["planner"].pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_names_and_posts_in_a_form_count_for_nothing(ministry, browser):
    it = before_the_ministers(ministry)
    minister = ministry.people["foreign-minister"]
    forged = granting(it, person=minister.pk, person_id=minister.pk, post=post_by_key("foreign-minister").pk, actor="x")
    page = browser("planner").post(reverse("dossier-decide", args=[dossier_of(it).reference]), forged)
    assert page.status_code == 403
    assert recorded(ministry.people["planner"])


def test_an_author_with_a_second_post_is_refused_on_the_page_too(ministry, browser):
    it = a_proposed(ministry)
    Appointment.objects.create(
        person=ministry.people["planner"],
        post=post_by_key("counsel"),
        acting=True,
        starts=NOON.date(),
        made_by="a test",
    )
    client = browser("planner")
    client.post(reverse("act-as"), {"post": post_by_key("counsel").pk})
    page = client.post(reverse("consultation", args=[asked(it, "counsel").pk]), concurring(it))
    assert page.status_code == 403
    assert "nobody clears their own" in page.text
    assert recorded(ministry.people["planner"], "Counsel")


def test_silence_cannot_be_sent_as_an_answer(ministry, browser):
    it = a_proposed(ministry)
    page = browser("counsel").post(
        reverse("consultation", args=[asked(it, "counsel").pk]), concurring(it, kind="silence")
    )
    assert page.status_code == 422
    assert not Opinion.objects.exists()


def test_an_item_of_another_dossier_is_not_found_through_this_one(ministry, browser):
    one, other = a_proposed(ministry), a_proposed(ministry, title="Another")
    question = ask_information(asked(other, "counsel").pk, actor=ministry.counsel, at=NOON, question="Why?")
    page = reverse("dossier", args=[dossier_of(one).reference])
    client = browser("planner")
    for item in (question.pk, str(asked(other, "counsel").pk), "0", "x", "", "²", "9" * 30):
        for act in ("answer", "adjudicate", "elevate"):
            form = {"act": act, "item": item, "answer": "So.", "outcome": "accepted", "rationale": "r", "reason": "r"}
            assert client.post(page, form).status_code == 404, (act, item)
    assert InformationRequest.objects.get(pk=question.pk).answered_at is None


def test_a_page_number_that_is_none_is_the_first_page(ministry, browser):
    a_proposed(ministry)
    for typed in ("²", "9" * 30, "-1", "x"):
        assert browser("planner").get(reverse("dossiers"), {"from": typed}).status_code == 200


# -- forms sent again ------------------------------------------------------------------------------------


def test_a_key_sent_twice_is_one_key(ministry, browser):
    it = before_the_ministers(ministry)
    page, form = reverse("dossier-decide", args=[dossier_of(it).reference]), granting(it)
    client = browser("defence-minister")
    assert client.post(page, form).status_code == 302
    again = client.post(page, form)
    assert again.status_code == 403
    assert "signed this dossier already" in again.text
    assert Signature.objects.count() == 1


def test_a_form_of_somebody_else_sent_again_is_ones_own_refusal(ministry, browser):
    it = before_the_ministers(ministry)
    page, form = reverse("dossier-decide", args=[dossier_of(it).reference]), granting(it)
    assert browser("defence-minister").post(page, form).status_code == 302
    assert browser("planner").post(page, form).status_code == 403
    assert recorded(ministry.people["planner"])


def test_an_old_text_is_neither_answered_nor_decided(ministry, browser):
    it = before_the_ministers(ministry)
    for seen in ("0" * 64, "", it.reference):
        page = browser("defence-minister").post(
            reverse("dossier-decide", args=[dossier_of(it).reference]), granting(it, seen=seen)
        )
        assert page.status_code == 422
    page = browser("counsel").post(
        reverse("consultation", args=[asked(it, "counsel").pk]), concurring(it, seen="0" * 64)
    )
    assert page.status_code == 422
    assert not Signature.objects.exists()


def test_a_proposal_sent_twice_is_put_once(ministry, browser):
    year = timezone.now().year + 1
    it = a_concept(ministry)
    ahead = snapshot_of(it)
    save_concept(
        it.pk,
        actor=ministry.planner,
        at=NOON,
        said=replace(ahead, start=read(f"{year}-10-05"), end=read(f"{year}-10-16")),
        seen_version=1,
    )
    page, form = reverse("engagement-propose", args=[it.reference]), {"seen": "2"}
    client = browser("planner")
    assert client.post(page, form).status_code == 302
    assert client.post(page, form).status_code == 422
    assert Dossier.objects.whole("a test").count() == 1


# -- writing after speaking ------------------------------------------------------------------------------


def test_who_answered_does_not_amend_on_the_page(ministry, browser):
    it = a_proposed(ministry)
    client = browser("desk")
    assert client.post(reverse("consultation", args=[asked(it, "desk").pk]), concurring(it)).status_code == 302
    marking = {"classification": "UNCLASSIFIED", "releasable_to": "", "need_to_know": ""}
    form = {
        **raw_of(snapshot_of(it)),
        **marking,
        "title": "Mine now",
        "seen": "1",
        "why": "Better.",
        "confirmed": "yes",
    }
    page = client.post(reverse("engagement-edit", args=[it.reference]), form)
    assert page.status_code == 403
    assert "does not rewrite it" in page.text
    assert Engagement.objects.whole("a test").get().title != "Mine now"


# -- lending on the page ---------------------------------------------------------------------------------


def lending(from_post, may, to_post):
    day = timezone.now().date() + timedelta(days=3)
    return {
        "act": "delegate",
        "mandate": mandate_of(from_post, may).pk,
        "to_post": post_by_key(to_post).pk,
        "until": day.isoformat(),
        "reason": "Away.",
    }


def test_nobody_lends_the_power_of_a_post_that_is_not_theirs(ministry, browser):
    page = reverse("post", args=["foreign-minister"])
    assert browser("planner").post(page, lending("foreign-minister", "decide", "planner")).status_code == 403
    assert recorded(ministry.people["planner"], "lend the power to decide")
    assert not Delegation.objects.exists()


def test_nobody_lends_to_a_second_post_of_theirs(ministry, browser):
    Appointment.objects.create(
        person=ministry.people["desk"],
        post=post_by_key("counsel"),
        acting=True,
        starts=NOON.date(),
        made_by="a test",
    )
    page = reverse("post", args=["desk"])
    assert browser("desk").post(page, lending("desk", "opine", "counsel")).status_code == 403
    assert recorded(ministry.people["desk"])
    assert not Delegation.objects.exists()


def test_nobody_revokes_a_loan_that_is_not_theirs_through_another_posts_page(ministry, browser):
    assert browser("desk").post(reverse("post", args=["desk"]), lending("desk", "opine", "counsel")).status_code == 302
    loan = Delegation.objects.get()
    form = {"act": "revoke", "item": loan.pk, "reason": "Mine."}
    for item in (loan.pk, "x", "²", "9" * 30):
        elsewhere = browser("planner").post(reverse("post", args=["planner"]), {**form, "item": item})
        assert elsewhere.status_code == 404
    assert browser("planner").post(reverse("post", args=["desk"]), form).status_code == 403
    loan.refresh_from_db()
    assert loan.revoked_at is None


# -- owing and importing ---------------------------------------------------------------------------------


def test_nobody_waives_what_they_owe_from_the_post_it_is_owed_to(ministry, browser):
    it = a_granted(ministry)
    owed = raise_obligation(
        Owed(
            what="Tell the press.",
            owed_by=post_by_key("planner"),
            owed_to=post_by_key("desk"),
            due=None,
            about=Thing("engagement", str(it.pk), it.reference),
            origin="a condition",
            origin_key="test",
            marking_id=it.marking_id,
        ),
        actor=ministry.planner,
        at=NOON,
    )
    Appointment.objects.create(
        person=ministry.people["planner"],
        post=post_by_key("desk"),
        acting=True,
        starts=NOON.date(),
        made_by="a test",
    )
    client = browser("planner")
    client.post(reverse("act-as"), {"post": post_by_key("desk").pk})
    page = client.post(reverse("obligation", args=[owed.pk]), {"act": "waive", "words": "Never mind."})
    assert page.status_code == 403
    assert recorded(ministry.people["planner"], "end the obligation")
    assert not hasattr(Obligation.objects.whole("a test").get(), "discharge")


def test_who_imported_it_never_clears_it(ministry):
    import_exercises([a_row()], actor=ministry.planner, at=NOON, source="one.csv")
    it = Engagement.objects.whole("a test").first()
    said = replace(a_snapshot(), title=it.title)
    # The desk makes it whole and proposes it; the planner, who only imported it, is an author all the same.
    save_concept(it.pk, actor=ministry.desk, at=NOON, said=said, seen_version=it.version)
    propose_engagement(it.pk, actor=ministry.desk, at=NOON, seen_version=it.version + 1)
    it.refresh_from_db()
    Appointment.objects.create(
        person=ministry.people["planner"],
        post=post_by_key("counsel"),
        acting=True,
        starts=NOON.date(),
        made_by="a test",
    )
    actor = actor_for(ministry.people["planner"], NOON, post_by_key("counsel").pk)
    with refused("nobody clears their own", by=actor):
        give_opinion(
            asked(it, "counsel").pk,
            actor=actor,
            at=NOON,
            seen_digest=standing(it.dossier_id).digest,
            kind=OpinionKind.CONCUR,
        )
