"""An event becomes an entry: all of it, once, in the transaction of the act."""

from datetime import timedelta

import pytest
from django.db import transaction

from comity.foundation.labels.queries import label_of
from comity.foundation.record.actions.announce import OutsideTransaction, announce
from comity.foundation.record.events import Thing, Unwritable, listen, stop_listening
from comity.foundation.record.models import Entry, Mention
from comity.foundation.record.queries import head, verify_all
from comity.foundation.record.rules.merkle import EMPTY_ROOT

from .builders import EXERCISE, NOON, VISIT, Noted, Struck, a_marking, an_actor, an_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def listener():
    """Registers listeners to Noted and lets them go after the test."""
    registered = []

    def to_noted(function):
        listen(Noted, function)
        registered.append(function)

    yield to_noted
    for function in registered:
        stop_listening(Noted, function)


def entries():
    return Entry.objects.whole("a test looks at all").order_by("seq")


def test_a_new_record_is_empty():
    assert (head().size, bytes(head().root), head().last_at) == (0, EMPTY_ROOT, None)


def test_it_says_what_happened_who_did_it_and_what_about():
    marking = a_marking(releasable_to=["AUS", "FJI"])
    an_entry("rain", about=(EXERCISE, VISIT), marking=marking)
    entry = entries().get()
    assert (entry.seq, entry.kind, entry.version, entry.at) == (0, "record-tests.noted", 1, NOON)
    assert (entry.person_id, entry.person, entry.post_id, entry.post) == (7, "Ana Leiva", 3, "Planner")
    assert entry.sentence == "It was noted: rain."
    assert entry.marking == marking
    assert entry.body == {
        "about": [
            {"kind": "engagement", "key": "12", "reference": "ENG-2026-0012"},
            {"kind": "engagement", "key": "13", "reference": "ENG-2026-0013"},
        ],
        "actor": {
            "person": "Ana Leiva",
            "person_id": 7,
            "post": "Planner",
            "post_id": 3,
            "under": ["Defence Act s. 4"],
        },
        "event": {"text": "rain"},
        "marking": label_of(marking.pk).as_data(),
        "sentence": "It was noted: rain.",
    }
    assert [mention.thing for mention in entry.mentions.order_by("pk")] == [EXERCISE, VISIT]


def test_entries_are_numbered_without_a_gap_and_the_head_follows():
    made = [an_entry(str(n)) for n in range(9)]
    assert [entry.seq for entry in made] == list(range(9))
    assert head().size == 9
    assert head().last_at == NOON
    assert verify_all().whole
    assert verify_all().root == bytes(head().root)


def test_the_same_event_twice_has_two_different_commitments():
    assert bytes(an_entry("rain").commitment) != bytes(an_entry("rain").commitment)


def test_a_thing_named_twice_is_mentioned_once():
    an_entry(about=(EXERCISE, Thing("engagement", 12)))
    assert Mention.objects.get().thing == EXERCISE


def test_it_may_be_about_nothing():
    assert an_entry(about=()).mentions.count() == 0
    assert verify_all().whole


def test_an_act_of_the_clock_has_no_person():
    entry = an_entry(actor=an_actor(person_id=None, person="The clock", post_id=None, post="", under=()))
    assert (entry.person_id, entry.post_id) == (None, None)
    assert verify_all().whole


def test_a_clock_that_ran_backwards_is_written_as_it_was():
    an_entry()
    assert an_entry(at=NOON - timedelta(hours=1)).seq == 1
    assert head().last_at == NOON - timedelta(hours=1)
    assert verify_all().whole


def test_what_cannot_be_read_back_everywhere_is_not_written():
    with pytest.raises(Unwritable):
        an_entry("with\x00nothing")
    with pytest.raises(Unwritable):
        an_entry(at=NOON.replace(tzinfo=None))
    assert head().size == 0


def test_an_act_that_fails_after_announcing_leaves_nothing():
    an_entry("before")
    root = bytes(head().root)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        an_entry("lost")
        raise ZeroDivisionError
    assert (head().size, bytes(head().root)) == (1, root)
    assert [entry.sentence for entry in entries()] == ["It was noted: before."]
    assert Mention.objects.count() == 1
    assert an_entry("after").seq == 1
    assert verify_all().whole


def test_a_failing_listener_undoes_the_act_even_if_someone_catches_it(listener):
    def fails(event, *, actor, at):
        raise ZeroDivisionError

    listener(fails)
    marking = a_marking()
    with transaction.atomic():
        act = transaction.get_connection()
        with pytest.raises(ZeroDivisionError):
            announce(Noted(text="rain"), actor=an_actor(), at=NOON, about=(), marking_id=marking.pk)
        assert act.needs_rollback
        transaction.set_rollback(True)
    assert head().size == 0
    assert not entries().exists()


def test_a_listener_runs_after_the_entry_is_written_and_may_act_itself(listener):
    seen = []

    def strikes(event, *, actor, at):
        seen.append(head().size)
        an_entry(event=Struck(text=event.text), actor=actor, at=at)

    listener(strikes)
    an_entry("rain")
    assert seen == [1]
    assert [entry.kind for entry in entries()] == ["record-tests.noted", "record-tests.struck"]
    assert verify_all().whole


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_stand_outside_the_transaction_of_its_act():
    marking = a_marking()
    with pytest.raises(OutsideTransaction, match=r"record-tests\.noted"):
        announce(Noted(text="rain"), actor=an_actor(), at=NOON, about=(), marking_id=marking.pk)
    assert head().size == 0
