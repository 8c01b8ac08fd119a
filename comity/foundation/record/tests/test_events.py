"""Declaring events and listening to them."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from comity.foundation.record.events import (
    Event,
    Thing,
    deliver,
    event_class,
    kinds,
    listen,
    stop_listening,
)

from .builders import NOON, Noted, Struck, an_actor


@pytest.fixture
def heard():
    """What listeners heard; they stop listening after the test."""
    calls, registered = [], []

    def listening(wanted, name):
        def function(event, *, actor, at):
            calls.append((name, event, actor, at))

        listen(wanted, function)
        registered.append((wanted, function))
        return function

    yield listening, calls
    for wanted, function in registered:
        stop_listening(wanted, function)


def test_a_kind_is_known_by_its_class():
    assert event_class("record-tests.noted") is Noted
    assert "record-tests.noted" in kinds()
    assert event_class("never.declared") is None


def test_two_events_cannot_have_one_kind():
    with pytest.raises(TypeError, match="has the kind of Noted"):
        type("Other", (Event,), {"kind": "record-tests.noted"})
    assert event_class("record-tests.noted") is Noted


@pytest.mark.parametrize(
    "kind", [None, "", "Noted", "noted", "record noted", "record.Noted", "record.", "record." + "x" * 80]
)
def test_a_kind_is_written_down_as_room_and_fact(kind):
    with pytest.raises(TypeError, match="must write down its kind"):
        type("Nameless", (Event,), {"kind": kind})


def test_a_kind_is_not_inherited():
    with pytest.raises(TypeError, match="must write down its kind"):
        type("Heir", (Noted,), {})


def test_a_class_with_slots_is_declared_once():
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Slotted(Event):
        kind: ClassVar[str] = "record-tests.slotted"
        text: str

        def sentence(self):
            return self.text

    assert Slotted(text="x").body() == {"text": "x"}


def test_a_forgotten_decorator_is_noticed_before_fields_are_lost():
    class Undecorated(Noted):
        kind: ClassVar[str] = "record-tests.undecorated"
        lost: str = "important"

    with pytest.raises(TypeError, match="frozen dataclass"):
        Undecorated(text="x").body()


def test_an_event_without_a_sentence_cannot_happen():
    @dataclass(frozen=True, kw_only=True)
    class Speechless(Event):
        kind: ClassVar[str] = "record-tests.speechless"

    with pytest.raises(TypeError, match="sentence"):
        Speechless()


def test_listeners_are_called_in_order_with_actor_and_time(heard):
    listening, calls = heard
    actor, event = an_actor(), Noted(text="rain")
    listening(Noted, "first")
    listening(Struck, "other")
    listening(Event, "all")
    listening(Noted, "last")
    deliver(event, actor=actor, at=NOON)
    assert calls == [(name, event, actor, NOON) for name in ("first", "all", "last")]


def test_nobody_listens_twice(heard):
    listening, _ = heard
    function = listening(Noted, "first")
    with pytest.raises(ValueError, match="already listens"):
        listen(Noted, function)


@pytest.mark.parametrize("long", [("k" * 61, 1), ("k", "1" * 61), ("k", 1, "R" * 201)])
def test_a_thing_is_not_longer_than_the_record_keeps(long):
    with pytest.raises(ValueError, match="at most"):
        Thing(*long)


def test_things_are_the_same_by_kind_and_key():
    assert Thing("engagement", 12, "ENG-2026-0012") == Thing("engagement", "12")
    assert Thing("engagement", 12) != Thing("dossier", 12)
    assert str(Thing("engagement", 12, "ENG-2026-0012")) == "ENG-2026-0012"
    assert str(Thing("engagement", 12)) == "engagement 12"
