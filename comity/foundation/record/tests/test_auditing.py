"""Whatever somebody does to a row behind the application's back is found, and named."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import StringIO
from typing import ClassVar

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from comity.foundation.labels.queries import Marking
from comity.foundation.record import queries
from comity.foundation.record.actions.enter_seal import enter_seal
from comity.foundation.record.actions.take_turn import turn
from comity.foundation.record.events import Event, Thing
from comity.foundation.record.models import Entry
from comity.foundation.record.queries import audit, audit_rows, rows_told_by, verify_all
from comity.foundation.record.rules.absence import Erased

from .builders import NOON, a_marking, an_actor, execute, in_an_act

State = apps.get_model("institutions", "State")
Person = apps.get_model("access", "Person")
STATES, PEOPLE = State._meta.db_table, Person._meta.db_table
BY = "behind the application's back"

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class _Erasing(Event):
    """As the event that tells of an erasure says which rows the erased bodies told of."""

    kind: ClassVar[str] = "record-tests.erased"
    rows: tuple[str, ...]

    def sentence(self):
        return "Something was erased."


@pytest.fixture
def house():
    """Three states and two people, told of by entry 0; people by what they are called."""
    in_an_act(
        lambda: State.objects.bulk_create(State(code=code, name=code.lower()) for code in ("XAA", "XBB", "XCC")),
        lambda: a_person("ana"),
        lambda: a_person("ben", clearances={"DEMO": "SECRET"}),
        about=[Thing("state", "XAA", "Aaland"), Thing("state", "XBB", "Beeland")],
    )
    return {person.username: person.pk for person in Person.objects.all()}


def a_person(username, **different):
    return Person.objects.create(username=username, name=username, nationality="XTS", **different)


def found():
    return [(trouble.table, trouble.key) for trouble in audit_rows()]


def test_a_house_that_nobody_touched_is_as_the_record_tells(house):
    result = audit()
    assert (result.rows, result.unjudged, result.troubles) == (5, 0, ())
    assert result.sentence() == "Every one of 5 rows is as the record tells."


def test_a_row_that_was_changed_is_named_with_the_entry_that_told_of_it(house):
    execute(f"UPDATE {STATES} SET name = 'x' WHERE code = 'XBB'")
    (trouble,) = audit_rows()
    assert (trouble.table, trouble.key, trouble.reference) == (STATES, "XBB", "Beeland")
    assert trouble.sentence == f"{STATES} XBB of Beeland was changed {BY} since entry 0 told of it."


def test_a_clearance_that_was_raised_is_found(house):
    execute(f"UPDATE {PEOPLE} SET clearances = '{{\"DEMO\": \"TOP SECRET\"}}' WHERE username = 'ana'")
    assert found() == [(PEOPLE, str(house["ana"]))]


def test_a_row_that_was_removed_is_named(house):
    execute(f"DELETE FROM {STATES} WHERE code = 'XCC'")
    (trouble,) = audit_rows()
    assert trouble.sentence == f"{STATES} XCC of Aaland was removed {BY}: entry 0 told of it last."


def test_a_row_that_was_added_is_named(house):
    execute(f"INSERT INTO {STATES} (code, name, note) VALUES ('XDD', 'x', '')")
    (trouble,) = audit_rows()
    assert trouble.sentence == f"{STATES} XDD was added {BY}: no entry tells of it."


def test_a_row_that_came_back_after_it_was_removed_is_named(house):
    in_an_act(lambda: State.objects.filter(code="XCC").delete())
    execute(f"INSERT INTO {STATES} (code, name, note) VALUES ('XCC', 'xcc', '')")
    (trouble,) = audit_rows()
    assert trouble.sentence.endswith(f"XCC of ENG-2026-0012 was added {BY}: entry 1 told that it was gone.")


def test_a_key_that_was_changed_is_one_row_gone_and_one_added(house):
    execute(f"UPDATE {STATES} SET code = 'XZZ' WHERE code = 'XCC'")
    assert sorted(found()) == [(STATES, "XCC"), (STATES, "XZZ")]


def test_two_rows_that_were_swapped_are_both_named(house):
    execute(
        f"UPDATE {STATES} SET code = 'X' WHERE code = 'XAA'",
        f"UPDATE {STATES} SET code = 'XAA' WHERE code = 'XBB'",
        f"UPDATE {STATES} SET code = 'XBB' WHERE code = 'X'",
    )
    assert sorted(found()) == [(STATES, "XAA"), (STATES, "XBB")]


def test_a_row_that_was_put_back_as_it_was_is_no_trouble_until_an_act_meets_it_changed(house):
    execute(
        f"UPDATE {STATES} SET name = 'x' WHERE code = 'XAA'", f"UPDATE {STATES} SET name = 'xaa' WHERE code = 'XAA'"
    )
    assert found() == []
    execute(f"UPDATE {STATES} SET name = 'x' WHERE code = 'XAA'")
    in_an_act(lambda: State.objects.filter(code="XAA").update(name="xaa"))
    (trouble,) = audit_rows()
    assert "entry 1 found it otherwise than entry 0 had left it" in trouble.sentence


def test_a_table_emptied_at_once_is_found(house):
    execute(f"DELETE FROM {STATES}")
    assert found() == [(STATES, code) for code in ("XAA", "XBB", "XCC")]


def test_a_marking_that_was_edited_is_named(house):
    row = Marking.objects.get()
    data = json.dumps({**row.data, "classification": "OPEN"})
    execute(f"UPDATE labels_marking SET data = '{data}'")
    (trouble,) = audit_rows()
    assert trouble.sentence == f"labels_marking {row.pk} was changed {BY}: its digest is of another marking."


def test_a_value_that_no_longer_fits_its_column_is_named_and_stops_nothing(house):
    if connection.vendor != "sqlite":
        pytest.skip("only there a column holds anything")
    execute(f"UPDATE {PEOPLE} SET is_active = 'perhaps' WHERE username = 'ana'")
    execute(f"UPDATE {STATES} SET name = x'ff00' WHERE code = 'XAA'")
    assert sorted(found()) == [(PEOPLE, str(house["ana"])), (STATES, "XAA")]


def test_an_old_house_is_told_to_seal_and_not_row_by_row():
    State.objects.bulk_create(State(code=f"X{n}", name="") for n in range(4))
    (trouble,) = audit_rows()
    assert (trouble.table, trouble.key) == (STATES, "")
    assert trouble.sentence.startswith(f"No entry tells of any of the 4 rows of {STATES}.")


def seal():
    with transaction.atomic(), turn():
        return enter_seal("upgraded", actor=an_actor(), at=NOON, marking_id=a_marking().pk)


def test_a_seal_settles_what_is_found_and_says_what_it_found_otherwise(house):
    execute(f"UPDATE {STATES} SET name = 'x' WHERE code = 'XAA'")
    in_an_act(lambda: State.objects.filter(code="XAA").update(note="met"))
    execute(
        f"UPDATE {STATES} SET name = 'y' WHERE code = 'XBB'",
        f"DELETE FROM {STATES} WHERE code = 'XCC'",
        f"INSERT INTO {STATES} (code, name, note) VALUES ('XDD', 'x', '')",
    )
    assert seal() == 4
    assert found() == []
    entry = Entry.objects.whole("a test").get(kind="record.rows-sealed")
    assert (entry.body["event"]["rows"], entry.body["event"]["otherwise"]) == (4, 3)
    assert entry.body["event"]["named"] == [f"{STATES} {code}" for code in ("XAA", "XBB", "XCC")]
    assert entry.sentence.endswith("3 of them differed from what the record told.")
    assert seal() == 0
    execute(f"UPDATE {STATES} SET name = 'z' WHERE code = 'XDD'")
    assert found() == [(STATES, "XDD")]
    assert verify_all().whole


def test_rows_told_of_by_an_erased_body_are_counted_and_not_judged(house, monkeypatch):
    in_an_act(lambda: State.objects.filter(code="XAA").update(name="x"))
    in_an_act(lambda: State.objects.filter(code="XBB").update(name="x"))
    in_an_act(lambda: State.objects.filter(code="XBB").update(name="y"))
    covered = (*rows_told_by(1), *rows_told_by(2))
    assert covered == (f"{STATES} XAA", f"{STATES} XBB")
    erasing = in_an_act(event=_Erasing(rows=covered))
    absent = {1: Erased(erasing.seq, "a name"), 2: Erased(erasing.seq, "a name")}
    monkeypatch.setattr(queries, "absent_bodies", lambda first, end: absent)
    result = audit()
    assert (result.unjudged, result.troubles) == (1, ())  # entry 3 told of XBB again
    execute(f"UPDATE {STATES} SET name = 'z'")
    assert found() == [(STATES, "XBB"), (STATES, "XCC")]


def test_the_command_names_what_it_finds_and_says_so_by_its_exit(house):
    said = StringIO()
    call_command("record_audit", stdout=said)
    assert said.getvalue().splitlines()[-1] == "Every one of 5 rows is as the record tells."
    execute(f"UPDATE {STATES} SET name = 'x' WHERE code = 'XBB'")
    said = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("record_audit", "--json", stdout=said)
    assert left.value.code == 1
    answer = json.loads(said.getvalue())
    assert (answer["clean"], answer["rows"], len(answer["troubles"])) == (False, 5, 1)


@pytest.mark.django_db(transaction=True)
def test_it_sees_one_moment_whoever_writes_meanwhile(monkeypatch):
    """A whole act happens between the reading of the entries and that of the rows."""
    in_an_act(lambda: a_person("ana"))
    marking = a_marking()
    read = queries.auditing.Telling.read

    def read_and_let_act(telling, size):
        read(telling, size)
        with ThreadPoolExecutor(1) as others:
            others.submit(act).result(timeout=15)

    def act():
        try:
            in_an_act(lambda: Person.objects.update(name="x"), lambda: a_person("ben"), marking=marking)
        finally:
            connection.close()

    monkeypatch.setattr(queries.auditing.Telling, "read", read_and_let_act)
    assert audit().troubles == ()
    monkeypatch.undo()
    assert (audit().troubles, audit().rows) == ((), 2)
