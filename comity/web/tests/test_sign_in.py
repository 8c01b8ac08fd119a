"""One click per role in a demonstration; elsewhere a password, and never anything between the two."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from comity.activity.engagements.tests.builders import a_house
from comity.foundation.access.queries import Person
from comity.foundation.record.queries import entire_history
from comity.mandate.institutions.models import Appointment
from comity.mandate.institutions.queries import post_by_key

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
PASSWORD = "a long and quiet river"


@pytest.fixture
def house():
    made = a_house()
    Person.objects.update(demonstration=True)
    return made


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def no_demonstration(settings):
    settings.DEMONSTRATION = False


def enter_as(client, house, key="planner", **said):
    return client.post(reverse("sign-in-as"), {"person": house.people[key].pk, **said})


def signed_in(client):
    return client.get("/").status_code == 200


def told(kind):
    return [entry.sentence for entry in entire_history("a test", kind=kind, newest_first=False)]


def test_one_click_enters_as_an_invented_person_and_is_recorded(client, house, demonstration):
    page = client.get(reverse("sign-in"))
    assert page.status_code == 200
    assert all(f'name="person" value="{person.pk}"' in page.text for person in house.people.values())
    assert enter_as(client, house).url == "/"
    assert client.get("/").wsgi_request.actor.post == "Planner"
    assert told("access.signed-in") == ["Planner signed in (one click, demonstration)."]


def test_outside_a_demonstration_there_is_no_click(client, house, no_demonstration):
    assert client.get(reverse("sign-in")).url == reverse("account_login")
    assert enter_as(client, house).status_code == 403
    assert not signed_in(client)
    assert told("access.signed-in") == []


@pytest.mark.parametrize("active", [True, False])
def test_beside_one_real_account_there_is_no_click_whatever_the_settings_say(client, house, demonstration, active):
    Person.objects.create(username="real", name="Real", nationality="XHM", is_active=active)
    assert client.get(reverse("sign-in")).url == reverse("account_login")
    assert enter_as(client, house).status_code == 403
    assert not signed_in(client)


def test_nobody_enters_as_an_account_that_is_closed_or_unknown(client, house, demonstration):
    Person.objects.filter(pk=house.people["planner"].pk).update(is_active=False)
    assert enter_as(client, house).status_code == 403
    for person in ("0", "", "99999999", "x", "²"):
        assert client.post(reverse("sign-in-as"), {"person": person}).status_code == 403
    assert not signed_in(client)


def test_the_click_is_no_link(client, house, demonstration):
    assert client.get(reverse("sign-in-as"), {"person": house.people["planner"].pk}).status_code == 405
    assert not signed_in(client)


def test_the_click_needs_its_token(house, demonstration):
    client = Client(enforce_csrf_checks=True)
    assert enter_as(client, house).status_code == 403
    assert not signed_in(client)


def test_entering_as_another_leaves_the_first_and_begins_a_new_session(client, house, demonstration):
    enter_as(client, house)
    first = client.session.session_key
    session = client.session
    session["post"] = post_by_key("desk").pk
    session.save()
    enter_as(client, house, "desk")
    assert client.session.session_key != first
    assert "post" not in client.session
    assert client.get("/").wsgi_request.user == house.people["desk"]


ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\x"]


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_nobody_is_led_to_another_house(client, house, demonstration, onward):
    assert enter_as(client, house, next=onward).url == "/"
    assert client.post(reverse("act-as"), {"post": "1", "next": onward}).url == "/"


def test_one_is_led_on_to_where_one_was_going(client, house, demonstration):
    wanted = reverse("engagements") + "?kind=exercise"
    assert client.get(wanted).url.startswith("/sign-in/?next=")
    page = client.get(reverse("sign-in"), {"next": wanted})
    assert "kind=exercise" in page.text
    assert enter_as(client, house, next=wanted).url == wanted


def test_what_comes_next_is_written_into_the_page_as_text(client, house, demonstration):
    page = client.get(reverse("sign-in"), {"next": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


# -- by password -----------------------------------------------------------------------------------------


@pytest.fixture
def planner(house):
    person = house.people["planner"]
    person.set_password(PASSWORD)
    person.save()
    return person


def enter_with(client, login="planner", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def test_a_password_enters_and_is_recorded(client, planner):
    assert client.get(reverse("account_login")).status_code == 200
    assert enter_with(client).url == "/"
    assert signed_in(client)
    assert told("access.signed-in") == ["Planner signed in (password)."]


@pytest.mark.parametrize(
    ("login", "password"), [("planner", "wrong"), ("planner", ""), ("nobody", PASSWORD), ("desk", "")]
)
def test_a_wrong_password_or_none_does_not(client, planner, login, password):
    page = enter_with(client, login, password)
    assert page.status_code == 200
    assert not signed_in(client)
    assert told("access.signed-in") == []


def test_an_account_without_a_password_has_no_empty_one(client, house):
    for password in ("", " ", "!"):
        enter_with(client, "desk", password)
        assert not signed_in(client)


def test_a_closed_account_does_not_enter(client, planner):
    Person.objects.filter(pk=planner.pk).update(is_active=False)
    enter_with(client)
    assert not signed_in(client)


def test_nobody_signs_up(client, house):
    page = client.get(reverse("account_login"))
    assert "sign up" not in page.text.lower()
    for address in ("/accounts/signup/", "/sign-up/", "/sign-in/signup/", "/admin/"):
        assert client.get(address).status_code in (302, 404)
        assert client.post(address, {"username": "x", "password1": PASSWORD}).status_code in (302, 404)
    assert not Person.objects.filter(username="x").exists()


def test_signing_out_ends_the_session_and_is_recorded(client, house, demonstration):
    enter_as(client, house)
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == reverse("sign-in") + "?world=test-house"  # the world one came from
    assert not signed_in(client)
    assert told("access.signed-out") == ["Planner signed out."]


# -- from which post -------------------------------------------------------------------------------------


def test_one_chooses_among_the_posts_one_holds(client, house, demonstration):
    second = Appointment.objects.create(
        person=house.people["planner"],
        post=post_by_key("counsel"),
        acting=True,
        starts=date(2026, 1, 1),
        made_by="test",
    )
    enter_as(client, house)
    page = client.get("/")
    assert page.wsgi_request.actor.post == "Planner"
    assert "Counsel" in page.text
    page = client.post(reverse("act-as"), {"post": second.post_id, "next": reverse("engagements")}, follow=True)
    assert page.wsgi_request.actor.post == "Counsel (acting)"
    assert page.wsgi_request.path == reverse("engagements")
    assert "You now act as Counsel" in page.text


def test_a_post_one_does_not_hold_is_not_given(client, house, demonstration):
    enter_as(client, house)
    page = client.post(reverse("act-as"), {"post": post_by_key("foreign-minister").pk}, follow=True)
    assert "You do not hold that post now." in page.text
    assert page.wsgi_request.actor.post == "Planner"


def test_an_invented_person_does_not_outlive_the_demonstration(client, house, demonstration, settings):
    enter_as(client, house)
    assert signed_in(client)
    settings.DEMONSTRATION = False
    assert not signed_in(client)


def test_the_first_real_account_shows_every_invented_person_out(client, house, demonstration):
    enter_as(client, house)
    Person.objects.create(username="real", name="Real", nationality="XHM")
    assert not signed_in(client)


def test_wishing_for_a_post_that_is_not_held_is_recorded(client, house, demonstration):
    enter_as(client, house)
    wished = post_by_key(next(k for k in house.people if "minister" in k)).pk
    client.post(reverse("act-as"), {"post": wished})
    assert client.get("/").wsgi_request.actor.post == "Planner"
    assert told("access.refused") == [
        f"Planner, Planner tried to act from post {wished} and was refused: they do not hold it now."
    ]
