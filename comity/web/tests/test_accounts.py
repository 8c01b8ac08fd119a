"""Accounts of real people, at the front door: one click ends with the first, a session ends with its account."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from comity.foundation.access.actions.add_person import add_person
from comity.foundation.access.actions.change_clearance import change_clearance
from comity.foundation.access.actions.close_account import close_account
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import the_console
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.queries import entire_history
from comity.procedure.clearance.tests.builders import a_house

PASSWORD = "correct horse battery staple"
PAGES = ("/", "/engagements/", "/posts/", "/record/")


@pytest.fixture(autouse=True)
def no_failure_counts_against_the_next_test():
    cache.clear()


@pytest.fixture
def house(db, settings):
    settings.DEMONSTRATION = True
    return a_house()


@pytest.fixture
def marking_id(db):
    return marking_for(label("DEMO", "RESTRICTED")).pk


def add(marking_id):
    return add_person(
        "ana",
        actor=the_console(),
        at=timezone.now(),
        name="Ana Silva",
        nationality="FJI",
        clearances={"DEMO": "RESTRICTED"},
        marking_id=marking_id,
    )


@pytest.fixture
def real(house, marking_id):
    """Somebody real, made by the console, with a password."""
    person = add(marking_id)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, username="ana", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def close(person, marking_id):
    return close_account(person, actor=the_console(), at=timezone.now(), reason="Left.", marking_id=marking_id)


def is_signed_in(client):
    return client.get("/posts/").status_code == 200


def test_one_click_is_there_until_the_console_makes_the_first_real_account_and_then_gone_for_good(
    client, house, marking_id
):
    desk = {"person": house.people["desk"].pk}
    assert client.get("/sign-in/").status_code == 200
    assert client.post(reverse("sign-in-as"), desk).status_code == 302
    client.logout()
    real = add(marking_id)
    for _ in ("while the account is open", "and after it was closed"):
        assert client.get("/sign-in/").url == reverse("account_login")
        for who in (desk, {"person": real.pk}):
            assert client.post(reverse("sign-in-as"), who).status_code == 403
        assert not is_signed_in(client)
        if Person.objects.get(pk=real.pk).is_active:
            close(real, marking_id)


def test_a_real_person_signs_in_by_password_and_it_is_recorded(client, real):
    assert sign_in(client).url == "/"
    assert is_signed_in(client)
    (entry,) = entire_history("a test", kind="access.signed-in")
    assert (entry.person, entry.sentence) == ("Ana Silva", "Ana Silva signed in (password).")


def test_a_new_account_does_not_sign_in_before_its_password_is_set(client, house, marking_id):
    made = add(marking_id)
    for tried in ("", "!", made.password):
        assert sign_in(client, password=tried).status_code == 200
    assert not is_signed_in(client)


def test_whoever_is_signed_in_is_signed_out_at_the_next_click_after_their_account_closes(client, real, marking_id):
    sign_in(client)
    close(real, marking_id)
    for page in PAGES:
        answer = client.get(page)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/sign-in/"), page


def test_a_session_does_not_come_back_with_a_reopened_account(client, real, marking_id):
    sign_in(client)
    assert Session.objects.filter(expire_date__gt=timezone.now() + timedelta(hours=1)).exists()
    close(real, marking_id)
    Person.objects.filter(pk=real.pk).update(is_active=True)
    assert not is_signed_in(client)


def test_a_closed_account_does_not_sign_in_with_its_old_password(client, real, marking_id):
    old = real.password
    close(real, marking_id)
    assert sign_in(client).status_code == 200
    Person.objects.filter(pk=real.pk).update(password=old)
    assert sign_in(client).status_code == 200
    assert not is_signed_in(client)


def test_a_changed_clearance_holds_from_the_next_click(client, real, marking_id):
    sign_in(client)
    assert client.get("/record/").context["entries"]
    change_clearance(
        real,
        actor=the_console(),
        at=timezone.now(),
        clearances={},
        groups=[],
        reason="Under inquiry.",
        marking_id=marking_id,
    )
    assert not client.get("/record/").context["entries"]
    assert is_signed_in(client)
