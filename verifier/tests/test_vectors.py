"""Our own vectors, as another program would use them: whole bundles, entries, runs and proofs of growth."""

import json
from base64 import b64decode

import pytest

from verifier.checking import check
from verifier.entries import Counted, checked
from verifier.merkle import Tree, consistent, leaf_hash
from verifier.policy import policy
from verifier.shapes import Known

from . import making_vectors
from .vectors import ALL, BUNDLES, LEAVES, OWN, POLICIES, ROOTS, SORTED_KEYS

PUBLISHED = [part for name, part in ALL.items() if name not in ("about", "own")]


@pytest.mark.parametrize("case", BUNDLES, ids=[case["what"] for case in BUNDLES])
def test_a_bundle_is_judged_as_it_must_be(case, tmp_path):
    path = tmp_path / "evidence.zip"
    path.write_bytes(b64decode(case["bundle"]))
    result = check(path, policy(POLICIES[case["policy"]]), [one.encode() for one in case["kept"]])
    assert (result.status, result.first_broken) == (case["status"], case["first_broken"]), result.sentences
    assert case["sentence"] in " ".join(result.sentences)


def test_an_entry_is_its_commitment_its_leaf_and_its_hash():
    for case in OWN["entries"]["cases"]:
        line = b'{"body":%s,"salt":"%s"}' % (case["body"].encode(), case["salt"].encode())
        leaf = case["leaf"].encode()
        assert json.loads(leaf)["commitment"] == case["commitment"]
        hashes = checked([leaf], [line], json.loads(leaf)["seq"], Known(), Counted(11))
        assert [one.hex() for one in hashes] == [case["leaf_hash"]]


def test_every_run_leads_to_the_published_root():
    hashes, size = [leaf_hash(leaf) for leaf in LEAVES], OWN["runs"]["size"]
    for case in OWN["runs"]["cases"]:
        tree = Tree(case["first"], [bytes.fromhex(one) for one in case["left"]])
        tree.extend(hashes[case["first"] : case["first"] + case["count"]])
        assert tree.completed(size, [bytes.fromhex(one) for one in case["right"]]).hex() == ROOTS[size]


def test_every_proof_of_growth_holds():
    for case in OWN["consistency"]["cases"]:
        old, new = (bytes.fromhex(ROOTS[case[name]]) for name in ("from", "size"))
        assert consistent(case["from"], old, case["size"], new, [bytes.fromhex(one) for one in case["path"]])


def test_each_published_fact_has_its_source():
    assert all(
        "read November 2026" in part["source"].replace("Read", "read") or "RFC" in part["source"] for part in PUBLISHED
    )
    assert "2026" not in OWN["source"]


def test_our_own_part_is_what_is_made_anew():
    """But for the bytes of the archives, which are packed as the library at hand does it."""
    anew = making_vectors.own(SORTED_KEYS, LEAVES)
    for part in ("canonical", "entries", "runs", "consistency"):
        assert anew[part] == OWN[part]
    assert anew["bundles"]["policies"] == POLICIES
    told = [{name: value for name, value in case.items() if name != "bundle"} for case in anew["bundles"]["cases"]]
    assert told == [{name: value for name, value in case.items() if name != "bundle"} for case in BUNDLES]
