"""The log as others fetch it: without an account, in the published layout, and nothing in it that names anybody."""

import pytest
from django.core.management import CommandError, call_command

from comity.foundation.record.actions.keep_key import verify
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.models import Cosignature, Entry
from comity.foundation.record.rules.checkpoint import read_checkpoint
from comity.foundation.record.rules.merkle import leaf_hash
from comity.foundation.record.rules.note import read_note
from comity.foundation.record.rules.tiles import hashes_of, leaves_of, read_path, root_of_tree

from .builders import NOON, a_key, an_entry, entries_in_bulk

pytestmark = pytest.mark.django_db


def recomputed(fetch):
    """The checkpoint, after an outsider recomputed its root from tiles and looked at every leaf. Fetches by path."""
    note = read_note(fetch("checkpoint"))
    said = read_checkpoint(note.text)

    def read(level, number):
        width = min(256, (said.size >> 8 * level) - number * 256)
        path = f"tile/{level}/{number:03}" + ("" if width == 256 else f".p/{width}")
        return hashes_of(read_path(path), fetch(path))

    for number in range(-(-said.size // 256)):
        path = f"tile/entries/{number:03}" + ("" if said.size >= 256 * (number + 1) else f".p/{said.size % 256}")
        leaves = leaves_of(read_path(path), fetch(path))
        assert [leaf_hash(one) for one in leaves] == list(read(0, number))
    assert root_of_tree(said.size, read) == said.root
    return note, said


def test_an_outsider_recomputes_the_record_from_what_is_served(client):
    key = a_key()
    entries_in_bulk(300)
    made = publish(NOON)
    line = "— witness.example/one " + "AAAA" * 5 + "\n"
    Cosignature.objects.create(checkpoint=made, name="witness.example/one", line=line, seen_at=NOON, at=NOON)
    note, said = recomputed(lambda path: client.get(f"/log/{path}").content)
    assert said.size == 301
    assert note.signed_by(key.verifier, verify)
    assert [one.name for one in note.signatures] == [key.verifier.name, "witness.example/one"]


def test_the_checkpoint_is_never_kept_and_a_tile_for_ever(client):
    assert client.get("/log/checkpoint").status_code == 404
    a_key()
    publish(NOON)
    checkpoint, tile = client.get("/log/checkpoint"), client.get("/log/tile/0/000.p/1")
    assert (checkpoint["Content-Type"], checkpoint["Cache-Control"]) == ("text/plain; charset=utf-8", "no-cache")
    assert tile["Content-Type"] == "application/octet-stream"
    assert "immutable" in tile["Cache-Control"]
    assert client.post("/log/checkpoint").status_code == 405


@pytest.mark.parametrize("path", ["0/000", "0/000.p/2", "0/00.p/1", "1/000", "entries/000", "entries/../../etc", "9"])
def test_where_there_is_no_tile_there_is_nothing(client, path):
    a_key()
    publish(NOON)
    assert client.get(f"/log/tile/{path}").status_code == 404


def test_nothing_that_is_served_names_anybody_or_anything_or_holds_a_salt(client):
    a_key()
    entry = an_entry("a secret visit")
    publish(NOON)
    served = client.get("/log/tile/entries/000.p/2").content + client.get("/log/tile/0/000.p/2").content
    row = Entry.objects.whole("a test compares").get(pk=entry.pk)
    for said in ("Ana", "Planner", "secret", "ENG-2026", "Defence", "OFFICIAL", bytes(row.salt).hex()):
        assert said.encode() not in served
    assert bytes(row.salt) not in served
    assert bytes(row.commitment).hex().encode() in served


def test_the_log_is_written_to_a_folder_and_brought_up_to_date_there(tmp_path, capsys):
    with pytest.raises(CommandError, match="Nothing was signed yet"):
        call_command("record_tiles", out=tmp_path)
    a_key()
    entries_in_bulk(260)
    publish(NOON)
    call_command("record_tiles", out=tmp_path / "log")
    # Full tile and bundle; partial ones of leaves, of roots and of entries.
    assert "261 entries, 5 tiles and bundles written" in capsys.readouterr().out
    full = tmp_path / "log/tile/0/000"
    before = full.stat().st_mtime_ns
    entries_in_bulk(3)
    publish(NOON)
    call_command("record_tiles", out=tmp_path / "log")
    assert full.stat().st_mtime_ns == before
    _, said = recomputed(lambda path: (tmp_path / "log" / path).read_bytes())
    assert said.size == 264
