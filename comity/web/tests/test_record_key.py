"""The record of a founded house is signed by itself, and its key is kept on the command line."""

import json
import logging

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comity.activity.engagements.tests.builders import a_house
from comity.foundation.record.actions.keep_key import file_of
from comity.foundation.record.queries import entire_history, head, last_checkpoint, record_keys
from comity.web.schedule import publish_record, tick_now

pytestmark = pytest.mark.django_db


def test_a_tick_makes_the_key_of_a_founded_house_and_signs_its_record():
    publish_record(timezone.now())
    assert record_keys() == []
    a_house()
    tick_now()
    assert last_checkpoint().size == head().size
    assert [row.kind for row in entire_history("a test", kind="record.key-made")] == ["record.key-made"]
    before = head().size
    tick_now()
    assert head().size == last_checkpoint().size == before


def test_a_record_that_cannot_be_signed_stops_nothing_else(caplog):
    a_house()
    tick_now()
    file_of(record_keys()[0].verifier).unlink()
    call_command("record_key", "rotate", reason="The disk failed", lost=True, verbosity=0)
    file_of(record_keys()[0].verifier).unlink()
    with caplog.at_level(logging.ERROR):
        assert tick_now() == 0
    assert "the record was not signed" in caplog.text


def test_a_name_that_a_note_cannot_hold_is_refused(settings):
    a_house()
    settings.RECORD_ORIGIN = "our record"
    with pytest.raises(CommandError, match="no spaces"):
        call_command("record_key", "new")
    assert record_keys() == []


def test_the_command_makes_shows_and_changes_the_key_and_never_prints_its_private_part(capsys):
    with pytest.raises(CommandError, match="no house"):
        call_command("record_key", "new")
    a_house()
    with pytest.raises(CommandError, match="no key yet"):
        call_command("record_key", "show")
    call_command("record_key", "new")
    with pytest.raises(CommandError, match="a key already"):
        call_command("record_key", "new")
    with pytest.raises(CommandError, match="Say why"):
        call_command("record_key", "rotate")
    call_command("record_key", "rotate", reason="Once a year")
    call_command("record_key", "show")
    said = capsys.readouterr().out
    call_command("record_key", "show", json=True)
    shown = capsys.readouterr().out
    now, before = json.loads(shown)
    assert (now["signs_now"], before["signs_now"]) == (True, False)
    assert now["private_part_here"]
    assert now["key"] in said
    assert now["origin"] == before["origin"]
    for key in record_keys():
        private = file_of(key.verifier).read_text().strip().split("+", 4)[4]
        assert private not in said + shown
        assert "PRIVATE" not in said + shown
