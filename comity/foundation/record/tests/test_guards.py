"""The database refuses to change or forget, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from comity.foundation.record.models import Entry, Head, Mention
from comity.foundation.record.queries import head, missing_guards, verify_all
from comity.foundation.record.rules import guards

from .builders import a_marking, an_entry, execute

pytestmark = pytest.mark.django_db

EVERYWHERE = [
    "UPDATE record_entry SET sentence = 'otherwise' WHERE seq = 0",
    "UPDATE record_entry SET seq = 99 WHERE seq = 1",
    "DELETE FROM record_entry WHERE seq = 1",
    "DELETE FROM record_entry",
    "UPDATE record_mention SET reference = 'OTHER'",
    "DELETE FROM record_mention",
    "UPDATE record_head SET size = 1",
    "UPDATE record_head SET root = root",
    "UPDATE record_head SET size = size + 1",
    "UPDATE record_head SET id = 2, size = 3",
    "DELETE FROM record_head",
    "INSERT INTO record_head SELECT * FROM record_head",
    "INSERT INTO record_entry SELECT * FROM record_entry WHERE seq = 1",
    "INSERT INTO record_entry SELECT * FROM record_entry WHERE seq = 1 ON CONFLICT (seq) DO UPDATE"
    " SET sentence = 'otherwise'",
    "INSERT INTO record_mention (entry_id, thing_kind, thing_key, reference) VALUES (0, 'late', '1', 'LATE')",
]
SQLITE = [
    "REPLACE INTO record_entry SELECT * FROM record_entry WHERE seq = 1",
    "INSERT OR REPLACE INTO record_entry SELECT * FROM record_entry WHERE seq = 0",
    "UPDATE OR REPLACE record_entry SET seq = 0 WHERE seq = 1",
    "INSERT OR REPLACE INTO record_mention SELECT * FROM record_mention",
    "REPLACE INTO record_head SELECT id, 0, x'', root, last_at FROM record_head",
]
POSTGRESQL = [
    "TRUNCATE record_entry CASCADE",
    "TRUNCATE record_mention",
    "TRUNCATE record_head",
    "SET LOCAL session_replication_role = replica; DELETE FROM record_entry",
]


def refused(statement, saying="the record only grows"):
    an_entry("first")
    an_entry("second")
    before = everything()
    with pytest.raises(IntegrityError, match=saying), transaction.atomic():
        execute(statement)
    assert everything() == before
    assert verify_all().whole


def everything():
    rows = Entry.objects.whole("a test compares all").order_by("seq").values()
    return list(rows), list(Mention.objects.order_by("pk").values()), list(Head.objects.values())


@pytest.mark.parametrize("statement", EVERYWHERE)
def test_the_database_refuses(statement):
    refused(statement)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="these statements exist on SQLite only")
@pytest.mark.parametrize("statement", SQLITE)
def test_sqlite_refuses_to_replace(statement):
    refused(statement)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="these statements exist on PostgreSQL only")
@pytest.mark.parametrize("statement", POSTGRESQL)
def test_postgresql_refuses_to_truncate_or_to_look_away(statement):
    refused(statement)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite does not truncate")
def test_postgresql_refuses_to_truncate_what_the_record_hangs_on():
    # Tables that other rooms keep hang on markings as well: whichever the cascade meets first refuses.
    refused("TRUNCATE labels_marking CASCADE", saying="the record only grows|never edited: TRUNCATE")


def test_the_application_cannot_change_or_remove_an_entry_either():
    entry = an_entry()
    entry.sentence = "otherwise"
    for attempt in (entry.save, lambda: Entry.objects.whole("a test").update(sentence="otherwise")):
        with pytest.raises(IntegrityError, match="UPDATE on record_entry"), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError, match="DELETE on record_mention"), transaction.atomic():
        Mention.objects.all().delete()


def test_an_entry_out_of_turn_is_refused():
    entry = an_entry()
    entry.seq = 5
    with pytest.raises(IntegrityError, match="INSERT on record_entry"), transaction.atomic():
        entry.save(force_insert=True)


def test_the_head_cannot_run_ahead_of_the_entries():
    an_entry()
    with pytest.raises(IntegrityError, match="UPDATE on record_head"), transaction.atomic():
        Head.objects.update(size=head().size + 1)


def test_every_guard_is_laid_after_all_migrations():
    assert missing_guards() == ()


def test_a_guard_that_was_taken_away_is_missed_by_name():
    execute(guards.lifting(connection.vendor)[0])
    assert missing_guards() == ("record_entry_no_update",)
    assert not verify_all().whole
    assert "record_entry_no_update missing" in verify_all().sentence()
    execute(*guards.statements(connection.vendor))
    assert missing_guards() == ()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot switch a trigger off")
def test_a_guard_that_was_switched_off_is_missed():
    execute("ALTER TABLE record_entry DISABLE TRIGGER record_entry_no_delete")
    assert missing_guards() == ("record_entry_no_delete",)


def test_laying_them_twice_changes_nothing():
    execute(*guards.statements(connection.vendor))
    assert missing_guards() == ()
    a_marking()
    assert an_entry().seq == 0


def test_lifting_takes_all_of_them_away():
    execute(*guards.lifting(connection.vendor))
    assert missing_guards() == guards.names(connection.vendor)


def test_a_database_without_guards_is_refused():
    for asking in (guards.names, guards.statements, guards.lifting):
        with pytest.raises(ValueError, match="no guards for mysql"):
            asking("mysql")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_emptied_the_tables_leaves_a_new_guarded_record(time):
    assert head().size == 0
    assert missing_guards() == ()
    an_entry(time)
    assert head().size == 1
