"""Roots and growth against published vectors, and against the recursive definition."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.foundation.record.rules.merkle import EMPTY_ROOT, Peaks, leaf_hash, node_hash, peaks_of, root_of

from .vectors import LEAVES, ROOTS

some_leaves = st.lists(st.binary(max_size=40).map(leaf_hash), max_size=70)


def as_defined(hashes):
    """MTH of RFC 6962 §2.1, word for word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = max(2**n for n in range(32) if 2**n < len(hashes))
    return sha256(b"\x01" + as_defined(hashes[:k]) + as_defined(hashes[k:])).digest()


@pytest.mark.parametrize("size", ROOTS)
def test_it_has_the_published_root(size):
    assert root_of(map(leaf_hash, LEAVES[:size])).hex() == ROOTS[size]


def test_an_empty_tree_has_the_published_root():
    assert EMPTY_ROOT.hex() == ROOTS[0] == Peaks().root().hex()


def test_a_leaf_is_never_a_node():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(some_leaves)
def test_growing_leaf_by_leaf_gives_the_root_of_the_definition(hashes):
    assert root_of(hashes) == as_defined(hashes)


@given(some_leaves)
def test_peaks_are_written_and_read_back(hashes):
    peaks = peaks_of(hashes)
    assert Peaks.from_bytes(len(hashes), peaks.as_bytes()) == peaks


@given(some_leaves)
def test_each_peak_is_the_root_of_its_span_and_the_spans_are_all_leaves(hashes):
    peaks = peaks_of(hashes)
    assert [as_defined(hashes[first:end]) for first, end in peaks.spans()] == list(peaks.hashes)
    assert [n for first, end in peaks.spans() for n in range(first, end)] == list(range(len(hashes)))


@given(some_leaves, st.data())
def test_another_leaf_anywhere_is_another_root(hashes, data):
    if not hashes:
        return
    place = data.draw(st.integers(0, len(hashes) - 1))
    changed = [*hashes[:place], leaf_hash(b"forged" * 9), *hashes[place + 1 :]]
    assert root_of(changed) != root_of(hashes)


@pytest.mark.parametrize(("size", "written"), [(3, b"x" * 32), (1, b"x" * 31), (0, b"x" * 32), (-1, b"")])
def test_peaks_that_cannot_be_are_refused(size, written):
    with pytest.raises(ValueError):
        Peaks.from_bytes(size, written)


@given(some_leaves, st.data())
def test_growing_by_many_at_once_gives_the_same_peaks(hashes, data):
    cut = data.draw(st.integers(0, len(hashes)))
    assert peaks_of(hashes[:cut]).extended(hashes[cut:]) == peaks_of(hashes)
