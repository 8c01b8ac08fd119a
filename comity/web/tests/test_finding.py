"""Search finds what one may see, and nothing tells of what one may not: no row, no count, no group."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from comity.activity.engagements.actions.change_marking import change_marking
from comity.activity.engagements.tests.builders import NOON, a_concept, a_granted, a_house, a_proposed
from comity.activity.papers.actions.make_remark import make_remark
from comity.foundation.labels.rules.label import label
from comity.foundation.personal.actions.save_view import save_view
from comity.foundation.personal.rules.views import View
from comity.web.finding import called_exactly, find
from comity.web.things import Seeing

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


def sees(actor):
    return Seeing(actor, NOON)


def low(house):
    """The planner, cleared for the lowest level only."""
    reader = replace(house.planner.reader, clearances=frozenset({("DEMO", "UNCLASSIFIED")}))
    return replace(house.planner, reader=reader)


def titles(groups, key):
    return ["".join(part.text for part in hit.title) for group in groups if group.key == key for hit in group.hits]


def client_of(house, who="planner"):
    client = Client()
    client.force_login(house.people.get(who, house.stranger_person))
    return client


def test_an_engagement_is_found_by_title_place_purpose_and_reference(house):
    it = a_concept(house, title="Exercice Été bleu", place="Subic Bay", purpose="To practise relief at sea.")
    for typed in ("bleu", "ÉTÉ", "été bleu", "subic", "relief sea", it.reference.lower(), f"bleu {it.reference}"):
        assert titles(find(typed, sees(house.planner)), "engagements") == [it.title], typed
    assert titles(find("bleu storm", sees(house.planner)), "engagements") == []


def test_what_the_reader_may_not_see_is_in_no_group_and_no_count(house):
    a_granted(house, marked="SECRET", title="Operation Nightjar", place="Nightjar Cove", purpose="Nightjar.")
    high = find("nightjar", sees(house.planner))
    assert {"engagements", "dossiers"} <= {group.key for group in high}
    assert find("nightjar", sees(low(house))) == []
    assert find("nightjar", sees(house.stranger)) == []


def test_nothing_more_is_told_of_what_is_withheld(house):
    for number in range(4):
        a_concept(house, title=f"Open sea {number}")
        a_concept(house, title=f"Shut sea {number}", marked="SECRET")
    (group,) = find("sea", sees(low(house)), rooms=["engagements"], most=4)
    assert len(group.hits) == 4
    assert group.more is False, "four more exist that this reader may not know of"
    (group,) = find("sea", sees(house.planner), rooms=["engagements"], most=4)
    assert group.more is True


def test_a_dossier_a_post_a_person_a_country_and_an_instrument_are_found(house):
    it = a_proposed(house, title="Exercise Calm Water")
    planner = sees(house.planner)
    assert titles(find("calm", planner), "dossiers") == [it.title]
    assert titles(find("foreign minister", planner), "posts") == ["Minister of Foreign Affairs"]
    assert "Counsel" in titles(find("counsel", planner), "posts")
    assert titles(find("philippin", planner), "countries") == ["Philippines"]
    assert titles(find("engagement act", planner), "instruments") == ["Engagement Act"]
    assert titles(find("engagements", planner), "places")


def test_entries_of_the_record_are_found_by_number_and_by_reference(house):
    it = a_concept(house)
    hidden = a_concept(house, marked="SECRET")
    assert titles(find(it.reference, sees(low(house))), "record")
    assert titles(find(hidden.reference, sees(house.planner)), "record")
    assert titles(find(hidden.reference, sees(low(house))), "record") == []
    assert len(titles(find("#0", sees(house.planner)), "record")) == 1


def test_only_a_reference_one_may_know_is_called_exactly_so(house):
    it = a_proposed(house, marked="SECRET")
    assert called_exactly(it.reference.lower(), sees(house.planner)).key == it.reference
    assert called_exactly(it.reference, sees(low(house))) is None
    assert called_exactly(it.reference[:-1], sees(house.planner)) is None


def test_a_whole_reference_leads_straight_there(house):
    it = a_proposed(house)
    answer = client_of(house).get(reverse("find"), {"q": it.reference.lower()})
    assert answer.url == reverse("engagement", args=[it.reference])
    dossier = find(it.title, sees(house.planner), rooms=["dossiers"])[0].hits[0]
    reference = "".join(part.text for part in dossier.reference)
    assert client_of(house).get(reverse("find"), {"q": reference}).url == dossier.url
    stranger = client_of(house, "stranger").get(reverse("find"), {"q": it.reference})
    assert stranger.status_code == 200
    assert "Nothing found" in stranger.text


def test_the_page_bears_the_marking_of_what_it_shows_and_escapes_it(house):
    a_concept(house, marked="CONFIDENTIAL", title="Exercise <b>Storm</b> Petrel")
    page = client_of(house).get(reverse("find"), {"q": "petrel"})
    assert "<mark>Petrel</mark>" in page.text
    assert "&lt;b&gt;Storm" in page.text
    assert page.context["page_marking"]["text"] == "CONFIDENTIAL"
    assert client_of(house).get(reverse("find"), {"q": "zzz"}).context["page_marking"]["level"] == 0


def test_a_page_of_one_kind_shows_that_kind_alone(house):
    a_proposed(house, title="Exercise Calm Water")
    page = client_of(house).get(reverse("find"), {"q": "calm", "in": "dossiers"})
    assert [group.key for group in page.context["groups"]] == ["dossiers"]


def test_a_remark_is_found_by_those_who_may_read_it(house):
    it = a_concept(house, marked="SECRET")
    make_remark(it.pk, actor=house.planner, at=NOON, words="The nightjar is heard at dusk.")
    (group,) = find("nightjar", sees(house.planner), rooms=["remarks"])
    assert group.hits[0].url.startswith(reverse("papers", args=[it.reference]))
    assert find("nightjar", sees(low(house))) == []


def test_a_remark_goes_out_of_sight_with_an_engagement_that_is_raised(house):
    it = a_concept(house)
    make_remark(it.pk, actor=house.planner, at=NOON, words="The nightjar is heard at dusk.")
    assert find("nightjar", sees(low(house)), rooms=["remarks"])
    secret = {"label": label("DEMO", "SECRET"), "reason": "It is."}
    change_marking(it.pk, actor=house.planner, at=NOON, seen_version=it.version, **secret)
    assert find("nightjar", sees(low(house)), rooms=["remarks"]) == []


def test_saved_views_are_found_by_those_who_see_them(house):
    view = View("Late in Subic", "/engagements/", "partner=PHL", shared=True)
    save_view(view, actor=house.planner, at=NOON, key=uuid4())
    assert titles(find("subic", sees(house.counsel)), "views") == ["Late in Subic"]
    assert titles(find("subic", sees(house.desk)), "views") == []


@pytest.mark.parametrize("typed", ["%", "_", "\x00", "' OR 1=1 --", "a" * 5000, "🛳", "\\", "*"])
def test_anything_may_be_typed(house, typed):
    a_concept(house)
    for name in ("find", "find-now"):
        assert client_of(house).get(reverse(name), {"q": typed}).status_code == 200
    assert titles(find(typed, sees(house.planner)), "engagements") == []
