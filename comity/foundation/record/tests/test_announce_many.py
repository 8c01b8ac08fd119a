"""Many events at once are what they would be one by one, and are written as the models say."""

import pytest
from django.db import transaction

from comity.foundation.record.actions import announce_many as many
from comity.foundation.record.actions import lay_entries
from comity.foundation.record.actions.announce import OutsideTransaction, announce
from comity.foundation.record.actions.announce_many import Telling, announce_many
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.events import listen, stop_listening
from comity.foundation.record.models import Entry, Head, Mention, Tile
from comity.foundation.record.queries import entire_history, verify_all
from comity.foundation.record.rules.plain import Unwritable

from .builders import EXERCISE, NOON, VISIT, Noted, Struck, a_key, a_marking, an_actor, an_entry

pytestmark = pytest.mark.django_db


def tellings(count, marking, text="wind “Süd” 😀\n"):
    about = [(), (EXERCISE,), (EXERCISE, VISIT, EXERCISE)]
    kinds = (Noted, Struck)
    return [Telling(kinds[n % 2](text=f"{text} {n}"), about[n % 3], marking.pk) for n in range(count)]


def everything(first):
    told = Entry.objects.whole("a test compares all").filter(seq__gte=first).order_by("seq")
    salted = ("salt", "commitment", "leaf_hash")
    entries = [{k: v for k, v in row.items() if k not in (*salted, "seq")} for row in told.values()]
    mentions = Mention.objects.filter(entry_id__gte=first).order_by("entry_id", "thing_key")
    return entries, [(row.entry_id - first, str(row.thing), row.thing) for row in mentions]


def test_they_are_the_entries_that_announcing_one_by_one_writes(monkeypatch):
    monkeypatch.setattr(many, "AT_ONCE", 7)
    marking, actor = a_marking(), an_actor()
    an_entry(marking=marking)
    told = tellings(20, marking)
    with transaction.atomic():
        assert announce_many(told, actor=actor, at=NOON) == range(1, 21)
        for one in told:
            announce(one.event, actor=actor, at=NOON, about=one.about, marking_id=one.marking_id)
    at_once, one_by_one = everything(1), everything(21)
    assert at_once == (one_by_one[0] + one_by_one[0], one_by_one[1] + [(n + 20, *r) for n, *r in one_by_one[1]])
    assert len(at_once[1]) == 2 * 19
    assert verify_all().whole
    assert len({bytes(row.salt) for row in Entry.objects.whole("a test")}) == 1 + 20 + 20
    assert len(entire_history("a test", about=VISIT)) == 12


def test_tiles_checkpoint_and_check_take_them_as_any_others():
    a_key()
    with transaction.atomic():
        announce_many(tellings(600, a_marking()), actor=an_actor(), at=NOON)
    assert publish(NOON).size == Head.objects.get().size == 601
    assert Tile.objects.count() == 2
    assert verify_all().whole


def test_listeners_are_told_of_each_when_all_stand():
    heard = []

    def hear(event, *, actor, at):
        heard.append((event.text, Head.objects.get().size))

    listen(Noted, hear)
    try:
        with transaction.atomic():
            announce_many(tellings(4, a_marking(), "w"), actor=an_actor(), at=NOON)
    finally:
        stop_listening(Noted, hear)
    assert heard == [("w 0", 4), ("w 2", 4)]


def test_what_fails_among_them_leaves_nothing():
    marking = a_marking()
    told = [*tellings(5, marking), Telling(Noted(text="\x00"), (), marking.pk)]
    with pytest.raises(Unwritable), transaction.atomic():
        announce_many(told, actor=an_actor(), at=NOON)
    assert (Head.objects.get().size, Entry.objects.whole("a test").count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_they_refuse_to_stand_outside_the_transaction_of_their_act():
    with pytest.raises(OutsideTransaction):
        announce_many([], actor=an_actor(), at=NOON)


def test_nothing_told_is_nothing_written():
    with transaction.atomic():
        assert announce_many([], actor=an_actor(), at=NOON) == range(0)
    assert Head.objects.get().size == 0


@pytest.mark.parametrize(("model", "columns"), [(Entry, lay_entries.ENTRY), (Mention, lay_entries.MENTION)])
def test_every_column_of_the_models_is_written(model, columns):
    made_by_the_database = {"id"} if model is Mention else set()
    assert {field.column for field in model._meta.concrete_fields} - made_by_the_database == set(columns)
