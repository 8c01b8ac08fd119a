"""What *who may?* answers is what the acts do: whoever is named may, and whoever is not named is refused."""

import json
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.actions import amend_engagement as amending
from comity.activity.engagements.actions.assess_engagement import assess_engagement
from comity.activity.engagements.actions.begin_engagement import begin_engagement
from comity.activity.engagements.actions.cancel_engagement import cancel_engagement
from comity.activity.engagements.actions.change_marking import change_marking
from comity.activity.engagements.actions.close_engagement import close_engagement
from comity.activity.engagements.actions.complete_engagement import complete_engagement
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.revise_engagement import revise_engagement
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.actions.withdraw_engagement import withdraw_engagement
from comity.activity.engagements.queries import ACTS, snapshot_of
from comity.activity.engagements.tests.builders import NOON, a_concept, a_proposed
from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.labels.rules.label import label
from comity.mandate.institutions.actions.revoke_delegation import revoke_delegation
from comity.mandate.institutions.queries import actor_from, everybody, framework_in_force, post_by_key
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.send_back_dossier import send_back_dossier
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier
from comity.procedure.clearance.rules.opinion import OpinionKind
from comity.procedure.clearance.tests.builders import (
    MONDAY,
    a_granted_dossier,
    an_open_dossier,
    asked,
    before_the_ministers,
    consolidated,
    everyone_concurs,
    now,
)
from comity.web.authority.asking import who_may_now
from comity.web.authority.things import of_delegation, of_dossier, of_engagement, of_post

from .builders import also_holds, lent, mandate_of

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """The act went through, and is undone so that the next may try."""


def may_really(act, actor):
    """Whether the act itself lets them. Any other refusal is about the time or the words, not about them."""
    with suppress(Undone):
        try:
            with transaction.atomic():
                with suppress(ValueError, LookupError):
                    _try(act, actor)
                raise Undone
        except NotAllowed:
            return False
    return True


def _try(act, actor):
    try:
        act(actor)
    except NotAllowed:
        raise
    except Exception as error:
        assert type(error).__name__ in {"Refused", "NoSuchMove", "OutOfTurn"}, error


def compare(thing, acts, at):
    """Everybody in the house tries each act; the answer must name exactly those whom the act lets."""
    people = [(row, actor_from(row)) for row in everybody(framework_in_force(), at)]
    for name, act in acts.items():
        named = {
            (who.held.person_id, who.held.post_id)
            for question in thing.about(name)
            for who in who_may_now(question, thing.framework, at)
        }
        really = {(row.person_id, row.post_id) for row, actor in people if may_really(act, actor)}
        assert named == really, name


def busy(house):
    """Powers lent and second posts held, so that there is something to get wrong."""
    lent(house, "desk", "opine", "deputies")
    lent(house, "director", "countersign", "deputies")
    lent(house, "foreign-minister", "decide", "principals")
    also_holds(house, "planner", "counsel")
    also_holds(house, "desk", "foreign-minister")


def on_dossier(dossier):
    seen = {"seen_digest": now(dossier).subject.digest}
    row = asked(dossier, "desk").pk
    given = {"at": MONDAY}
    return {
        "opine": lambda a: give_opinion(row, actor=a, **given, **seen, kind=OpinionKind.CONCUR),
        "ask": lambda a: ask_information(row, actor=a, **given, question="Why?"),
        "hold": lambda a: place_hold(row, actor=a, **given, reason="", expires=MONDAY),
        "consolidate": lambda a: consolidate_dossier(dossier.pk, actor=a, **given, summary="", recommendation=""),
        "withdraw": lambda a: withdraw_dossier(dossier.pk, actor=a, **given, reason=""),
        "countersign": lambda a: countersign_dossier(dossier.pk, actor=a, **given, **seen),
        "decide": lambda a: decide_dossier(dossier.pk, actor=a, **given, **seen, grant=True, reason=""),
        "send_back": lambda a: send_back_dossier(dossier.pk, actor=a, **given, reason=""),
        "suspend_clearance": lambda a: suspend_clearance(dossier.pk, actor=a, **given, reason=""),
        "resume_clearance": lambda a: resume_clearance(dossier.pk, actor=a, **given, reason=""),
        "revoke_clearance": lambda a: revoke_clearance(dossier.pk, actor=a, **given, reason=""),
    }


def until_countersigned(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    consolidated(house, dossier)
    return dossier


@pytest.mark.parametrize(
    "bring",
    [an_open_dossier, until_countersigned, before_the_ministers, a_granted_dossier],
    ids=["asked", "to countersign", "to decide", "granted"],
)
def test_who_may_on_a_dossier_is_whom_its_acts_let(house, bring):
    dossier = bring(house) if bring is until_countersigned else bring(house, host="PHL")
    busy(house)
    thing = of_dossier(now(dossier), MONDAY)
    only_desk = [q for q in thing.questions if q.at_issue in ("", "Desk Officer")]
    compare(type(thing)(thing.reference, thing.title, thing.framework, tuple(only_desk)), on_dossier(dossier), MONDAY)


@pytest.mark.parametrize("bring", [a_concept, a_proposed], ids=["a concept", "in clearance"])
def test_who_may_on_an_engagement_is_whom_its_acts_let(ministry, bring):
    it = bring(ministry)
    said, given, seen = snapshot_of(it), {"at": NOON}, {"seen_version": it.version}
    acts = {
        "save_concept": lambda a: save_concept(it.pk, actor=a, **given, said=said, **seen),
        "propose": lambda a: propose_engagement(it.pk, actor=a, **given, **seen),
        "amend": lambda a: amending.amend_engagement(it.pk, actor=a, **given, said=said, **seen, why=""),
        "revise": lambda a: revise_engagement(it.pk, actor=a, **given, reason=""),
        "withdraw": lambda a: withdraw_engagement(it.pk, actor=a, **given, reason=""),
        "mark": lambda a: change_marking(
            it.pk, actor=a, **given, label=label("DEMO", "UNCLASSIFIED"), reason="", **seen
        ),
        "begin": lambda a: begin_engagement(it.pk, actor=a, **given),
        "complete": lambda a: complete_engagement(it.pk, actor=a, **given),
        "assess": lambda a: assess_engagement(it.pk, actor=a, **given, assessment=""),
        "close": lambda a: close_engagement(it.pk, actor=a, **given),
        "cancel": lambda a: cancel_engagement(it.pk, actor=a, **given, reason=""),
    }
    assert set(acts) == set(ACTS), "an act that no test plays is an answer that nobody checked"
    compare(of_engagement(it, NOON), acts, NOON)


def test_who_may_take_a_loan_back_is_whom_the_act_lets(house):
    loan = lent(house, "desk", "opine", "deputies")
    acts = {"revoke_delegation": lambda a: revoke_delegation(loan, actor=a, at=MONDAY, reason="")}
    compare(of_delegation(loan), acts, MONDAY)


def test_an_answer_names_the_loan_with_its_bounds_down_to_the_instrument(house):
    dossier = before_the_ministers(house, host="PHL")
    loan = lent(house, "foreign-minister", "decide", "deputies")
    question = of_dossier(now(dossier), MONDAY).about("decide")[0]
    by_post = {who.held.post.key: who for who in who_may_now(question, dossier.framework, MONDAY)}
    assert set(by_post) == {"defence-minister", "foreign-minister", "deputies"}
    assert by_post["deputies"].chain.loan == loan
    assert by_post["deputies"].chain.cites == "Engagement Act, s. 6"
    assert by_post["foreign-minister"].chain.loan is None


def test_lending_is_offered_where_the_framework_lets_it(house):
    thing = of_post(post_by_key("foreign-minister"), MONDAY)
    named = {who.held.post.key for q in thing.about("lend") for who in who_may_now(q, thing.framework, MONDAY)}
    assert named == {"foreign-minister"}
    planner = of_post(post_by_key("planner"), MONDAY)
    assert all("nobody lend" in str(q.not_now) for q in planner.about("lend"))


# -- on the page and the command line ---------------------------------------------------------------------------


def test_the_page_tells_what_one_may_read_and_nothing_else(ministry, client):
    it, secret = a_proposed(ministry), a_concept(ministry, marked="SECRET")
    client.force_login(ministry.people["desk"])
    page = client.get(reverse("who-may-about", args=[it.reference]))
    assert page.status_code == 200
    for said in ("Who may, and why?", "Give an opinion", "Engagement Act, art. 2"):
        assert said in page.text
    told = client.get(reverse("who-may-about", args=[it.reference]), {"act": "propose", "format": "json"}).json()
    assert {who["post"] for who in told["acts"][0]["who"]} == {"Planner", "Desk officer"}
    assert told["you"]["acts"][0]["may"] is True
    client.force_login(ministry.stranger_person)
    assert client.get(reverse("who-may-about", args=[secret.reference])).status_code == 404
    for nothing in ("ENG-1999-0001", "D-99999", "D-²", "nowhere"):
        assert client.get(reverse("who-may-about", args=[nothing])).status_code == 404


def test_the_command_line_says_why_not_and_who_could(house):
    dossier = before_the_ministers(house, host="PHL")
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("why", "the-deputies", "decide", dossier.reference, "--json", stdout=out)
    assert left.value.code == 3
    answer = json.loads(out.getvalue())[0]["acts"][0]
    assert answer["may"] is False
    assert {row["post"] for row in answer["could_lend"]} == {"Defence Minister", "Foreign Minister"}
    assert {row["post"] for row in answer["who"]} == {"Defence Minister", "Foreign Minister"}


def test_a_refusal_leads_to_who_could(ministry, client):
    client.force_login(ministry.people["counsel"])
    form = {
        "act": "delegate",
        "mandate": mandate_of("counsel", "opine").pk,
        "to_post": post_by_key("planner").pk,
        "until": (timezone.now().date() + timedelta(days=3)).isoformat(),
        "reason": "Away.",
    }
    page = client.post(reverse("post", args=["counsel"]), form)
    assert page.status_code == 403
    assert reverse("who-may-about", args=["counsel"]) in page.text.partition("error-summary")[2].partition("</div>")[0]
