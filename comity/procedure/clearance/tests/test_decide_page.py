"""The page on which somebody decides: the ask, the deadline, who disagrees, the gates, and what waiting costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from comity.foundation.words.rules.said import in_words
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import MONDAY, a_house, an_open_dossier, answer, countersigned, turned


@pytest.fixture
def house(db, settings):
    settings.DEMONSTRATION = True
    return a_house()


def put_before_the_ministers(house, **paper):
    """The budget was only to be consulted and does not concur; the others do."""
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk")
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget", OpinionKind.NONCONCUR, basis="The vote is spent.", cure="Wait for April.")
    said = {"summary": "Two concur, one does not.", "recommendation": "Authorise over the objection."}
    consolidate_dossier(dossier.pk, actor=house.as_("planner"), at=MONDAY, **said, **paper)
    countersigned(house, dossier)
    return dossier


def page_for(client, house, who, dossier):
    client.force_login(house.people[who])
    return client.get(reverse("dossier-decide", args=[dossier.reference]))


def test_it_says_who_disagrees_on_which_ground_and_what_would_cure_it(house, client):
    page = page_for(client, house, "defence-minister", put_before_the_ministers(house))
    decision = page.context["decision"]
    assert [(d["post"], d["words"], d["cure"]) for d in decision["dissent"]] == [
        ("Budget Officer", "The vote is spent.", "Wait for April.")
    ]
    text = page.content.decode()
    assert "Authorise over the objection." in text
    assert "The vote is spent." in text


def test_it_says_which_gates_are_met_and_which_are_still_open(house, client):
    dossier = put_before_the_ministers(house)
    turned(house, dossier, "foreign-minister", over_objection="The vote follows in April.")
    gates = page_for(client, house, "defence-minister", dossier).context["decision"]["gates"]
    met = {in_words(gate.label): gate.met for gate in gates}
    assert met["Concurrence of Legal Counsel"] is True
    assert met["Key of Foreign Minister"] is True
    assert met["Key of Defence Minister"] is None


def test_it_says_by_when_the_lead_needs_it_and_what_waiting_costs(house, client):
    day = MONDAY.date() + timedelta(days=9)
    dossier = put_before_the_ministers(house, decide_by=day, if_late="The berth goes to somebody else.")
    decision = page_for(client, house, "defence-minister", dossier).context["decision"]
    assert decision["needed_by"] == day
    assert decision["if_late"] == "The berth goes to somebody else."
    assert any("needed" in in_words(sentence) for sentence in decision["delay"])


def test_nobody_decides_from_it_without_saying_why_over_an_objection(house, client):
    dossier = put_before_the_ministers(house)
    page = page_for(client, house, "defence-minister", dossier)
    said = {"act": "decide", "seen": page.context["sign_form"]["seen"].value(), "grant": "yes"}
    where = reverse("dossier-decide", args=[dossier.reference])
    assert client.post(where, said).status_code != 302
    assert not dossier.signatures.filter(role="key").exists()
    assert client.post(where, {**said, "over_objection": "The vote follows."}).status_code == 302
    assert dossier.signatures.get(role="key").over_objection == "The vote follows."


def test_it_is_no_page_for_those_who_may_not_read_the_deliberation(house, client):
    assert page_for(client, house, "liaison", put_before_the_ministers(house)).status_code == 404
