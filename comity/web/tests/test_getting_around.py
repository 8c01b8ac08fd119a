"""Language, zone, pins, visits, views, the palette, help: on every page, for everybody, each their own."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.tests.builders import (
    NOON,
    a_concept,
    a_granted,
    a_house,
    a_proposed,
)
from comity.foundation.access.queries import Person
from comity.foundation.personal.actions.pin_thing import pin_thing
from comity.foundation.personal.queries import choices_of, pins_of, views_for, visits_of
from comity.foundation.record.events import Thing
from comity.mandate.institutions.models import Appointment
from comity.mandate.institutions.queries import post_by_key
from comity.procedure.clearance.queries import consultations_of
from comity.web.help_topics import MEANINGS, TOPICS
from comity.web.keys import key_list
from comity.web.status_words import STATES

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


@pytest.fixture
def house():
    return a_house()


def client_of(house, who="planner"):
    client = Client()
    client.force_login(house.people.get(who, house.stranger_person))
    return client


def palette(client, typed="", page="/"):
    return json.loads(client.get(reverse("find-now"), {"q": typed, "page": page}).text)


def offers(answer):
    return [("".join(text for text, _hit in one["title"]), one) for group in answer["groups"] for one in group["items"]]


def clear_down(person, level="UNCLASSIFIED"):
    Person.objects.filter(pk=person.pk).update(clearances={"DEMO": level})


# -- languages and zones ------------------------------------------------------------------------------------


def test_the_language_is_switched_on_every_page_and_the_place_is_kept(house):
    client, page = client_of(house), "/engagements/?state=concept&after="
    assert f'action="{reverse("language")}"' in client.get(page).text
    answer = client.post(reverse("language"), {"language": "ar", "next": page})
    assert answer.url == page
    shown = client.get(page).text
    assert re.search(r'<html lang="ar" dir="rtl"', shown)
    assert choices_of(house.planner.person_id).language == "ar"


def test_whoever_is_not_signed_in_switches_too_and_is_led_nowhere_else(client, house, settings):
    assert f'action="{reverse("language")}"' in client.get(reverse("account_login")).text
    for elsewhere in ("https://elsewhere.example/", "ENG-2026-0001"):
        assert client.post(reverse("language"), {"language": "fr", "next": elsewhere}).url == "/"
    assert client.get(reverse("account_login")).text.startswith('<!doctype html>\n<html lang="fr" dir="ltr"')
    client.post(reverse("language"), {"language": "xx"})
    assert '<html lang="fr"' in client.get(reverse("account_login")).text


def test_the_chosen_language_is_spoken_in_any_browser_once_signed_in(house):
    client_of(house).post(reverse("language"), {"language": "fr", "next": "/"})
    elsewhere = client_of(house)
    assert '<html lang="fr"' in elsewhere.get("/").text
    elsewhere.post(reverse("sign-out"))
    assert '<html lang="fr"' in elsewhere.get(reverse("account_login")).text
    assert '<html lang="en-gb"' in client_of(house, "desk").get("/").text


def test_times_are_shown_in_the_readers_zone_and_in_nobody_elses(house):
    it = a_concept(house)
    page = reverse("engagement", args=[it.reference])
    planner = client_of(house)
    told = {"language": "", "zone": "Asia/Kolkata", "theme": "dark", "letters": "on"}
    assert planner.post(reverse("me"), told).url == reverse("me")
    shown = planner.get(page).text
    assert "17:30 IST" in shown
    assert 'data-theme="dark"' in shown
    assert "12:00 UTC" in client_of(house, "desk").get(page).text
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_or_a_language_that_is_not_offered_is_refused(house):
    answer = client_of(house).post(reverse("me"), {"language": "tlh", "zone": "Mars/Olympus"})
    assert answer.status_code == 200
    assert choices_of(house.planner.person_id).zone == ""


def test_single_keys_can_be_switched_off(house):
    client = client_of(house)
    assert re.search(r"<house-keys\s+data-letters", client.get("/").text)
    client.post(reverse("me"), {"language": "", "zone": "", "theme": ""})
    assert re.search(r"<house-keys>", client.get("/").text)


def test_ones_own_page_says_why_one_sees_what_one_sees(house):
    page = client_of(house).get(reverse("me")).text
    assert "you are cleared up to SECRET" in page
    assert "Planner" in page and "Ministry of Defence" in page
    stranger = client_of(house, "stranger").get(reverse("me")).text
    assert "you are not cleared" in stranger
    assert "You hold no post" in stranger


# -- pins, visits, views ------------------------------------------------------------------------------------


def test_a_page_is_pinned_and_stands_at_the_side_of_every_page(house):
    it, client = a_concept(house, title="Exercise Calm Water"), client_of(house)
    page = reverse("engagement", args=[it.reference])
    answer = client.post(reverse("pins"), {"do": "add", "kind": "engagement", "key": it.reference, "next": page})
    assert answer.url == page
    assert "Exercise Calm Water" in client.get(reverse("posts")).text
    assert 'value="remove"' in client.get(page).text
    client.post(reverse("pins"), {"do": "remove", "kind": "engagement", "key": it.reference})
    assert not pins_of(house.planner.person_id).exists()


@pytest.mark.parametrize(
    "wrong", [{"kind": "secret"}, {"key": ""}, {"key": "x" * 61}, {"do": "steal"}, {"key": "\x00"}]
)
def test_only_things_of_the_house_are_pinned(house, wrong):
    told = {"do": "add", "kind": "engagement", "key": "ENG-2026-0001", **wrong}
    assert client_of(house).post(reverse("pins"), told).status_code == 400
    assert not pins_of(house.planner.person_id).exists()


def test_what_was_pinned_or_looked_at_is_gone_when_one_may_no_longer_see_it(house):
    it, client = a_concept(house, title="Operation Nightjar", marked="SECRET"), client_of(house)
    pin_thing(Thing("engagement", it.reference), actor=house.planner, at=NOON)
    client.get(reverse("engagement", args=[it.reference]))
    assert it.reference in client.get(reverse("me")).text
    clear_down(house.people["planner"])
    for page in (reverse("me"), "/", reverse("posts")):
        shown = client.get(page).text
        assert "Nightjar" not in shown
        assert it.reference not in shown
    answer = client.get(reverse("find-now"), {"q": "", "page": "/"}).text
    assert "Nightjar" not in answer and it.reference not in answer


def test_a_page_that_bears_a_lower_marking_names_a_thing_by_its_reference_alone(house):
    it, client = a_concept(house, title="Operation Nightjar", marked="SECRET"), client_of(house)
    pin_thing(Thing("engagement", it.reference), actor=house.planner, at=NOON)
    low = client.get(reverse("posts"))
    assert it.reference in low.text
    assert "Nightjar" not in low.text
    assert "Nightjar" in client.get(reverse("engagement", args=[it.reference])).text


def test_what_one_looked_at_is_noted_once_and_refused_pages_are_not(house):
    it, client = a_proposed(house), client_of(house)
    hidden = a_concept(house, marked="SECRET")
    clear_down(house.people["planner"], "RESTRICTED")
    for path in (it.reference, it.reference, hidden.reference, "ENG-1999-0001"):
        client.get(reverse("engagement", args=[path]))
    client.get(reverse("posts"))
    assert [(row.kind, row.key) for row in visits_of(house.planner.person_id)] == [("engagement", it.reference)]


def test_a_view_is_saved_shared_thrown_away_and_brought_back(house):
    client, counsel = client_of(house), client_of(house, "counsel")
    page = "/engagements/?partner=PHL"
    assert reverse("view-new") in client.get(page).text
    told = {"name": "With the Philippines", "shared": "on", "page": page}
    assert client.post(reverse("view-new"), told).url == page
    (view,) = views_for(house.counsel.person_id, house.counsel.institution_id)
    assert "With the Philippines" in counsel.get("/").text
    assert "With the Philippines" not in client_of(house, "desk").get("/").text
    counsel.post(reverse("view-drop", args=[view.pk]))
    assert "With the Philippines" in client.get("/").text
    client.post(reverse("view-drop", args=[view.pk]))
    shown = client.get(reverse("me")).text
    assert "Bring it back" in shown
    assert "With the Philippines" not in counsel.get("/").text
    client.post(reverse("view-restore", args=[view.pk]))
    assert "With the Philippines" in counsel.get("/").text


def test_a_view_that_leads_elsewhere_is_kept_as_the_first_page(house):
    told = {"name": "x", "page": "https://elsewhere.example/?a=1"}
    assert client_of(house).post(reverse("view-new"), told).url == "/"
    assert [view.url for view in views_for(house.planner.person_id, None)] == ["/"]


# -- the palette --------------------------------------------------------------------------------------------


def test_the_palette_shows_what_waits_before_anything_is_typed(house):
    it = a_proposed(house, title="Exercise Calm Water")
    answer = palette(client_of(house, "counsel"))
    title, offer = offers(answer)[0]
    assert "Exercise Calm Water" in title
    assert offer["url"] == reverse("consultation", args=[consultations_of(it.dossier_id).get(post__key="counsel").pk])
    assert answer["marking"]["text"].startswith("RESTRICTED")


def test_the_palette_offers_only_what_this_person_can_do(house):
    assert any(title == "Begin an engagement" for title, _ in offers(palette(client_of(house), "begin")))
    assert not any(title == "Begin an engagement" for title, _ in offers(palette(client_of(house, "counsel"), "begin")))
    assert not any(title.startswith("Act as") for title, _ in offers(palette(client_of(house), "act as")))


def test_the_palette_acts_by_a_form_and_never_by_a_link(house):
    since = (NOON - timedelta(days=90)).date()
    held = {"person": house.people["planner"], "post": post_by_key("counsel"), "acting": True}
    Appointment.objects.create(**held, starts=since, made_by="a test")
    client = client_of(house)
    title, offer = next((t, o) for t, o in offers(palette(client, "act as", "/posts/")) if t.startswith("Act as"))
    assert title == "Act as Counsel"
    assert offer["url"] == ""
    assert offer["post"] == reverse("act-as")
    assert client.post(offer["post"], offer["fields"]).url == "/posts/"
    assert client.get("/").wsgi_request.actor.post.startswith("Counsel")


def test_the_palette_knows_the_page_it_was_opened_on(house):
    it, client = a_concept(house), client_of(house)
    page = reverse("engagement", args=[it.reference])
    found = dict(offers(palette(client, "", page)))
    offer = found["Pin this page"]
    client.post(offer["post"], offer["fields"])
    assert "Take the pin off this page" in dict(offers(palette(client, "", page)))
    listed = dict(offers(palette(client, "", "/engagements/?state=concept")))
    assert listed["Export this list"]["url"] == f"{reverse('engagements-export')}?state=concept"
    assert "Save this view" in listed
    assert "Pin this page" not in dict(offers(palette(client, "", "//elsewhere.example/x")))


def test_the_palette_finds_what_one_may_see_and_marks_the_answer(house):
    it = a_granted(house, title="Operation Nightjar", marked="SECRET")
    client = client_of(house)
    answer = palette(client, it.reference)
    assert offers(answer)[0][1]["url"] == reverse("engagement", args=[it.reference])
    assert answer["marking"]["text"].startswith("SECRET")
    assert palette(client, "nightjar")["marking"]["text"].startswith("SECRET")
    clear_down(house.people["planner"])
    lower = client.get(reverse("find-now"), {"q": "nightjar", "page": "/"})
    assert "Operation" not in lower.text and it.reference not in lower.text
    assert lower["Cache-Control"] == "no-store"


# -- deep links ---------------------------------------------------------------------------------------------


def test_a_deep_link_survives_signing_in_with_its_question(house, settings):
    settings.DEMONSTRATION = True
    Person.objects.update(demonstration=True)
    client = Client()
    asked = client.get("/engagements/?state=concept&q=calm%20water", follow=True)
    assert asked.context["next"] == "/engagements/?state=concept&q=calm%20water"
    person = house.people["planner"].pk
    answer = client.post(reverse("sign-in-as"), {"person": person, "next": asked.context["next"]})
    assert answer.url == "/engagements/?state=concept&q=calm%20water"


def test_a_deep_link_survives_signing_in_with_a_password(house):
    planner, client = house.people["planner"], Client()
    planner.set_password("a long and quiet river")
    planner.save()
    wanted = "/dossiers/?state=deciding"
    page = client.get(wanted, follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))
    told = {"login": "planner", "password": "a long and quiet river", "next": page.context["redirect_field_value"]}
    assert client.post(reverse("account_login"), told).url == wanted


# -- help ---------------------------------------------------------------------------------------------------


def test_help_tells_the_routes_of_the_framework_in_force_and_what_is_mine(house):
    client = client_of(house, "counsel")
    page = client.get(reverse("help-topic", args=["procedure"])).text
    for said in ("Both ministers", "the law", "Engagement Act", "5 working days", "its superior is asked"):
        assert said in page, said
    assert 'id="all-law"' in page
    assert 'class="mine"' in page
    assert (
        f"{reverse('help-topic', args=['procedure'])}?framework=test-house#all-law" in client.get(reverse("help")).text
    )


def test_help_shows_no_framework_to_whoever_belongs_to_none_of_several(house, monkeypatch):
    monkeypatch.setattr("comity.web.helping.frameworks_of", lambda person_id, at: [])
    page = client_of(house, "stranger").get(reverse("help-topic", args=["procedure"]))
    assert "No framework concerns you" in page.text
    assert "Both ministers" not in page.text


@pytest.mark.parametrize("topic", [topic.key for topic in TOPICS])
def test_every_page_of_help_answers(house, topic):
    assert client_of(house).get(reverse("help-topic", args=[topic])).status_code == 200
    assert client_of(house, "stranger").get(reverse("help-topic", args=[topic])).status_code == 200


def test_there_is_no_help_on_what_does_not_exist(house):
    assert client_of(house).get(reverse("help-topic", args=["nothing"])).status_code == 404


def test_every_meaning_is_of_a_state_that_is_shown():
    assert {code for _key, _title, rows in MEANINGS for code, _words in rows} <= set(STATES)


def test_no_two_keys_are_the_same():
    pressed = [key.keys for _title, keys in key_list() for key in keys]
    assert len(pressed) == len(set(pressed))
