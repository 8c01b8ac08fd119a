"""An entry tells of every row that its act touched, and of no other."""

from threading import Thread

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from comity.foundation.record.actions import announce as announcing
from comity.foundation.record.actions.take_turn import Untold, turn
from comity.foundation.record.models import Entry, Touched
from comity.foundation.record.queries import audit, verify_all
from comity.foundation.record.queries.tables import asked, digests, recorded
from comity.foundation.record.rules import rows

from .builders import a_marking, an_entry, execute, in_an_act

State = apps.get_model("institutions", "State")
Person = apps.get_model("access", "Person")
STATES, PEOPLE = State._meta.db_table, Person._meta.db_table

pytestmark = pytest.mark.django_db


def a_state(code="XAA", name="Aaland"):
    return State.objects.create(code=code, name=name)


def renamed(code="XAA", name="Beeland"):
    return lambda: State.objects.filter(code=code).update(name=name)


def told(entry):
    return Entry.objects.whole("a test").get(pk=entry.pk).body.get("rows")


def says(code="XAA"):
    return digests(recorded()[STATES], [code]).get(code)


def test_an_act_tells_what_was_and_what_is():
    made = told(in_an_act(a_state))
    assert made == {STATES: {"XAA": {"is": says()}}}
    before = says()
    assert told(in_an_act(renamed())) == {STATES: {"XAA": {"was": before, "is": says()}}}
    left = says()
    gone = in_an_act(lambda: State.objects.get(code="XAA").delete())
    assert told(gone) == {STATES: {"XAA": {"was": left}}}
    assert verify_all().whole


def test_a_row_changed_twice_in_an_act_is_told_from_its_first_to_its_last():
    in_an_act(a_state)
    before = says()
    entry = in_an_act(renamed(name="Ceeland"), renamed(name="Deeland"))
    assert told(entry) == {STATES: {"XAA": {"was": before, "is": says()}}}


def test_what_came_and_went_or_says_the_same_is_not_told():
    in_an_act(a_state)
    entry = in_an_act(renamed(name="Aaland"), lambda: a_state("XBB"), lambda: State.objects.filter(code="XBB").delete())
    assert told(entry) is None


def test_a_key_that_is_changed_is_one_row_gone_and_one_new():
    in_an_act(a_state)
    before = says()
    entry = in_an_act(lambda: State.objects.filter(code="XAA").update(code="XZZ"))
    assert told(entry) == {STATES: {"XAA": {"was": before}, "XZZ": {"is": says("XZZ")}}}


def test_a_secret_is_in_no_note_and_changes_no_digest():
    in_an_act(lambda: Person.objects.create(username="ana", name="Ana", nationality="XTS", password="argon2$x"))
    person = Person.objects.get()
    with transaction.atomic(), turn():
        Person.objects.filter(pk=person.pk).update(password="argon2$y")
        assert "argon2" not in Touched.objects.get().was
    assert told(in_an_act(lambda: Person.objects.update(password="argon2$z"))) is None
    assert told(in_an_act(lambda: Person.objects.update(clearances={"NATO": "SECRET"}))) is not None


def test_two_entries_of_an_act_tell_each_its_own():
    with transaction.atomic(), turn():
        a_state()
        first = an_entry("one")
        a_state("XBB")
        second = an_entry("two")
    assert (list(told(first)[STATES]), list(told(second)[STATES])) == (["XAA"], ["XBB"])
    assert told(in_an_act()) is None


def test_an_act_that_changes_and_tells_nobody_is_undone():
    with pytest.raises(Untold, match=STATES), transaction.atomic(), turn():
        a_state()
    with pytest.raises(Untold, match=STATES), transaction.atomic(), turn():
        an_entry()
        a_state()
    assert not State.objects.exists()
    assert not Touched.objects.exists()


def test_a_part_of_an_act_that_is_undone_is_told_by_nobody():
    with transaction.atomic(), turn():
        a_state()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            a_state("XBB")
            an_entry("lost")
            raise ZeroDivisionError
        entry = an_entry()
    assert list(told(entry)[STATES]) == ["XAA"]
    assert audit().troubles == ()


def test_what_somebody_changed_outside_is_never_a_part_of_the_next_act():
    in_an_act(a_state)
    execute(
        f"UPDATE {STATES} SET name = 'Elsewhere'", f"INSERT INTO {STATES} (code, name, note) VALUES ('XEE', '', '')"
    )
    assert Touched.objects.exists()
    assert told(an_entry()) is None  # no turn, no rows
    assert told(in_an_act()) is None
    assert {trouble.key for trouble in audit().troubles} == {"XAA", "XEE"}


def test_what_was_changed_before_an_act_touches_the_same_row_still_shows():
    in_an_act(a_state)
    execute(f"UPDATE {STATES} SET note = 'slipped in'")
    entry = in_an_act(renamed())
    (trouble,) = audit().troubles
    assert (trouble.table, trouble.key) == (STATES, "XAA")
    assert f"entry {entry.seq} found it otherwise than entry {entry.seq - 1} had left it" in trouble.sentence


def test_an_act_of_very_many_rows_tells_them_in_several_entries(monkeypatch):
    monkeypatch.setattr(announcing, "batches", lambda told: rows.batches(told, 40))
    states = [State(code=f"X{n:02}", name=str(n)) for n in range(100)]
    entry = in_an_act(lambda: State.objects.bulk_create(states))
    further = Entry.objects.whole("a test").filter(kind="record.rows-told").order_by("seq")
    assert [len(told(one)[STATES]) for one in (entry, *further)] == [40, 40, 20]
    assert {one.body["event"]["entry"] for one in further} == {entry.seq}
    assert audit().troubles == ()
    assert verify_all().whole


def test_triggers_are_lifted_before_a_migration_and_laid_after_it():
    from comity.foundation.record.actions.lay_notes import lay_notes, lift_notes
    from comity.foundation.record.queries.tables import notes_laid, notes_wanted

    assert set(notes_laid()) == set(notes_wanted())
    lift_notes(plan=[])
    assert notes_laid()
    lift_notes(plan=["a migration"])
    assert not notes_laid()
    assert {trouble.table for trouble in audit().troubles} >= {STATES, PEOPLE}
    lay_notes()
    lay_notes()
    assert set(notes_laid()) == set(notes_wanted())
    call_command("makemigrations", "record", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_nobody_notes_a_row_by_hand():
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite an act writes alone")
    with pytest.raises(IntegrityError, match="by triggers alone"):
        asked("INSERT INTO record_touched (transaction_id, in_table, key) VALUES (0, 'x', 'x')")


@pytest.mark.django_db(transaction=True)
def test_what_somebody_changes_while_an_act_runs_is_none_of_its_rows():
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite an act writes alone")
    in_an_act(a_state, lambda: a_state("XBB"), marking=a_marking())

    def elsewhere():
        try:
            execute(f"UPDATE {STATES} SET name = 'Elsewhere' WHERE code = 'XBB'")
        finally:
            connection.close()

    with transaction.atomic(), turn():
        renamed()()
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
        entry = an_entry()
    assert list(told(entry)[STATES]) == ["XAA"]
    assert [trouble.key for trouble in audit().troubles] == ["XBB"]
