"""What a person sets for themselves is theirs alone, bounded, and leads nowhere outside the house."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.personal.actions.choose_preferences import choose_preferences
from comity.foundation.personal.actions.drop_view import drop_view
from comity.foundation.personal.actions.move_pin import move_pin
from comity.foundation.personal.actions.note_visit import note_visit
from comity.foundation.personal.actions.pin_thing import pin_thing
from comity.foundation.personal.actions.restore_view import restore_view
from comity.foundation.personal.actions.save_view import save_view
from comity.foundation.personal.actions.unpin_thing import unpin_thing
from comity.foundation.personal.models import Visit
from comity.foundation.personal.queries import choices_of, dropped_views, pins_of, views_for, visits_of, zones
from comity.foundation.personal.rules.choices import Choices
from comity.foundation.personal.rules.views import PINS_AT_MOST, VISITS_AT_MOST, View, faults
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import head

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
LANGUAGES = ("en-gb", "fr")


def somebody(name, institution_id=7):
    person = Person.objects.create(username=name, name=name.title(), nationality="XHM")
    return Actor(
        person_id=person.pk,
        person=person.name,
        post_id=1,
        post="Planner",
        institution_id=institution_id,
        reader=person.reader,
    )


@pytest.fixture
def ada():
    return somebody("ada")


@pytest.fixture
def ben():
    return somebody("ben")


def engagement(number):
    return Thing("engagement", f"ENG-2026-{number:04}")


def pinned(actor):
    return [(row.kind, row.key) for row in pins_of(actor.person_id)]


def test_nobody_has_chosen_anything_until_they_do(ada):
    assert choices_of(ada.person_id) == Choices() == choices_of(None)
    chosen = Choices("fr", "Asia/Manila", "dark", letters=False)
    choose_preferences(chosen, actor=ada, at=AT, languages=LANGUAGES)
    choose_preferences(replace(chosen, theme=""), actor=ada, at=AT, languages=LANGUAGES)
    assert choices_of(ada.person_id) == replace(chosen, theme="")


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("language", Choices(language="tlh")),
        ("zone", Choices(zone="../../etc/passwd")),
        ("zone", Choices(zone="Mars/Olympus")),
        ("theme", Choices(theme="pink")),
    ],
)
def test_only_what_is_offered_can_be_chosen(ada, field, choices):
    with pytest.raises(Refused) as refusal:
        choose_preferences(choices, actor=ada, at=AT, languages=LANGUAGES)
    assert set(refusal.value.fields) == {field}
    assert choices_of(ada.person_id) == Choices()


def test_the_zones_offered_begin_with_utc_and_have_places():
    assert zones()[0] == "UTC"
    assert {"Asia/Manila", "Pacific/Fiji", "Europe/Paris"} <= set(zones())


def test_pins_keep_their_order_and_are_their_owners_alone(ada, ben):
    for number in (1, 2, 3, 1):
        pin_thing(engagement(number), actor=ada, at=AT)
    move_pin(engagement(3), actor=ada, at=AT)
    move_pin(engagement(1), actor=ada, at=AT)
    unpin_thing(engagement(1), actor=ben, at=AT)
    assert [key[-1] for _, key in pinned(ada)] == ["1", "3", "2"]
    assert pinned(ben) == []
    unpin_thing(engagement(3), actor=ada, at=AT)
    assert [key[-1] for _, key in pinned(ada)] == ["1", "2"]


def test_pins_are_bounded(ada):
    for number in range(PINS_AT_MOST):
        pin_thing(engagement(number), actor=ada, at=AT)
    with pytest.raises(Refused, match="take one away first"):
        pin_thing(engagement(99), actor=ada, at=AT)


def test_visits_are_the_latest_and_no_more_than_are_kept(ada, ben):
    for minute in range(VISITS_AT_MOST + 5):
        note_visit(engagement(minute), person_id=ada.person_id, at=AT + timedelta(minutes=minute))
    note_visit(engagement(30), person_id=ada.person_id, at=AT + timedelta(hours=2))
    keys = [row.key[-2:] for row in visits_of(ada.person_id)]
    assert keys[:2] == ["30", "54"]
    assert len(keys) == VISITS_AT_MOST == len(set(keys))
    assert not visits_of(ben.person_id).exists()


def test_looking_again_at_the_same_thing_writes_nothing(ada, django_assert_num_queries):
    note_visit(engagement(1), person_id=ada.person_id, at=AT)
    with django_assert_num_queries(1):
        note_visit(engagement(1), person_id=ada.person_id, at=AT + timedelta(minutes=1))
    assert Visit.objects.get().at == AT


def a_view(**different):
    return replace(View("Late in the Philippines", "/engagements/", "partner=PHL&waiting=1"), **different)


def test_a_view_is_private_until_it_is_shared_with_the_institution(ada, ben):
    elsewhere = somebody("eve", institution_id=8)
    kept = save_view(a_view(), actor=ada, at=AT, key=uuid4())
    assert list(views_for(ada.person_id, 7)) == [kept]
    assert not views_for(ben.person_id, 7).exists()
    save_view(a_view(shared=True), actor=ada, at=AT, key=uuid4())
    assert [row.url for row in views_for(ben.person_id, 7)] == ["/engagements/?partner=PHL&waiting=1"]
    assert not views_for(elsewhere.person_id, 8).exists()
    assert not views_for(ben.person_id, None).exists()


def test_a_view_is_thrown_away_by_its_owner_alone_and_can_be_brought_back_for_a_day(ada, ben):
    kept = save_view(a_view(shared=True), actor=ada, at=AT, key=uuid4())
    drop_view(kept.pk, actor=ben, at=AT)
    assert views_for(ben.person_id, 7).exists()
    drop_view(kept.pk, actor=ada, at=AT)
    assert not views_for(ada.person_id, 7).exists()
    assert restore_view(kept.pk, actor=ben, at=AT) is None
    restore_view(kept.pk, actor=ada, at=AT)
    assert views_for(ada.person_id, 7).exists()
    drop_view(kept.pk, actor=ada, at=AT)
    drop_view(uuid4(), actor=ada, at=AT + timedelta(days=2))
    assert not dropped_views(ada.person_id).exists()


def test_somebody_without_an_institution_shares_with_nobody(ada):
    with pytest.raises(Refused, match="you act from none"):
        save_view(a_view(shared=True), actor=replace(ada, institution_id=None), at=AT, key=uuid4())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"path": "https://elsewhere.example/"}, "path"),
        ({"path": "//elsewhere.example/"}, "path"),
        ({"path": "/\\elsewhere.example"}, "path"),
        ({"query": "x" * 1501}, "query"),
        ({"query": "a=\x00"}, "query"),
    ],
)
def test_a_view_leads_nowhere_but_into_this_house(wrong, field):
    assert set(faults(a_view(**wrong))) == {field}
    assert not faults(a_view())


def test_nothing_of_it_enters_the_record(ada):
    before = head().size
    choose_preferences(Choices(theme="dark"), actor=ada, at=AT, languages=LANGUAGES)
    pin_thing(engagement(1), actor=ada, at=AT)
    note_visit(engagement(1), person_id=ada.person_id, at=AT)
    save_view(a_view(), actor=ada, at=AT, key=uuid4())
    assert head().size == before
