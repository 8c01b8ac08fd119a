"""What somebody changed behind the record's back is named."""

import json

import pytest
from django.db import connection

from comity.foundation.record import queries
from comity.foundation.record.models import Entry
from comity.foundation.record.queries import verify_all
from comity.foundation.record.rules import leaf, merkle

from .builders import a_marking, an_entry, behind_its_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def eleven_entries():
    for n in range(11):
        an_entry(str(n))


def broken():
    found = verify_all().broken
    return found and str(found)


def text(value):
    return "'" + value.replace("'", "''") + "'"


def blob(value):
    return f"x'{value.hex()}'" if connection.vendor == "sqlite" else f"'\\x{value.hex()}'::bytea"


def row(seq):
    return Entry.objects.whole("a test looks").get(pk=seq)


def test_what_nobody_touched_is_whole():
    assert verify_all().whole
    assert verify_all().size == 11
    assert "whole: 11 entries" in verify_all().sentence()


def test_a_word_of_a_body_was_changed():
    body = row(4).body
    body["event"]["text"] = "sun"
    behind_its_back(f"UPDATE record_entry SET body = {text(json.dumps(body))} WHERE seq = 4")
    assert broken() == "Entry 4: its body is not what was committed to"


def test_a_body_was_replaced_by_something_else_altogether():
    behind_its_back("UPDATE record_entry SET body = '[1]' WHERE seq = 4")
    assert broken() == "Entry 4: its body is not what was committed to"


def test_a_salt_was_taken_away():
    behind_its_back(f"UPDATE record_entry SET salt = {blob(b'')} WHERE seq = 3")
    assert broken() == "Entry 3: its body is not what was committed to"


@pytest.mark.parametrize("change", ["kind = 'record-tests.struck'", "version = 2", "at = '2026-03-01 13:00:00+00:00'"])
def test_kind_version_or_time_was_changed(change):
    if connection.vendor == "sqlite":
        change = change.replace("+00:00", "")
    behind_its_back(f"UPDATE record_entry SET {change} WHERE seq = 6")
    assert broken() == "Entry 6: its kind, time or commitment is not what was hashed"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("sentence = 'Nothing happened.'", "sentence"),
        ("person_id = 8", "person"),
        ("person = 'Nobody'", "person"),
        ("post_id = NULL", "post"),
    ],
)
def test_what_is_shown_beside_the_body_was_changed(change, named):
    behind_its_back(f"UPDATE record_entry SET {change} WHERE seq = 2")
    assert broken() == f"Entry 2: what the table shows differs from its body: {named}"


def test_a_marking_was_lowered():
    lower = a_marking(need_to_know=["budget"])
    behind_its_back(f"UPDATE record_entry SET marking_id = {lower.pk} WHERE seq = 2")
    assert broken() == "Entry 2: what the table shows differs from its body: marking"


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM record_mention WHERE entry_id = 5",
        "UPDATE record_mention SET thing_key = '13' WHERE entry_id = 5",
        "INSERT INTO record_mention (entry_id, thing_kind, thing_key, reference) VALUES (5, 'x', '1', 'X-1')",
    ],
)
def test_what_it_is_about_was_changed(change):
    behind_its_back(change)
    assert broken() == "Entry 5: what the table shows differs from its body: about"


def test_two_entries_were_swapped():
    contents = [row(6), row(7)]
    changes = [
        f"UPDATE record_entry SET body = {text(json.dumps(other.body))}, sentence = {text(other.sentence)},"
        f" salt = {blob(bytes(other.salt))}, commitment = {blob(bytes(other.commitment))},"
        f" leaf_hash = {blob(bytes(other.leaf_hash))} WHERE seq = {seq}"
        for seq, other in zip((7, 6), contents, strict=True)
    ]
    behind_its_back(*changes)
    assert broken() == "Entry 6: its kind, time or commitment is not what was hashed"


def test_an_entry_was_removed():
    behind_its_back("DELETE FROM record_mention WHERE entry_id = 8", "DELETE FROM record_entry WHERE seq = 8")
    assert broken() == "Entry 8: it is missing"


def test_the_last_entries_were_dropped():
    behind_its_back("DELETE FROM record_mention WHERE entry_id >= 9", "DELETE FROM record_entry WHERE seq >= 9")
    assert broken() == "Entry 9: it is missing"


def test_the_last_entries_were_dropped_and_the_head_set_back_without_its_root():
    behind_its_back(
        "DELETE FROM record_mention WHERE entry_id >= 9",
        "DELETE FROM record_entry WHERE seq >= 9",
        "UPDATE record_head SET size = 9",
    )
    assert broken() == "The head does not stand for entry 8: it, or the head, was replaced."


def test_an_entry_was_slipped_in_without_the_head():
    entry = row(10)
    entry.seq = 11
    entry.save(force_insert=True)
    assert broken() == "Entry 11: it lies beyond the head, so it was not written by the house"


def test_an_entry_was_rewritten_together_with_its_hash():
    entry = row(1)
    body = entry.body | {"event": {"text": "sun"}}
    commitment = leaf.commitment(bytes(entry.salt), body)
    hashed = merkle.leaf_hash(leaf.leaf(seq=1, kind=entry.kind, version=1, at=entry.at, commitment=commitment))
    behind_its_back(
        f"UPDATE record_entry SET body = {text(json.dumps(body))}, commitment = {blob(commitment)},"
        f" leaf_hash = {blob(hashed)} WHERE seq = 1"
    )
    assert broken() == "The head does not stand for one of the entries 0 to 7: it, or the head, was replaced."


def test_the_root_in_the_head_was_replaced():
    behind_its_back(f"UPDATE record_head SET root = {blob(bytes(32))}")
    assert broken() == "The root in the head is not that of the entries."


def test_the_first_of_several_is_named():
    behind_its_back(
        "UPDATE record_entry SET version = 2 WHERE seq = 9",
        "UPDATE record_entry SET version = 2 WHERE seq = 3",
    )
    assert broken().startswith("Entry 3:")


def test_it_reads_in_batches_and_finds_the_same(monkeypatch):
    monkeypatch.setattr(queries, "_BATCH", 4)
    assert verify_all().whole
    behind_its_back("UPDATE record_entry SET version = 2 WHERE seq = 8")
    assert broken().startswith("Entry 8:")
