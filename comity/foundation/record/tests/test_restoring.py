"""What this home has signed is never contradicted, whatever database it wakes up with."""

import os

import pytest
from django.conf import settings

from comity.foundation.record.actions import publish as publishing
from comity.foundation.record.actions import remember_signed
from comity.foundation.record.actions.publish import Unpublishable, publish
from comity.foundation.record.actions.remember_signed import file_of, remembered
from comity.foundation.record.models import Checkpoint, Head
from comity.foundation.record.queries import checkpoint_note, verify_all
from comity.foundation.record.rules.merkle import EMPTY_ROOT

from .builders import NOON, a_key, an_entry, behind_its_back, grown_to, restored_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def origin():
    return a_key().verifier.name


def test_what_was_signed_is_remembered_beside_the_keys_for_the_owner_alone(origin):
    made = grown_to(3)
    path = file_of(origin)
    assert path.parent == settings.RECORD_KEYS
    assert path.read_bytes() == checkpoint_note() == made.note.encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert remembered(origin)[0].size == 3


def test_an_older_copy_is_not_signed_neither_as_it_is_nor_once_it_has_grown(origin):
    grown_to(3)
    grown_to(6)
    restored_to(4)
    for size, said in ((4, "signed the record at 6 entries, but it has 4"), (8, "but those it has are others")):
        with pytest.raises(Unpublishable, match=said):
            grown_to(size)
        assert list(Checkpoint.objects.values_list("size", flat=True)) == [3]
    assert verify_all().whole  # from within nothing is to be seen


def test_an_older_copy_that_ends_with_its_own_checkpoint_is_noticed(origin):
    grown_to(3)
    grown_to(6)
    restored_to(3)
    with pytest.raises(Unpublishable, match="comity record resume"):
        publish(NOON)


def test_a_backup_without_a_loss_goes_on(origin):
    grown_to(3)
    grown_to(6)
    behind_its_back("DELETE FROM record_checkpoint WHERE size > 3")
    assert publish(NOON).size == 6
    assert grown_to(7).size == 7
    assert list(Checkpoint.objects.values_list("size", flat=True).order_by("size")) == [3, 6, 7]


@pytest.mark.parametrize("more", [0, 2])
def test_a_crash_between_the_file_and_the_row_is_healed(origin, more, monkeypatch):
    grown_to(3)
    an_entry("before the crash")

    class Crash(Exception):
        pass

    def crash(origin, note):
        remember_signed.remember(origin, note)
        raise Crash

    monkeypatch.setattr(publishing, "remember", crash)
    with pytest.raises(Crash):
        publish(NOON)
    monkeypatch.undo()
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [3]
    signed = file_of(origin).read_text()
    for n in range(more):
        an_entry(f"after the crash {n}")
    assert publish(NOON).size == 4 + more
    assert Checkpoint.objects.get(size=4).note == signed  # first what was signed already, word for word


def test_a_crash_while_it_is_written_leaves_the_old_memory(origin, monkeypatch):
    grown_to(3)
    monkeypatch.setattr(os, "fsync", lambda _: 1 / 0)
    an_entry("more")
    with pytest.raises(ZeroDivisionError):
        publish(NOON)
    assert remembered(origin)[0].size == 3


def test_a_memory_that_cannot_be_read_signs_nothing(origin):
    grown_to(3)
    good = file_of(origin).read_bytes()
    lines = good.splitlines(keepends=True)
    for bad in (
        b"",
        good[:-9],
        good.replace(b"\n3\n", b"\n2\n"),
        b"other" + good,
        b"".join([*lines[:3], b"x\n", *lines[3:]]),
    ):
        file_of(origin).write_bytes(bad)
        with pytest.raises(Unpublishable, match="Lay back a copy"):
            publish(NOON)


def test_a_record_from_before_there_was_a_memory_begins_one(origin):
    grown_to(3)
    file_of(origin).unlink()
    assert grown_to(4).size == remembered(origin)[0].size == 4


def test_an_empty_record_under_a_name_that_was_signed_is_not_begun_anew(origin):
    grown_to(3)
    restored_to(0)
    assert bytes(Head.objects.get().root) == EMPTY_ROOT
    with pytest.raises(Unpublishable, match="but it has 0"):
        publish(NOON)
