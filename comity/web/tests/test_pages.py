"""The pages that span rooms: each answers, says what it should, and bears the marking of what it shows."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.tests.builders import (
    NOON,
    a_granted,
    a_house,
    a_person,
    a_proposed,
    answer_all,
    decide,
)
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import head
from comity.mandate.institutions.models import Delegation, Mandate
from comity.mandate.institutions.queries import post_by_key
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.models import Obligation
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.models import Dossier
from comity.procedure.clearance.queries import consultations_of

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def browser(house):
    def signed_in(who):
        client = Client()
        client.force_login(house.people.get(who, house.stranger_person))
        return client

    return signed_in


def banner(page):
    """The text of the marking banner at the head of the page."""
    found = re.search(r'<div class="marking-banner level-\d+"[^>]*>(.*?)</div>', page.text, re.S)
    assert found, "this page bears no marking"
    assert page.text.count('class="marking-banner') == 2, "once at the head, once at the foot"
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()


def dossier_of(it):
    return Dossier.objects.whole("a test").get(pk=it.dossier_id)


def asked(it, post_key):
    return consultations_of(it.dossier_id).get(post__key=post_key)


def owed(house, it, **said):
    given = {"what": "Tell the press.", "due": timezone.now().date() + timedelta(days=9), "marking": it.marking_id}
    given |= said
    return raise_obligation(
        Owed(
            what=given["what"],
            owed_by=post_by_key("planner"),
            owed_to=post_by_key("desk"),
            due=given["due"],
            about=Thing("engagement", str(it.pk), it.reference),
            origin="condition of the concurrence of Desk officer",
            origin_key=f"test:{given['what']}",
            marking_id=given["marking"],
        ),
        actor=house.planner,
        at=NOON,
    )


# -- what waits on me ------------------------------------------------------------------------------------


def test_an_empty_desk_says_so_under_the_lowest_marking(browser):
    page = browser("planner").get("/waits/")
    assert page.status_code == 200
    assert "Nothing waits on you" in page.text
    assert banner(page) == "UNCLASSIFIED"


def test_what_is_asked_waits_on_the_post_that_is_asked_and_on_no_other(house, browser):
    it = a_proposed(house)
    page = browser("desk").get("/waits/")
    assert "Answer: concurrence" in page.text
    assert it.title in page.text
    assert reverse("consultation", args=[asked(it, "desk").pk]) in page.text
    assert banner(page) == "RESTRICTED"
    lead = browser("planner").get("/waits/")
    assert "You wait for others" in lead.text
    assert "Answer: concurrence" not in lead.text
    assert it.title not in browser("foreign-minister").get("/waits/").text


def test_a_question_waits_on_the_lead_and_a_hold_on_its_owner(house, browser):
    it = a_proposed(house)
    ask_information(asked(it, "counsel").pk, actor=house.counsel, at=NOON, question="Who pays?")
    place_hold(asked(it, "desk").pk, actor=house.desk, at=NOON, reason="Talks go on.", expires=NOON + timedelta(days=9))
    assert "Who pays?" in browser("planner").get("/waits/").text
    page = browser("desk").get("/waits/")
    assert "On hold by you" in page.text
    assert "Release your hold" in page.text


def test_consolidation_then_the_keys_wait_in_turn(house, browser):
    it = a_proposed(house)
    answer_all(house, it)
    assert "Consolidate" in browser("planner").get("/waits/").text
    consolidate_dossier(it.dossier_id, actor=house.planner, at=NOON, summary="All.", recommendation="Grant it.")
    for minister in ("defence-minister", "foreign-minister"):
        page = browser(minister).get("/waits/")
        assert reverse("dossier-decide", args=[dossier_of(it).reference]) in page.text
        assert banner(page) == "RESTRICTED"
    decide(house, it)
    assert it.title not in browser("defence-minister").get("/waits/").text


def test_what_is_owed_and_late_is_told_as_late(house, browser):
    it = a_granted(house)
    owed(house, it, due=timezone.now().date() - timedelta(days=3))
    page = browser("planner").get("/waits/")
    assert "Tell the press." in page.text
    assert "1 late" in page.text


def test_a_post_that_may_not_read_it_sees_nothing_of_it(house, browser):
    it = a_proposed(house)
    house.people["desk"].clearances = {"DEMO": "UNCLASSIFIED"}
    house.people["desk"].save()
    page = browser("desk").get("/waits/")
    assert it.title not in page.text
    assert banner(page) == "UNCLASSIFIED"


def test_whoever_holds_no_post_is_told_so(browser):
    page = browser("stranger").get("/waits/")
    assert page.status_code == 200
    assert "You hold no post" in page.text


def test_an_empty_house_says_how_it_is_filled():
    client = Client()
    client.force_login(a_person("first"))
    assert "comity demo" in client.get("/waits/").text


# -- the record ------------------------------------------------------------------------------------------


def test_the_record_is_read_newest_first_as_far_as_one_may(house, browser):
    a_proposed(house)
    page = browser("planner").get(reverse("record"))
    assert page.status_code == 200
    assert f"{head().size} entries in all" in page.text
    assert bytes(head().root).hex()[:16] in page.text
    seqs = [entry.seq for entry in page.context["entries"]]
    assert seqs == sorted(seqs, reverse=True)
    assert banner(page) == "RESTRICTED"
    stranger = browser("stranger").get(reverse("record"))
    assert stranger.context["entries"] == []
    assert "Nothing here" in stranger.text


def test_the_record_is_narrowed_by_kind_and_turned_page_by_page(house, browser):
    for number in range(12):
        a_proposed(house, title=f"Number {number}")
    client = browser("planner")
    page = client.get(reverse("record"), {"kind": "dossier.opened"})
    assert {entry.kind for entry in page.context["entries"]} == {"dossier.opened"}
    assert len(page.context["entries"]) == 12
    seen, before = [], None
    while True:
        page = client.get(reverse("record"), {"before": before} if before is not None else {})
        seen += [entry.seq for entry in page.context["entries"]]
        before = page.context["older"]
        if before is None:
            break
    assert seen == list(range(head().size))[::-1]
    assert client.get(reverse("record"), {"kind": "no.such", "before": "x"}).status_code == 200


# -- who may ---------------------------------------------------------------------------------------------


def test_who_may_decide_is_answered_with_the_instrument(browser):
    client = browser("planner")
    assert client.get(reverse("who-may")).status_code == 200
    page = client.get(reverse("who-may"), {"kind": "exercise", "personnel": "9400", "host": "PHL"})
    assert page.status_code == 200
    for said in ("Who may decide it", "Minister of Defence", "Minister Of Foreign Affairs", "Engagement Act"):
        assert said.lower() in page.text.lower()
    assert banner(page) == "UNCLASSIFIED"


def test_who_may_says_what_is_missing_and_what_cannot_be_read(browser):
    client = browser("planner")
    assert "needs: personnel" in client.get(reverse("who-may"), {"kind": "exercise"}).text
    page = client.get(reverse("who-may"), {"kind": "battle", "personnel": "-4"})
    assert page.status_code in (200, 422)
    assert "preview" not in page.context


# -- posts -----------------------------------------------------------------------------------------------


def test_posts_are_listed_with_who_holds_them(browser):
    page = browser("stranger").get(reverse("posts"))
    assert page.status_code == 200
    for said in ("Ministry of Defence", "Ministry of Foreign Affairs", "Planner", "Foreign Minister", "version 1"):
        assert said in page.text
    assert banner(page) == "UNCLASSIFIED"


def test_a_post_shows_its_powers_and_its_history(browser):
    page = browser("desk").get(reverse("post", args=["defence-minister"]))
    assert page.status_code == 200
    for said in ("Minister of Defence", "decide", "Engagement Act, art. 4", "was appointed"):
        assert said in page.text
    assert "Lend it" not in page.text
    banner(page)
    assert browser("desk").get(reverse("post", args=["nowhere"])).status_code == 404


def test_the_holder_lends_a_power_on_the_page_and_takes_it_back(browser):
    client = browser("desk")
    page = reverse("post", args=["desk"])
    form = {
        "act": "delegate",
        "mandate": Mandate.objects.get(post__key="desk", may="opine").pk,
        "to_post": post_by_key("counsel").pk,
        "until": (timezone.now().date() + timedelta(days=5)).isoformat(),
        "reason": "On leave.",
    }
    assert "Lend it" in client.get(page).text
    assert client.post(page, {**form, "reason": ""}).status_code == 422
    assert client.post(page, {**form, "until": "2020-01-01"}).status_code == 422
    assert not Delegation.objects.exists()
    done = client.post(page, form, follow=True)
    assert "The power is lent" in done.text
    assert "On leave." in done.text
    loan = Delegation.objects.get()
    assert f"D-{loan.pk}" in browser("counsel").get(reverse("post", args=["counsel"])).text
    gone = client.post(page, {"act": "revoke", "item": loan.pk, "reason": "Back."}, follow=True)
    assert "The delegation is revoked." in gone.text
    assert client.post(page, {"act": "revoke", "item": loan.pk, "reason": "Back."}).status_code == 422


# -- what is owed ----------------------------------------------------------------------------------------


def test_what_is_owed_is_listed_for_both_posts(house, browser):
    it = a_granted(house)
    owed(house, it)
    for who in ("planner", "desk"):
        page = browser(who).get(reverse("obligations"))
        assert page.status_code == 200
        assert "Tell the press." in page.text
        assert banner(page) == "UNCLASSIFIED"
    assert "Tell the press." not in browser("counsel").get(reverse("obligations")).text
    assert "Tell the press." in browser("counsel").get(reverse("obligations"), {"show": "all"}).text
    assert "Nothing is owed here" in browser("planner").get(reverse("obligations"), {"show": "ended"}).text


def test_the_list_bears_the_join_of_what_it_shows(house, browser):
    it = a_granted(house)
    owed(house, it)
    owed(house, it, what="Tell nobody.", marking=dossier_of(it).marking_id)
    assert banner(browser("planner").get(reverse("obligations"))) == "RESTRICTED"


def test_an_obligation_is_kept_on_its_page_by_the_post_that_owes_it(house, browser):
    it = owed(house, a_granted(house))
    page = reverse("obligation", args=[it.pk])
    assert "Not yours to end" in browser("counsel").get(page).text
    assert "It is kept" in browser("planner").get(page).text
    assert "Waive it" in browser("desk").get(page).text
    banner(browser("desk").get(page))
    form = {"act": "keep", "words": "Told them on Monday."}
    refused = browser("counsel").post(page, form)
    assert refused.status_code == 403
    assert "only that post can say it is kept" in refused.text
    assert browser("planner").post(page, {"act": "keep", "words": ""}).status_code == 422
    assert browser("planner").post(page, {"act": "forget", "words": "x"}).status_code == 404
    assert browser("planner").post(page, form).url == reverse("obligations")
    again = browser("planner").post(page, form)
    assert again.status_code == 422
    assert "already ended" in again.text
    assert "Told them on Monday." in browser("counsel").get(page).text
    assert Obligation.objects.whole("a test").get().discharge.kind == "kept"
    assert "Tell the press." in browser("planner").get(reverse("obligations"), {"show": "ended"}).text


# -- errors ----------------------------------------------------------------------------------------------


def test_an_address_that_leads_nowhere_says_no_more_than_that(browser):
    page = browser("planner").get("/no-such-page/")
    assert page.status_code == 404
    assert "Nothing to show you here" in page.text
    assert banner(page) == "UNCLASSIFIED"


def test_what_is_not_allowed_says_so(browser):
    page = Client(enforce_csrf_checks=True).post(reverse("sign-in-as"))
    assert page.status_code == 403
    page = browser("planner").post(reverse("sign-in-as"), {"person": "1"})
    assert page.status_code == 403
    assert "Not allowed" in page.text


def test_a_fault_of_ours_is_told_without_its_inside(browser, monkeypatch):
    from comity.web.desks import home

    def broken(*_):
        raise RuntimeError("the inside of the house")

    monkeypatch.setattr(home, "waiting_on", broken)
    client = browser("planner")
    client.raise_request_exception = False
    page = client.get("/")
    assert page.status_code == 500
    assert "Something failed here" in page.text
    assert "inside of the house" not in page.text


def test_the_supervisor_is_answered_without_signing_in(client):
    page = client.get(reverse("healthz"))
    assert (page.status_code, page.text) == (200, "ok")


@pytest.mark.parametrize(
    "name", ["home", "engagements", "dossiers", "obligations", "record", "who-may", "posts", "engagement-new", "design"]
)
def test_every_page_of_the_menu_is_there_and_bears_a_marking(house, browser, name):
    a_proposed(house)
    page = browser("planner").get(reverse(name))
    assert page.status_code == 200
    assert banner(page)
    if name not in ("design", "engagement-new"):
        assert 'aria-current="page"' in page.text


def test_pages_are_for_looking_and_take_no_other_verb(browser):
    for name in ("home", "record", "who-may", "posts", "obligations", "dossiers", "design"):
        assert browser("planner").post(reverse(name)).status_code == 405, name
