"""Trees: published vectors, and every run of every small tree."""

import pytest

from verifier.merkle import EMPTY_ROOT, Tree, consistent, included, leaf_hash, right_spans

from . import building
from .vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS

HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def tree(hashes, first=0, peaks=()):
    grown = Tree(first, peaks)
    grown.extend(hashes)
    return grown


def root(size):
    return bytes.fromhex(ROOTS[size])


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_the_published_ones(size):
    assert tree(HASHES[:size]).root() == root(size)


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_published_inclusion_proofs_hold(index, size, path):
    path = [bytes.fromhex(one) for one in path]
    assert included(HASHES[index], index, size, path, root(size))
    assert not included(HASHES[index], index, size, [*path, EMPTY_ROOT], root(size))
    assert not included(HASHES[index - 1], index, size, path, root(size)) or size == 1
    assert not included(HASHES[index], size, size, path, root(size))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_published_consistency_proofs_hold(old, new, path):
    path = [bytes.fromhex(one) for one in path]
    assert consistent(old, root(old), new, root(new), path)
    assert not consistent(old, EMPTY_ROOT, new, root(new), path)
    assert not consistent(old, root(old), new, EMPTY_ROOT, path)
    assert not consistent(old, root(old), new, root(new), [*path, EMPTY_ROOT])


def test_consistency_proofs_made_by_the_definition_hold():
    leaves = [bytes([n]) for n in range(33)]
    for new in range(1, 34):
        for old in range(1, new + 1):
            roots = building.root(leaves[:old]), building.root(leaves[:new])
            assert consistent(old, roots[0], new, roots[1], building.proof(leaves[:new], old))


def test_every_run_of_every_small_tree_leads_to_its_root():
    leaves = [bytes([n]) for n in range(20)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for size in range(1, 21):
        for first in range(size):
            left = [bytes.fromhex(one) for one in building.left(leaves[:size], first)]
            for end in range(first + 1, size + 1):
                right = [bytes.fromhex(one) for one in building.right(leaves[:size], end)]
                run = tree(hashes[first:end], first, left)
                assert run.completed(size, right) == building.root(leaves[:size])


def test_the_right_side_is_in_ascending_order():
    assert right_spans(5, 11) == [(5, 6), (6, 8), (8, 11)]
    assert right_spans(1, 8) == [(1, 2), (2, 4), (4, 8)]
    assert right_spans(11, 11) == right_spans(0, 0) == []


def test_a_side_that_is_too_long_or_too_short_is_refused():
    with pytest.raises(ValueError, match="has 2 peaks"):
        Tree(3, [EMPTY_ROOT])
    with pytest.raises(ValueError, match="3 subtrees follow"):
        tree(HASHES[:5]).completed(11, [EMPTY_ROOT])
