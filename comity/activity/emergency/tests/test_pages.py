"""The glass as a browser breaks it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.activity.emergency.models import Opening, Page
from comity.activity.emergency.tests.builders import WHY, a_house, a_secret

pytestmark = pytest.mark.django_db
ALL = "a test looks at every row"


@pytest.fixture
def house():
    return a_house()


def a_browser(house, who):
    client = Client()
    client.force_login(house.people[who])
    return client


def broken(house, it, client):
    said = {"what": it.reference, "reason": WHY, "hours": "1"}
    return client.post(reverse("emergency"), said, follow=True)


def test_what_is_opened_is_read_under_a_banner_and_each_page_is_on_the_record(house):
    it, other = a_secret(house), a_secret(house, title="Exercise Canary")
    desk, here = a_browser(house, "desk"), reverse("engagement", args=[it.reference])
    assert desk.get(here).status_code == 404
    page = broken(house, it, desk)
    assert "stands open to you" in page.text
    shown = desk.get(here)
    assert shown.status_code == 200
    assert it.title in shown.text
    assert "SECRET" in shown.context["page_marking"]["text"]
    assert 'class="stands-open"' in shown.text
    desk.get(here)
    assert Page.objects.whole(ALL).filter(path=here).count() == 1
    listed = desk.get(reverse("engagements"))
    assert it.reference in listed.text
    for text in (listed.text, desk.get(reverse("find"), {"q": "Exercise"}).text, desk.get(reverse("home")).text):
        assert "Canary" not in text
        assert other.reference not in text
    assert desk.get(reverse("engagement", args=[other.reference])).status_code == 404
    assert a_browser(house, "desk").get(here).status_code == 404  # another session of the same person


def test_it_is_closed_from_its_page_and_the_page_is_not_there_any_more(house):
    it, desk = a_secret(house), a_browser(house, "desk")
    broken(house, it, desk)
    number = Opening.objects.whole(ALL).get().pk
    here = reverse("engagement", args=[it.reference])
    assert desk.get(here).status_code == 200
    counsel = a_browser(house, "counsel")
    assert counsel.post(reverse("emergency-opening", args=[number])).status_code == 302
    gone = desk.get(here)
    assert gone.status_code == 404
    assert "stands-open" not in gone.text


def test_its_time_ends_it_between_two_pages(house, monkeypatch):
    it, desk = a_secret(house), a_browser(house, "desk")
    broken(house, it, desk)
    here = reverse("engagement", args=[it.reference])
    later = timezone.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert desk.get(here).status_code == 404


def test_a_refusal_keeps_what_was_typed_and_does_not_tell_what_exists(house):
    foreign, desk = a_secret(house, originators=["PHL"]), a_browser(house, "desk")
    texts = []
    for name in (foreign.reference, "ENG-2026-0999"):
        page = desk.post(reverse("emergency"), {"what": name, "reason": WHY, "hours": "1"})
        assert page.status_code == 422
        assert WHY in page.text
        texts.append([str(error) for error in page.context["form"].non_field_errors()])
    assert texts[0] == texts[1] != []


def test_who_watches_sees_that_it_was_opened_and_others_see_nothing(house):
    it = a_secret(house)
    broken(house, it, a_browser(house, "desk"))
    number = Opening.objects.whole(ALL).get().pk
    house.people["clerk"].clearances = {"DEMO": "RESTRICTED"}
    house.people["clerk"].save()
    page = a_browser(house, "clerk").get(reverse("emergency-opening", args=[number]))
    assert "above what you may read" in page.text
    assert it.reference not in page.text
    assert it.reference in a_browser(house, "counsel").get(reverse("emergency-opening", args=[number])).text
    assert a_browser(house, "planner").get(reverse("emergency-opening", args=[number])).status_code == 404
    assert "O-" not in a_browser(house, "planner").get(reverse("emergency")).text
