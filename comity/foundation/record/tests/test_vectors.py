"""The vectors that the record shares with the verifier: whoever writes and whoever checks agree on the same bytes."""

import json
from base64 import b64decode
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import rfc8785

from comity.foundation.record.actions.keep_key import verify
from comity.foundation.record.rules import leaf, proofs, runs
from comity.foundation.record.rules.checkpoint import cosigned_at, read_checkpoint
from comity.foundation.record.rules.merkle import leaf_hash, root_of
from comity.foundation.record.rules.note import read_note
from comity.foundation.record.rules.policy import read_policy
from comity.foundation.record.rules.tiles import Tile, completed, partial, read_path

from .vectors import ALL, LEAVES, OWN, ROOTS

BUNDLES = OWN["bundles"]["cases"]
HOLDING = [case for case in BUNDLES if case["status"] == 0]


@pytest.mark.parametrize("text", OWN["canonical"]["good"])
def test_canonical_text_is_written_as_it_stands(text):
    assert leaf.canonical(json.loads(text)) == rfc8785.dumps(json.loads(text)) == text.encode()


def test_an_entry_is_its_commitment_its_leaf_and_its_hash():
    for case in OWN["entries"]["cases"]:
        committed = leaf.commitment(bytes.fromhex(case["salt"]), json.loads(case["body"]))
        assert committed.hex() == case["commitment"]
        assert _leaf(case["leaf"]) == case["leaf"].encode()
        assert leaf_hash(case["leaf"].encode()).hex() == case["leaf_hash"]


def test_the_sides_of_every_run_are_these():
    hashes, size = [leaf_hash(one) for one in LEAVES], OWN["runs"]["size"]
    for case in OWN["runs"]["cases"]:
        end = case["first"] + case["count"]
        assert [root_of(hashes[a:b]).hex() for a, b in runs.left_spans(case["first"])] == case["left"]
        assert [root_of(hashes[a:b]).hex() for a, b in runs.right_spans(end, size)] == case["right"]


def test_every_proof_of_growth_is_this_one():
    hashes = [leaf_hash(one) for one in LEAVES]
    for case in OWN["consistency"]["cases"]:
        spans = proofs.consistency_spans(case["from"], case["size"])
        assert [root_of(hashes[a:b]).hex() for a, b in spans] == case["path"]
        old, new = (bytes.fromhex(ROOTS[case[name]]) for name in ("from", "size"))
        path = [bytes.fromhex(one) for one in case["path"]]
        assert proofs.consistent(case["from"], old, case["size"], new, path)


def test_tiles_have_the_published_paths_and_numbers():
    for case in ALL["tile_paths"]["paths"]:
        tile = Tile(case["level"], case["number"], case["width"])
        assert (tile.path, read_path(case["path"])) == (case["path"], tile)
    for case in ALL["tile_paths"]["trees"]:
        full = [tile.level for tile in completed(0, case["size"])]
        assert {str(level): full.count(level) for level in full} == case["full"]
        assert {str(tile.level): tile.width for tile in partial(case["size"])} == case["partial"]


@pytest.mark.parametrize("case", HOLDING, ids=[case["what"] for case in HOLDING])
def test_the_record_reads_a_bundle_that_holds_as_the_verifier_does(case):
    """Signatures, leaves, commitments and runs, with the rules by which the record is written."""
    archive = ZipFile(BytesIO(b64decode(case["bundle"])))
    policy = read_policy(OWN["bundles"]["policies"][case["policy"]])
    note = read_note(archive.read("checkpoint"))
    said = read_checkpoint(note.text)
    assert note.signed_by(policy.logs[0], verify)
    assert sum(cosigned_at(note, one, verify) is not None for one in policy.witnesses) >= policy.quorum
    leaves, bodies = (archive.read(name).splitlines() for name in ("leaves.jsonl", "bodies.jsonl"))
    for line, body in zip(leaves, map(json.loads, bodies), strict=True):
        assert _leaf(line.decode()) == line
        if "body" in body:
            assert leaf.commitment(bytes.fromhex(body["salt"]), body["body"]).hex() == json.loads(line)["commitment"]
    rest = iter(map(leaf_hash, leaves))
    for one in json.loads(archive.read("runs.json")):
        left, right = (tuple(map(bytes.fromhex, one[side])) for side in ("left", "right"))
        run = runs.Run(one["first"], one["count"], left, right)
        hashes = [next(rest) for _ in range(run.count)]
        assert runs.rebuilt(run, hashes, said.size) == said.root


def _leaf(written: str) -> bytes:
    """A leaf made again by the record from what one says."""
    said = json.loads(written)
    at, committed = datetime.fromisoformat(said["at"]), bytes.fromhex(said["commitment"])
    return leaf.leaf(seq=said["seq"], kind=said["kind"], version=said["version"], at=at, commitment=committed)
