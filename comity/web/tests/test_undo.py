"""What can be taken back says so where it was done; and a weighty act shows what the record will say of it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.rules.dates import Precision, RoughDate
from comity.activity.engagements.rules.life import Move
from comity.activity.engagements.tests.builders import NOON, a_concept, a_house, a_proposed, answer_all
from comity.activity.engagements.views.foretelling import SENTENCES, TYPED
from comity.activity.engagements.views.moving import ACTS
from comity.foundation.personal.queries import pins_of, views_for
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.queries import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


def signed_in(house, who="planner"):
    client = Client()
    client.force_login(house.people[who])
    return client


def undo_on(page):
    """Where the undo of a message is sent, and what it asks for."""
    form = re.search(r'<form class="callout-undo" method="post" action="([^"]*)">(.*?)</form>', page.text, re.S)
    assert form, "the page offers no undo"
    return unescape(form[1]), {"act": re.search(r'name="act" value="([^"]*)"', form[2])[1]}


def test_a_pin_that_was_taken_off_is_put_back(house):
    it, client = a_concept(house), signed_in(house)
    page = reverse("engagement", args=[it.reference])
    told = {"kind": "engagement", "key": it.reference, "next": page}
    client.post(reverse("pins"), {**told, "do": "add"})
    url, data = undo_on(client.post(reverse("pins"), {**told, "do": "remove"}, follow=True))
    assert not pins_of(house.planner.person_id).exists()
    assert client.post(url, data).url == page
    assert [pin.key for pin in pins_of(house.planner.person_id)] == [it.reference]


def test_a_view_that_was_thrown_away_comes_back(house):
    client = signed_in(house)
    client.post(reverse("view-new"), {"page": "/engagements/?state=concept", "name": "Mine"})
    row = views_for(house.planner.person_id, house.planner.institution_id).get()
    url, data = undo_on(client.post(reverse("view-drop", args=[row.pk]), follow=True))
    assert not views_for(house.planner.person_id, house.planner.institution_id).exists()
    client.post(url, data)
    assert views_for(house.planner.person_id, house.planner.institution_id).exists()


def foretold(page):
    return [unescape(said) for said in re.findall(r"<q>(.*?)</q>", page.text)]


def recorded(house, kind, key):
    return [str(entry.told) for entry in history(reader=house.planner.reader, about=Thing(kind, str(key)))]


def test_every_weighty_move_is_foretold():
    assert SENTENCES.keys() == ACTS.keys()


def test_a_withdrawal_says_what_the_record_then_says(house):
    it, client = a_concept(house), signed_in(house)
    page = reverse("engagement-move", args=[it.reference, Move.WITHDRAW.value])
    (said,) = foretold(client.get(page))
    client.post(page, {"reason": "The port is closed."})
    assert said.replace(TYPED, "The port is closed.") in recorded(house, "engagement", it.pk)


def test_a_proposal_says_what_the_record_then_says(house):
    first = RoughDate(timezone.localdate() + timedelta(days=200), Precision.DAY)
    it, client = a_concept(house, start=first, end=first), signed_in(house)
    page = reverse("engagement-propose", args=[it.reference])
    (said,) = foretold(client.get(page))
    client.post(page, {"seen": it.version})
    assert said in recorded(house, "engagement", it.pk)


def test_a_decision_and_its_suspension_say_what_the_record_then_says(house):
    it = a_proposed(house)
    answer_all(house, it)
    consolidate_dossier(it.dossier_id, actor=house.planner, at=NOON, summary="All concur.", recommendation="Grant it.")
    minister = signed_in(house, "defence-minister")
    page = reverse("dossier-decide", args=[it.dossier.reference])
    grant, refuse, back = foretold(minister.get(page))
    assert TYPED in refuse and TYPED in back
    told = {"act": "decide", "grant": "yes", "reason": "", "seen": standing(it.dossier_id).digest}
    for client in (minister, signed_in(house, "foreign-minister")):
        assert client.post(page, told).status_code == 302
    assert grant in recorded(house, "dossier", it.dossier_id)

    dossier = reverse("dossier", args=[it.dossier.reference])
    suspend, revoke = foretold(minister.get(dossier))
    minister.post(dossier, {"act": "suspend", "reason": "A storm comes."})
    assert suspend.replace(TYPED, "A storm comes.") in recorded(house, "dossier", it.dossier_id)
    assert revoke != suspend
