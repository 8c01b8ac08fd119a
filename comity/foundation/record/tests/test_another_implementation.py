"""An implementation by others, pymerkle, gives the same roots and paths; each takes the other's proofs."""

import random

import pytest
from pymerkle import InmemoryTree, InvalidProof, verify_consistency, verify_inclusion

from comity.foundation.record.rules.merkle import leaf_hash, peaks_of, root_of
from comity.foundation.record.rules.proofs import (
    consistency_spans,
    consistent,
    included,
    inclusion_spans,
    path_of,
)
from comity.foundation.record.rules.tiles import WIDTH, root_of_span, subtree_root
from verifier import merkle

MOST = 5000
CHANCE = random.Random(6962)
LEAVES = [CHANCE.randbytes(CHANCE.randrange(60)) for _ in range(MOST)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
SIZES = sorted({1, 2, 3, 255, 256, 257, 4096, 4097, MOST, *CHANCE.sample(range(1, MOST), 40)})


@pytest.fixture(scope="module")
def theirs():
    tree = InmemoryTree()
    tree.append_entries(LEAVES)
    return tree


@pytest.fixture(scope="module")
def root_of_ours():
    level, tiles = HASHES, {}
    for number in range(3):
        tiles.update({(number, at // WIDTH): level[at : at + WIDTH] for at in range(0, len(level), WIDTH)})
        level = [subtree_root(level[at : at + WIDTH]) for at in range(0, len(level) - WIDTH + 1, WIDTH)]
    return lambda first, end: root_of_span(first, end, lambda level, number: tiles[level, number])


@pytest.mark.parametrize("size", SIZES)
def test_the_roots_are_the_same(theirs, root_of_ours, size):
    assert theirs.get_root(size) == root_of(HASHES[:size]) == root_of_ours(0, size) == peaks_of(HASHES[:size]).root()
    tree = merkle.Tree()
    tree.extend(HASHES[:size])
    assert tree.root() == theirs.get_root(size)


def test_paths_of_inclusion_are_the_same_and_each_takes_the_others(theirs, root_of_ours):
    for size in SIZES:
        root = theirs.get_root(size)
        for index in {0, size - 1, *(CHANCE.randrange(size) for _ in range(12))}:
            proof, path = theirs.prove_inclusion(index + 1, size), path_of(inclusion_spans(index, size), root_of_ours)
            assert proof.path == [HASHES[index], *path]
            assert included(HASHES[index], index, size, proof.path[1:], root)
            assert merkle.included(HASHES[index], index, size, proof.path[1:], root)
            proof.path = [HASHES[index], *path]
            verify_inclusion(HASHES[index], root, proof, index=index + 1, size=size)
            with pytest.raises(InvalidProof):
                verify_inclusion(leaf_hash(b"other"), root, proof)
            assert not merkle.included(leaf_hash(b"other"), index, size, path, root)


def test_each_takes_the_others_roots_as_growth_of_one_tree(theirs, root_of_ours):
    """Their paths hold more hashes than RFC 9162 asks for, so they are not compared hash by hash."""
    for new in SIZES:
        for old in {1, new, *(CHANCE.randrange(1, new + 1) for _ in range(12))}:
            before, after = theirs.get_root(old), theirs.get_root(new)
            path = path_of(consistency_spans(old, new), root_of_ours)
            assert consistent(old, before, new, after, path)
            assert merkle.consistent(old, before, new, after, path)
            assert old == new or not merkle.consistent(old, leaf_hash(b"other"), new, after, path)
            proof = theirs.prove_consistency(old, new)
            verify_consistency(root_of_ours(0, old), root_of_ours(0, new), proof, prior_size=old, later_size=new)
            with pytest.raises(InvalidProof):
                verify_consistency(leaf_hash(b"other"), after, proof)
