"""Proofs against published vectors; every proof of every small tree; and forgeries of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.foundation.record.rules.merkle import EMPTY_ROOT, leaf_hash, root_of
from comity.foundation.record.rules.proofs import (
    Inclusion,
    consistency_spans,
    consistent,
    included,
    inclusion_spans,
    path_of,
)

from .vectors import CONSISTENCY, CONSISTENCY_SHAPES, INCLUSION, INCLUSION_SHAPES, LEAVES, ROOTS

REFERENCE = [leaf_hash(leaf) for leaf in LEAVES]
MANY = [leaf_hash(bytes([n])) for n in range(40)]
WRONG = leaf_hash(b"wrong")


def path_in(hashes, spans):
    return path_of(spans, lambda first, end: root_of(hashes[first:end]))


def from_hex(path):
    return [bytes.fromhex(node) for node in path]


def forgeries(path):
    """Every way to bend a path a little."""
    yield [*path, WRONG]
    yield [WRONG, *path]
    yield [*path, b""]
    if path:
        yield path[:-1]
        yield path[1:]
        yield [*path, path[-1]]
    for place, node in enumerate(path):
        yield [*path[:place], bytes([node[0] ^ 8]) + node[1:], *path[place + 1 :]]
        yield [*path[:place], node[:-1], *path[place + 1 :]]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_it_gives_the_published_inclusion_proof(index, size, path):
    made = path_in(REFERENCE, inclusion_spans(index, size))
    assert [node.hex() for node in made] == path
    assert included(REFERENCE[index], index, size, from_hex(path), bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_it_gives_the_published_consistency_proof(old, new, path):
    made = path_in(REFERENCE, consistency_spans(old, new))
    assert [node.hex() for node in made] == path
    assert consistent(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), from_hex(path))


def test_paths_have_the_published_shape():
    assert {index: inclusion_spans(index, 7) for index in INCLUSION_SHAPES} == INCLUSION_SHAPES
    assert {old: consistency_spans(old, 7) for old in CONSISTENCY_SHAPES} == CONSISTENCY_SHAPES


def test_every_leaf_of_every_small_tree_is_proved_and_no_forgery_is():
    for size in range(1, 20):
        root = root_of(MANY[:size])
        for index in range(size):
            path = list(path_in(MANY, inclusion_spans(index, size)))
            assert Inclusion(index, size, MANY[index], tuple(path), root).holds()
            assert not included(WRONG, index, size, path, root)
            assert not included(MANY[index], index, size, path, WRONG)
            assert not included(MANY[index], index + 1, size, path, root)
            assert not included(MANY[index], index, size * 2, path, root)
            assert not included(MANY[index], index, size // 2, path, root)
            assert not any(included(MANY[index], index, size, bent, root) for bent in forgeries(path))


def test_every_growth_of_every_small_tree_is_proved_and_no_forgery_is():
    for new in range(1, 20):
        after = root_of(MANY[:new])
        for old in range(1, new + 1):
            before = root_of(MANY[:old])
            path = list(path_in(MANY, consistency_spans(old, new)))
            assert consistent(old, before, new, after, path)
            assert not consistent(old, WRONG, new, after, path)
            assert not consistent(old, before, new, WRONG, path)
            assert not consistent(old, before, new * 2, after, path)
            assert not consistent(old, before, new // 2, after, path)
            assert not any(consistent(old, before, new, after, bent) for bent in forgeries(path))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 39))
def test_a_rewritten_past_has_no_proof(one, other, place):
    old, new = sorted((one, other))
    place %= old
    rewritten = [*MANY[:place], WRONG, *MANY[place + 1 :]]
    path = path_in(rewritten, consistency_spans(old, new))
    assert not consistent(old, root_of(MANY[:old]), new, root_of(rewritten[:new]), path)


def test_bytes_cannot_wander_between_a_leaf_and_its_neighbour():
    left, right = MANY[:2]
    assert included(left, 0, 2, [right], root_of(MANY[:2]))
    assert not included(left + right[:1], 0, 2, [right[1:]], root_of(MANY[:2]))


def test_every_tree_continues_the_empty_one_without_a_path():
    assert consistent(0, EMPTY_ROOT, 5, root_of(MANY[:5]), [])
    assert not consistent(0, EMPTY_ROOT, 5, root_of(MANY[:5]), [WRONG])


def test_the_log_cannot_shrink():
    assert not consistent(2, root_of(MANY[:2]), 1, MANY[0], [])
    with pytest.raises(ValueError):
        consistency_spans(2, 1)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3)])
def test_outside_the_tree_there_is_no_proof(index, size):
    with pytest.raises(ValueError):
        inclusion_spans(index, size)
    assert not included(MANY[0], index, size, [], MANY[0])
