"""Accounts are the console's alone to make, change and close, and each of that is on the record."""

from datetime import UTC, datetime

import pytest

from comity.foundation.access.actions.add_person import add_person
from comity.foundation.access.actions.change_clearance import change_clearance
from comity.foundation.access.actions.close_account import close_account
from comity.foundation.access.models import Person
from comity.foundation.access.queries import active_people, person_named
from comity.foundation.access.rules.account import faults_of_clearance, faults_of_person, reads_in_words
from comity.foundation.access.rules.actor import CONSOLE, Actor, the_clock, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import marking_for, policies
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import entire_history, head

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def marking_id(db):
    return marking_for(label("DEMO", "RESTRICTED")).pk


@pytest.fixture
def add(marking_id):
    def made(username="ana", *, actor=None, **said):
        given = {"name": "Ana Silva", "nationality": "FJI", "clearances": {"DEMO": "SECRET"}, "groups": ["budget"]}
        return add_person(username, actor=actor or the_console(), at=NOW, marking_id=marking_id, **{**given, **said})

    return made


def told(person):
    """What the record says of them, oldest first."""
    rows = entire_history("a test", about=Thing("person", person.pk), newest_first=False)
    return [(row.kind, row.sentence) for row in rows]


def somebody(**said):
    return Actor(**{"person_id": 7, "person": "Bo", "post_id": 1, "post": "Minister", "reader": Reader("FJI"), **said})


def test_an_account_says_who_it_is_and_what_they_read_and_has_no_password(add):
    ana = Person.objects.get(pk=add(groups=["planning", "budget", "budget"], email="ana@example.org").pk)
    assert ana.reader == Reader("FJI", frozenset({("DEMO", "SECRET")}), frozenset({"budget", "planning"}))
    assert (ana.name, ana.email, ana.is_active, ana.demonstration) == ("Ana Silva", "ana@example.org", True, False)
    assert not ana.has_usable_password()
    sentence = "Ana Silva (ana, FJI) was given an account, cleared DEMO SECRET, need to know budget, planning."
    assert told(ana) == [("person.added", sentence)]


@pytest.mark.parametrize(
    "actor",
    [somebody(), somebody(person=CONSOLE), the_clock()],
    ids=["a minister", "somebody who bears the console's name", "the clock"],
)
def test_nobody_but_the_console_keeps_accounts_and_each_attempt_is_recorded(add, marking_id, actor):
    ana, size = add(), head().size
    change = {"clearances": {}, "groups": [], "reason": "Because."}
    with pytest.raises(NotAllowed, match="only the operator's console makes accounts"):
        add("bo", actor=actor)
    with pytest.raises(NotAllowed, match="only the operator's console changes"):
        change_clearance(ana, actor=actor, at=NOW, marking_id=marking_id, **change)
    with pytest.raises(NotAllowed, match="only the operator's console closes"):
        close_account(ana, actor=actor, at=NOW, marking_id=marking_id, reason="Because.")
    assert [row.kind for row in entire_history("a test")[:3]] == ["access.refused"] * 3
    assert head().size == size + 3
    assert Person.objects.get().reader == ana.reader
    assert Person.objects.get().is_active


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", {"name": "   "}),
        ("name", {"name": "the operator's  CONSOLE"}),
        ("name", {"name": "The clock"}),
        ("name", {"name": "x" * 121}),
        ("name", {"name": "Ana\x00"}),
        ("nationality", {"nationality": "fj"}),
        ("nationality", {"nationality": "FIJI"}),
        ("clearances", {"clearances": {"DEMO": "COSMIC"}}),
        ("clearances", {"clearances": {"NOWHERE": "SECRET"}}),
        ("groups", {"groups": [" "]}),
        ("groups", {"groups": ["a,b"]}),
        ("email", {"email": "ana at home"}),
    ],
)
def test_what_is_wrong_with_an_account_is_said_by_field_and_nothing_is_made(add, field, said):
    size = head().size
    with pytest.raises(Refused) as refusal:
        add(**said)
    assert set(refusal.value.fields) == {field}
    assert not Person.objects.exists()
    assert head().size == size


@pytest.mark.parametrize("username", ["", "Ana", "-ana", "a na", "ana\n", "x" * 81, "../ana"])
def test_a_user_name_is_plain(username):
    assert set(faults_of_person(username, "Ana", "FJI")) == {"username"}


def test_every_fault_is_told_at_once():
    found = faults_of_person("", "", "") | faults_of_clearance({"X": "Y"}, [""], policies())
    assert set(found) == {"username", "name", "nationality", "clearances", "groups"}


def test_a_name_is_never_given_twice_not_even_after_its_account_was_closed(add, marking_id):
    Person.objects.create(username="Bo", name="Bo", nationality="FJI")
    with pytest.raises(Refused, match="there is or was somebody called bo"):
        add("bo")
    close_account(add(), actor=the_console(), at=NOW, reason="Left.", marking_id=marking_id)
    with pytest.raises(Refused, match="there is or was somebody called ana"):
        add()


def test_a_change_of_clearance_replaces_all_of_it_and_says_what_it_was(add, marking_id):
    ana = add()
    given = {"actor": the_console(), "at": NOW, "marking_id": marking_id}
    change_clearance(ana, clearances={"DEMO": "RESTRICTED"}, groups=[], reason=" New duties. ", **given)
    assert Person.objects.get().reader == Reader("FJI", frozenset({("DEMO", "RESTRICTED")}))
    assert told(ana)[-1] == (
        "person.clearance-changed",
        "Ana Silva (ana), until now cleared DEMO SECRET, need to know budget, is now cleared DEMO RESTRICTED: "
        "New duties.",
    )
    change_clearance(ana, clearances={}, groups=[], reason="Under inquiry.", **given)
    assert told(ana)[-1][1].endswith("is now cleared for nothing: Under inquiry.")


def test_a_change_of_clearance_needs_a_reason_a_change_and_a_level_that_exists(add, marking_id):
    ana = add()
    given = {"actor": the_console(), "at": NOW, "marking_id": marking_id}
    size = head().size
    for match, said in (
        ("Say why", {"clearances": {}, "groups": [], "reason": " "}),
        ("already", {"clearances": {"DEMO": "SECRET"}, "groups": ["budget"], "reason": "Because."}),
        ("no level", {"clearances": {"DEMO": "COSMIC"}, "groups": [], "reason": "Because."}),
    ):
        with pytest.raises(Refused, match=match):
            change_clearance(ana, **said, **given)
    close_account(ana, reason="Left.", **given)
    with pytest.raises(Refused, match="closed"):
        change_clearance(ana, clearances={}, groups=[], reason="Because.", **given)
    assert head().size == size + 1
    assert Person.objects.get().reader == ana.reader


def test_a_closed_account_is_nobodys_but_stays_in_the_record(add, marking_id):
    ana = add()
    ana.set_password("a long enough password")
    ana.save()
    close_account(ana, actor=the_console(), at=NOW, reason="Left the ministry.", marking_id=marking_id)
    after = Person.objects.get()
    assert (after.is_active, after.has_usable_password()) == (False, False)
    assert person_named("ana") is None
    assert list(active_people()) == []
    assert told(ana)[-1] == (
        "person.account-closed",
        "The account of Ana Silva (ana) was closed: Left the ministry.",
    )


def test_an_account_is_closed_once_and_with_a_reason(add, marking_id):
    ana = add()
    given = {"actor": the_console(), "at": NOW, "marking_id": marking_id}
    with pytest.raises(Refused, match="Say why"):
        close_account(ana, reason="", **given)
    assert Person.objects.get().is_active
    close_account(ana, reason="Left.", **given)
    with pytest.raises(Refused, match="closed already"):
        close_account(ana, reason="Left.", **given)


def test_what_somebody_reads_is_said_in_words_in_one_order():
    said = reads_in_words({"OTHER": "LOW", "DEMO": "SECRET"}, {"b", "a"})
    assert said == "cleared DEMO SECRET, OTHER LOW, need to know a, b"
