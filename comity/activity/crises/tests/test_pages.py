from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comity.activity.crises.models import Crisis, Round
from comity.activity.crises.queries import crises
from comity.activity.engagements.tests.builders import a_concept, a_granted, a_proposed
from comity.foundation.record.queries import history

from .builders import a_crisis

pytestmark = pytest.mark.django_db
SMALL = {"personnel": 40}


def as_(client, house, who):
    client.force_login(house.people[who])
    return client


@pytest.fixture
def crisis(house):
    return a_crisis(house, at=timezone.now())


def test_an_empty_list_teaches_and_says_who_may_not(client, house):
    page = as_(client, house, "planner").get(reverse("crises"))
    assert "No crisis is declared" in page.text
    assert "no mandate to declare" in page.text
    assert "Declare a crisis</a>" not in page.text


def test_a_crisis_is_declared_on_its_page_and_what_was_typed_is_kept_when_it_is_refused(client, house):
    as_(client, house, "watch")
    until = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    typed = {"title": "Cyclone Ilse", "cause": "disaster", "state": "", "zone": "", "why": "It lands.", "until": until}
    again = client.post(reverse("crisis-declare"), typed)
    assert again.status_code == 422
    assert "Name one country or one region" in again.text
    assert "It lands." in again.text
    done = client.post(reverse("crisis-declare"), {**typed, "state": "PHL"}, follow=True)
    assert "Cyclone Ilse" in done.text
    assert crises(house.watch.reader).get().state_id == "PHL"


def test_nobody_without_the_mandate_declares_by_the_page(client, house):
    until = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    typed = {"title": "Mine", "cause": "disaster", "state": "PHL", "why": "So.", "until": until}
    assert as_(client, house, "planner").post(reverse("crisis-declare"), typed).status_code == 403
    assert not Crisis.objects.whole("a test").exists()


def test_the_desk_shows_what_it_touches_and_only_what_one_may_read(client, house, crisis):
    a_granted(house, title="Seen by all", **SMALL)
    a_concept(house, title="Kept apart", marked="SECRET")
    page = as_(client, house, "defence-minister").get(reverse("crisis", args=[crisis.reference]))
    assert "Seen by all" in page.text
    assert "Kept apart" in page.text
    house.people["envoy"].clearances = {"DEMO": "RESTRICTED"}
    house.people["envoy"].save()
    page = as_(client, house, "envoy").get(reverse("crisis", args=[crisis.reference]))
    assert "Seen by all" in page.text
    assert "Kept apart" not in page.text


def test_a_crisis_that_one_may_not_read_is_not_there_and_the_attempt_is_recorded(client, house, crisis):
    as_(client, house, "liaison")
    assert client.get(reverse("crisis", args=[crisis.reference])).status_code == 404
    assert client.get(reverse("crisis-by-key", args=[crisis.pk])).status_code == 404
    assert "Cyclone" not in client.get(reverse("crises")).text
    assert "Cyclone" not in client.get(reverse("find"), {"q": "cyclone"}).text
    told = history(reader=house.watch.reader).filter(kind="access.refused")
    assert told.filter(sentence__contains="open a crisis").exists()


def test_three_are_chosen_foreseen_done_and_undone(client, house, crisis):
    its = [a_granted(house, **SMALL) for _ in range(3)]
    concept = a_concept(house)
    as_(client, house, "defence-minister")
    wanted = {"act": "suspend", "engagement": [it.reference for it in (*its, concept)]}
    address = reverse("crisis-preview", args=[crisis.reference])
    page = client.get(address, wanted)
    assert "Suspend 4 engagements" in page.text
    assert "It is a concept" in page.text
    assert client.post(address, {**wanted, "words": ""}).status_code == 422
    done = client.post(address, {**wanted, "words": "The airport is closed."}, follow=True)
    assert "Done: 3 · refused: 1 · waiting: 0" in done.text
    assert "not been put to clearance" in done.text
    undone = client.get(address, {"act": "resume", "engagement": [it.reference for it in its]})
    assert "Lift the suspension of 3 engagements" in undone.text


def test_a_long_round_is_told_as_it_goes_on(client, house, crisis, monkeypatch):
    monkeypatch.setattr("comity.activity.crises.views.BATCH", 1)
    its = [a_granted(house, **SMALL) for _ in range(3)]
    as_(client, house, "defence-minister")
    wanted = {"act": "suspend", "engagement": [it.reference for it in its], "words": "Closed."}
    page = client.post(reverse("crisis-preview", args=[crisis.reference]), wanted, follow=True)
    assert "Done: 1 · refused: 0 · waiting: 2" in page.text
    address = reverse("crisis-round", args=[Round.objects.get().pk])
    told = client.post(address, headers={"accept": "application/json"}).json()
    assert told == {"left": 1, "all": 3}
    assert as_(client, house, "foreign-minister").post(address).status_code == 403
    as_(client, house, "defence-minister").post(address)
    assert "Done: 3" in client.get(address).text


def test_a_dossier_is_declared_urgent_and_recalled_on_its_page(client, house, crisis):
    it = a_proposed(house, **SMALL)
    address = reverse("dossier", args=[it.dossier.reference])
    page = as_(client, house, "planner").get(address)
    assert "Declare urgent" not in page.text
    page = as_(client, house, "watch").get(address)
    assert "Declare urgent" in page.text
    assert client.post(address, {"act": "hurry", "cause": "disaster", "why": ""}).status_code == 422
    done = client.post(address, {"act": "hurry", "cause": "disaster", "why": "It lands."}, follow=True)
    assert "It lands." in done.text
    assert as_(client, house, "planner").post(
        address, {"act": "hurry", "cause": "disaster", "why": "I say so."}
    ).status_code in (403, 404, 422)


def test_it_stands_beside_the_work_of_those_whose_desk_needs_it_and_in_search_and_palette(client, house, crisis):
    as_(client, house, "watch")
    assert "Ilse" in client.get(reverse("find"), {"q": "cyclone"}).text
    offers = client.get(reverse("find-now"), {"q": "cris", "page": "/"}).json()
    titles = ["".join(text for text, _ in item["title"]) for group in offers["groups"] for item in group["items"]]
    assert "Declare a crisis" in titles
    assert "Crises" in titles
