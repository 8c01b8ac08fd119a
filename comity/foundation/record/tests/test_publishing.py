"""What is published is the record: its tiles, its roots, its proofs; once, whoever publishes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comity.foundation.record.actions import publish as publishing
from comity.foundation.record.actions.keep_key import KeyMissing, file_of, verify
from comity.foundation.record.actions.publish import Unpublishable, publish
from comity.foundation.record.models import Checkpoint, Cosignature, Entry, Head, Key, Tile
from comity.foundation.record.queries import (
    TilesRead,
    checkpoint_note,
    head,
    prove,
    prove_growth,
    root_at,
    run_at,
    tile_bytes,
    verify_all,
)
from comity.foundation.record.rules import proofs, runs, tiles
from comity.foundation.record.rules.checkpoint import read_checkpoint
from comity.foundation.record.rules.merkle import leaf_hash, root_of
from comity.foundation.record.rules.note import read_note

from .builders import NOON, a_key, a_marking, an_entry, behind_its_back, entries_in_bulk, execute

pytestmark = pytest.mark.django_db


def hashes():
    rows = Entry.objects.whole("a test compares all").order_by("seq").values_list("leaf_hash", flat=True)
    return [bytes(row) for row in rows]


def test_the_checkpoint_is_the_head_signed_by_the_key():
    key = a_key()
    an_entry()
    made = publish(NOON)
    note = read_note(checkpoint_note())
    said = read_checkpoint(note.text)
    assert (said.size, said.root) == (made.size, bytes(made.root)) == (2, bytes(head().root))
    assert said.origin == key.verifier.name
    assert note.signed_by(key.verifier, verify)


def test_publishing_again_changes_nothing_and_signs_nothing_anew():
    a_key()
    entries_in_bulk(300)
    first = publish(NOON)
    before = list(Tile.objects.values()), list(Checkpoint.objects.values())
    assert publish(NOON) == first
    assert (list(Tile.objects.values()), list(Checkpoint.objects.values())) == before


def test_an_empty_record_is_not_signed_and_without_a_key_nothing_is():
    assert publish(NOON) is None
    an_entry()
    with pytest.raises(Unpublishable, match="no key"):
        publish(NOON)
    assert checkpoint_note() is None


def test_without_its_private_part_nothing_is_signed_and_nothing_is_lost():
    key = a_key()
    file_of(key.verifier).rename(file_of(key.verifier).with_suffix(".away"))
    with pytest.raises(KeyMissing, match="is not in"):
        publish(NOON)
    assert not Checkpoint.objects.exists()
    file_of(key.verifier).with_suffix(".away").rename(file_of(key.verifier))
    assert publish(NOON).size == 1


def test_proofs_roots_and_runs_from_tiles_are_those_of_the_entries():
    a_key()
    entries_in_bulk(520)
    publish(NOON)
    entries_in_bulk(300)  # 821 entries, of which 300 lie in no tile yet
    leaves, whole = hashes(), head().size
    for size in (821, 521, 512, 256, 1):
        assert root_at(size) == root_of(leaves[:size])
        for seq in (0, 255, 256, 511, 520, 700, 820):
            if seq < size:
                proof = prove(seq, size=size)
                assert proof.holds()
                assert (proof.leaf_hash, proof.root) == (leaves[seq], root_of(leaves[:size]))
        assert proofs.consistent(size, root_of(leaves[:size]), whole, bytes(head().root), prove_growth(size))
        run = run_at(0, min(3, size), size=size)
        assert runs.rebuilt(run, leaves[: run.count], size) == root_of(leaves[:size])
    run = run_at(300, 400)
    assert runs.rebuilt(run, leaves[300:700], whole) == bytes(head().root)
    for wrong in (lambda: prove(821), lambda: prove(5, size=5), lambda: prove(0, size=822), lambda: run_at(821, 1)):
        with pytest.raises(ValueError):
            wrong()


def test_a_proof_reads_at_most_256_leaf_hashes(monkeypatch):
    a_key()
    entries_in_bulk(256 * 5 + 250)
    publish(NOON)
    made, count = TilesRead.made_of, []

    def counted(self, level, number):
        found = made(self, level, number)
        count.append((level, len(found)))
        return found

    monkeypatch.setattr(TilesRead, "made_of", counted)
    for seq in (0, 700, 256 * 5 + 100):
        for size in (None, 256 * 5 + 249):
            count.clear()
            with CaptureQueriesContext(connection) as asked:
                assert prove(seq, size=size).holds()
            assert sum(number for level, number in count if level == 0) <= 256
            assert len(asked) <= 5  # the head, the full tiles, and the partial one of each level


def test_the_tiles_in_pieces_and_at_once_are_the_same(monkeypatch):
    a_key()
    monkeypatch.setattr(publishing, "AT_ONCE", tiles.WIDTH)
    entries_in_bulk(700)
    publish(NOON)
    entries_in_bulk(900)
    publish(NOON)
    leaves = hashes()
    for place in tiles.completed(0, len(leaves)):
        row = Tile.objects.get(level=place.level, number=place.number)
        expected = leaves[place.number * 256 : (place.number + 1) * 256]
        assert bytes(row.hashes) == b"".join(expected)
        assert bytes(row.root) == root_of(expected)
    assert Tile.objects.count() == len(leaves) // 256


def test_bundles_hold_the_leaves_that_were_hashed():
    a_key()
    entries_in_bulk(300)
    publish(NOON)
    leaves = hashes()
    for place in (tiles.Tile(None, 0), tiles.Tile(None, 1, 45), tiles.Tile(None, 0, 7)):
        found = tiles.leaves_of(place, tile_bytes(place))
        assert [leaf_hash(one) for one in found] == leaves[place.number * 256 :][: place.width]
        assert tile_bytes(tiles.Tile(0, place.number, place.width)) == b"".join(map(leaf_hash, found))
    assert tile_bytes(tiles.Tile(1, 0, 1)) == root_of(leaves[:256])
    for beyond in (tiles.Tile(None, 1, 46), tiles.Tile(0, 1), tiles.Tile(1, 0, 2), tiles.Tile(2, 0, 1)):
        assert tile_bytes(beyond) is None


def test_what_was_appended_since_the_checkpoint_is_not_served():
    a_key()
    publish(NOON)
    entries_in_bulk(300)
    assert tile_bytes(tiles.Tile(0, 0)) is None
    assert tile_bytes(tiles.Tile(0, 0, 1)) is not None


def test_a_record_that_was_rewritten_is_not_signed():
    a_key()
    entries_in_bulk(20)
    publish(NOON)
    entries_in_bulk(5)
    forged = root_of([*hashes()[:3], leaf_hash(b"forged"), *hashes()[4:]])
    place = "x'" if connection.vendor == "sqlite" else "'\\x"
    behind_its_back(f"UPDATE record_head SET root = {place}{forged.hex()}'")
    with pytest.raises(Unpublishable, match="root of the head"):
        publish(NOON)
    behind_its_back(
        f"UPDATE record_head SET root = {place}{root_of(hashes()).hex()}'",
        f"UPDATE record_checkpoint SET root = {place}{forged.hex()}'",
    )
    with pytest.raises(Unpublishable, match="does not continue its checkpoint of 21"):
        publish(NOON)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE record_checkpoint SET root = {other} WHERE size = 2", "The first 2 entries do not have the root"),
        ("UPDATE record_tile SET hashes = {other} WHERE number = 0", "tile/0/000 does not hold"),
        ("UPDATE record_tile SET root = {other} WHERE number = 1", "tile/0/001 does not hold"),
        ("DELETE FROM record_tile WHERE number = 0", "tile/0/000 is missing"),
    ],
)
def test_a_check_of_the_record_looks_at_its_tiles_and_at_what_was_signed(change, said):
    a_key()
    an_entry()
    publish(NOON)
    entries_in_bulk(520)
    publish(NOON)
    assert verify_all().whole
    other = leaf_hash(b"other").hex()
    behind_its_back(change.format(other=f"x'{other}'" if connection.vendor == "sqlite" else f"'\\x{other}'"))
    assert said in verify_all().sentence()


STATEMENTS = [
    "UPDATE record_tile SET root = root",
    "DELETE FROM record_tile",
    "INSERT INTO record_tile (level, number, root, hashes) SELECT level, number, root, hashes FROM record_tile",
    "INSERT INTO record_tile (level, number, root, hashes) SELECT 0, 1, root, hashes FROM record_tile",
    "INSERT INTO record_tile (level, number, root, hashes) SELECT 1, 0, root, hashes FROM record_tile",
    "UPDATE record_key SET key = key",
    "DELETE FROM record_key",
    "INSERT INTO record_key SELECT * FROM record_key",
    "INSERT INTO record_key SELECT number + 2, key, handover, made_at FROM record_key",
    "UPDATE record_checkpoint SET root = root",
    "DELETE FROM record_checkpoint",
    "INSERT INTO record_checkpoint (size, root, note, made_at, key_id)"
    " SELECT size - 1, root, note, made_at, key_id FROM record_checkpoint",
    "INSERT INTO record_checkpoint (size, root, note, made_at, key_id)"
    " SELECT size + 1, root, note, made_at, key_id FROM record_checkpoint",
    "UPDATE record_cosignature SET line = line",
    "DELETE FROM record_cosignature",
    "INSERT INTO record_cosignature (checkpoint_id, name, key_id, line, seen_at, at)"
    " SELECT checkpoint_id, name, key_id, 'other', seen_at, at FROM record_cosignature",
]


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Tile, Key, Checkpoint, Cosignature)]


def test_the_database_refuses_to_change_or_forget_what_was_published():
    a_key()
    entries_in_bulk(300)
    made = publish(NOON)
    Cosignature.objects.create(checkpoint=made, name="w", key_id="00" * 4, line="— w AA==\n", seen_at=NOON, at=NOON)
    before = everything()
    more = {
        "sqlite": [
            "REPLACE INTO record_tile SELECT * FROM record_tile",
            "INSERT OR REPLACE INTO record_checkpoint SELECT * FROM record_checkpoint",
            "REPLACE INTO record_cosignature SELECT * FROM record_cosignature",
        ],
        "postgresql": [f"TRUNCATE {model._meta.db_table} CASCADE" for model in (Tile, Key, Checkpoint, Cosignature)],
    }
    for statement in STATEMENTS + more[connection.vendor]:
        with pytest.raises(IntegrityError, match="the record only grows"), transaction.atomic():
            execute(statement)
        assert everything() == before, statement


@pytest.mark.django_db(transaction=True)
def test_publishers_and_writers_at_once_make_one_line(monkeypatch):
    monkeypatch.setattr(publishing, "AT_ONCE", tiles.WIDTH)
    key, marking, together = a_key(), a_marking(), Barrier(6)
    entries_in_bulk(600)

    def work(worker):
        try:
            together.wait()
            for n in range(4):
                if worker % 2:
                    publish(NOON)
                else:
                    an_entry(f"{worker}/{n}", marking=marking)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))

    publish(NOON)
    leaves, made = hashes(), list(Checkpoint.objects.order_by("size"))
    assert len(leaves) == 1 + 600 + 3 * 4 == made[-1].size == Head.objects.get().size
    assert [(row.level, row.number) for row in Tile.objects.order_by("level", "number")] == [(0, 0), (0, 1)]
    for row in made:
        assert bytes(row.root) == root_of(leaves[: row.size])
        assert row.signed().signed_by(key.verifier, verify)


def test_private_keys_lie_in_a_folder_of_their_own_for_their_owner_alone():
    key = a_key()
    path = file_of(key.verifier)
    assert path.parent == settings.RECORD_KEYS
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    path.chmod(0o640)
    with pytest.raises(KeyMissing, match="by others"):
        publish(NOON)


def test_no_private_key_is_in_the_database():
    key = a_key()
    publish(NOON)
    seed = file_of(key.verifier).read_text().strip().split("+", 4)[4]
    rows = [*everything(), list(Entry.objects.whole("a test looks at all of it").values())]
    assert seed not in repr(rows)
