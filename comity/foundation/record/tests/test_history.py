"""Reading the record: by thing, person, post, kind and period; by whom; and with proof."""

from datetime import timedelta

import pytest

from comity.foundation.labels import queries as labels_queries
from comity.foundation.labels.queries import Unfiltered
from comity.foundation.labels.rules.label import Reader
from comity.foundation.labels.rules.policy import Policy
from comity.foundation.record.models import Entry
from comity.foundation.record.queries import (
    entire_history,
    head,
    history,
    narrowed,
    prove,
    prove_growth,
    things_called,
)
from comity.foundation.record.rules.proofs import consistent

from .builders import EXERCISE, NOON, VISIT, Struck, a_marking, an_actor, an_entry

pytestmark = pytest.mark.django_db


def told(**narrow):
    found = entire_history("a test reads all", newest_first=False, **narrow)
    return [entry.sentence.removeprefix("It was ").rstrip(".") for entry in found]


def test_the_history_of_a_thing_is_its_own():
    an_entry("exercise")
    an_entry("visit", about=(VISIT,))
    an_entry("both", about=(VISIT, EXERCISE))
    assert told(about=EXERCISE) == ["noted: exercise", "noted: both"]
    assert told(about=VISIT) == ["noted: visit", "noted: both"]


def test_the_newest_comes_first_unless_asked_otherwise():
    for text in "abc":
        an_entry(text)
    assert [entry.seq for entry in entire_history("a test")] == [2, 1, 0]
    assert [entry.seq for entry in entire_history("a test", newest_first=False)] == [0, 1, 2]


def test_it_is_narrowed_by_kind_or_by_room():
    an_entry("rain")
    an_entry(event=Struck(text="rain"))
    assert told(kind="record-tests.struck") == ["struck out: rain"]
    assert told(kind="record-tests.") == ["noted: rain", "struck out: rain"]
    assert told(kind="record-tests.no") == []


def test_it_is_narrowed_by_person_and_post():
    an_entry("mine")
    an_entry("from my other post", actor=an_actor(post_id=4, post="Clerk"))
    an_entry("theirs", actor=an_actor(person_id=8, person="Josefa Tui"))
    assert told(person_id=7) == ["noted: mine", "noted: from my other post"]
    assert told(post_id=3) == ["noted: mine", "noted: theirs"]
    assert told(person_id=7, post_id=4) == ["noted: from my other post"]


def test_a_period_includes_its_beginning_and_not_its_end():
    for hours in range(4):
        an_entry(str(hours), at=NOON + timedelta(hours=hours))
    period = {"since": NOON + timedelta(hours=1), "until": NOON + timedelta(hours=3)}
    assert told(**period) == ["noted: 1", "noted: 2"]


def test_a_reader_reads_only_what_they_may(one_level):
    open_one, closed = a_marking(), a_marking(need_to_know=["budget"])
    an_entry("open", marking=open_one)
    an_entry("closed", marking=closed)
    outsider = Reader(nationality="AUS", clearances=frozenset({("COMITY", "OFFICIAL")}))
    insider = Reader(nationality="AUS", clearances=outsider.clearances, groups=frozenset({"budget"}))
    assert [entry.sentence for entry in history(reader=outsider, about=EXERCISE)] == ["It was noted: open."]
    assert history(reader=insider, about=EXERCISE).count() == 2
    assert history(reader=Reader(nationality="AUS")).count() == 0


def test_a_name_in_an_entry_one_may_not_read_is_not_found(one_level):
    an_entry("closed", marking=a_marking(need_to_know=["budget"]))
    outsider = Reader(nationality="AUS", clearances=frozenset({("COMITY", "OFFICIAL")}))
    assert things_called("ENG-2026-0012", history(reader=outsider)) == []
    assert things_called("ENG-2026-0012", entire_history("a test")) == [EXERCISE]


def test_a_name_finds_every_thing_that_had_it_once():
    an_entry(about=(EXERCISE, VISIT))
    an_entry(about=(EXERCISE,))
    assert things_called("ENG-2026-0012", entire_history("a test")) == [EXERCISE]
    assert things_called("ENG-2026-9999", entire_history("a test")) == []


def test_a_history_that_names_no_reader_does_not_run():
    an_entry()
    with pytest.raises(Unfiltered):
        list(narrowed(Entry.objects.all(), about=EXERCISE))


@pytest.fixture
def one_level(monkeypatch):
    """A policy of one level, so that these tests do not depend on the library."""
    monkeypatch.setattr(labels_queries, "policies", lambda: {"COMITY": Policy("COMITY", ("OFFICIAL",))})


def test_every_entry_is_proved_against_the_head():
    made = [an_entry(str(n)) for n in range(11)]
    for entry in made:
        proof = prove(entry.seq)
        assert proof.holds()
        assert (proof.root, proof.size) == (bytes(head().root), 11)
        assert proof.leaf_hash == bytes(entry.leaf_hash)


def test_what_was_not_entered_is_not_proved():
    an_entry()
    for seq in (-1, 1):
        with pytest.raises(ValueError, match="there is no leaf"):
            prove(seq)


def test_growth_since_an_earlier_head_is_proved():
    for n in range(5):
        an_entry(str(n))
    old = head()
    for n in range(6):
        an_entry(str(n))
    now = head()
    assert consistent(old.size, bytes(old.root), now.size, bytes(now.root), prove_growth(old.size))
