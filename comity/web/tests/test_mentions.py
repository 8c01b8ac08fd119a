"""Whoever is called by name in a remark is told, and nobody learns of what they may not read."""

from datetime import timedelta

import pytest

from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.activity.papers.actions.make_remark import make_remark
from comity.activity.papers.actions.take_back_remark import take_back_remark
from comity.activity.papers.events import RemarkMade
from comity.activity.papers.models import Remark
from comity.foundation.notices.models import Notice
from comity.foundation.notices.queries import address_of, notices_for, unread
from comity.web.raising import mentioning

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def it(house):
    return a_concept(house)


def mentions():
    return Notice.objects.whole("test").filter(topic="mention")


def spoken(house, it, words, **more):
    return make_remark(it.pk, actor=house.planner, at=NOON, words=words, **more)


def test_whoever_is_called_by_name_is_told_where_and_nobody_else(house, it, client):
    remark = spoken(house, it, "@desk and @planner: is the annex in force?")
    (notice,) = mentions()
    assert (notice.person_id, notice.marking_id) == (house.desk.person_id, remark.marking_id)
    assert notice in notices_for(house.desk)
    said = str(notice.saying)
    assert it.title in said and "Planner" in said and "annex" not in said
    client.force_login(house.people["desk"])
    page = client.get(address_of(notice.thing_kind, notice.thing_key, notice.thing_reference), follow=True)
    assert f'id="remark-{remark.pk}"' in page.text
    assert page.redirect_chain[-1][0].endswith(f"#remark-{remark.pk}")


def test_who_may_not_read_the_remark_is_told_nothing_even_if_it_names_them(house, it, client):
    secret = a_concept(house, marked="SECRET")
    house.people["desk"].clearances = {"DEMO": "RESTRICTED"}
    house.people["desk"].save()
    remark = spoken(house, secret, "Kept from the desk.")
    event = RemarkMade(
        reference=secret.reference, remark=str(remark.pk), words="@desk", mentioned=(house.desk.person_id,)
    )
    mentioning.mentioned(event, actor=house.planner, at=NOON)
    assert not mentions().exists()
    client.force_login(house.people["desk"])
    assert client.get(f"/remarks/{remark.pk}/").status_code == 404


def test_what_is_taken_back_is_told_to_nobody_any_more(house, it):
    remark = spoken(house, it, "@desk: never mind")
    assert unread(house.desk, NOON).filter(topic="mention").count() == 1
    take_back_remark(remark.pk, actor=house.planner, at=NOON + timedelta(minutes=1))
    assert not unread(house.desk, NOON + timedelta(minutes=1)).filter(topic="mention").exists()
    assert Remark.objects.whole("test").count() == 1
