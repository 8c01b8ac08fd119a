"""Tiles: the published places, and that they give the roots and proofs of the tree itself."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.foundation.record.rules.merkle import EMPTY_ROOT, leaf_hash, peaks_of, root_of
from comity.foundation.record.rules.proofs import (
    consistency_spans,
    consistent,
    included,
    inclusion_spans,
    path_of,
)
from comity.foundation.record.rules.tiles import (
    WIDTH,
    BadTile,
    Tile,
    bundle,
    bundles,
    complete_parts,
    completed,
    hashes_of,
    leaves_of,
    partial,
    read_path,
    root_of_span,
    root_of_tree,
    subtree_root,
    tile_with,
    written_by,
)

# Places and numbers: C2SP tlog-tiles, "Merkle Tree" and "Partial Tiles".
PUBLISHED = [(1234067, "x001/x234/067"), (0, "000"), (999, "999"), (1000, "x001/000")]
MANY = [leaf_hash(n.to_bytes(3)) for n in range(WIDTH * WIDTH + 700)]
sizes = st.integers(1, 5000) | st.sampled_from([WIDTH - 1, WIDTH, WIDTH + 1, WIDTH**2 - 1, WIDTH**2, WIDTH**2 + 513])


def tiles_of(size):
    """All tiles of a tree as a log would write them: by their definition, level upon level."""
    laid, level, hashes = {}, 0, MANY[:size]
    while hashes:
        for number in range(0, len(hashes), WIDTH):
            laid[level, number // WIDTH] = hashes[number : number + WIDTH]
        full = len(hashes) // WIDTH
        hashes = [subtree_root(laid[level, number]) for number in range(full)]
        level += 1
    return laid


LAID = tiles_of(len(MANY))


def reader(size, asked=None):
    def read(level, number):
        if asked is not None:
            asked.add((level, number))
        return LAID[level, number][: (size >> 8 * level) - number * WIDTH]

    return read


@pytest.mark.parametrize(("number", "written"), PUBLISHED)
def test_a_tile_lies_where_it_is_published_to_lie(number, written):
    for tile in (Tile(0, number), Tile(63, number, 7), Tile(None, number, 255)):
        assert written in tile.path
        assert read_path(tile.path) == tile
    assert Tile(2, number, 17).path == f"tile/2/{written}.p/17"
    assert Tile(None, number).path == f"tile/entries/{written}"


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/00",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/001/234",
        "tile/0/x000/001",
        "tile/0/x001/x234",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/",
        "tile/0/０００",
        "tile/0/000/",
        "tile/entries/../000",
        "tile/0/" + "x999/" * 40 + "999",
        "checkpoint",
    ],
)
def test_what_is_no_place_of_a_tile_is_refused(path):
    with pytest.raises(BadTile):
        read_path(path)


def test_a_tree_of_70000_has_the_published_tiles():
    full = list(completed(0, 70_000))
    assert [sum(tile.level == level for tile in full) for level in (0, 1, 2)] == [273, 1, 0]
    assert list(partial(70_000)) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [*completed(0, 256), *partial(256)] == [Tile(0, 0), Tile(1, 0, 1)]


@given(st.lists(st.integers(0, 200_000), min_size=2, max_size=6))
def test_whatever_the_steps_of_its_growth_a_log_writes_each_full_tile_once(steps):
    steps = [0, *sorted(steps)]
    for made in (completed, _full_bundles):
        piecewise = [tile for old, new in pairwise(steps) for tile in made(old, new)]
        assert sorted(piecewise) == sorted(made(0, steps[-1]))


def _full_bundles(old, new):
    return [tile.number for tile in bundles(old, new) if tile.is_full]


def test_a_growth_writes_what_a_reader_of_its_checkpoint_asks_for_and_no_growth_nothing():
    assert list(written_by(250, 520)) == [
        *(Tile(0, 0), Tile(0, 1)),
        *(Tile(0, 2, 8), Tile(1, 0, 2)),
        *(Tile(None, 0), Tile(None, 1), Tile(None, 2, 8)),
    ]
    assert list(written_by(300, 300)) == []
    with pytest.raises(ValueError):
        list(written_by(3, 2))


@settings(max_examples=40, deadline=None)
@given(sizes, st.data())
def test_tiles_give_the_roots_and_proofs_of_the_tree(size, data):
    read, peaks = reader(size), peaks_of(MANY[:size])
    root = root_of_tree(size, read)
    assert root == peaks.root()
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = path_of(inclusion_spans(index, size), lambda first, end: root_of_span(first, end, read))
    assert included(MANY[index], index, size, path, root)
    path = path_of(consistency_spans(old, size), lambda first, end: root_of_span(first, end, read))
    assert consistent(old, root_of(MANY[:old]), size, root, path)


@settings(max_examples=20, deadline=None)
@given(sizes, st.data())
def test_each_hash_of_a_proof_is_that_of_the_tree_and_few_tiles_are_read(size, data):
    spans = inclusion_spans(data.draw(st.integers(0, size - 1)), size)
    asked, foretold = set(), {tile_with(part) for span in spans for part in complete_parts(*span)}
    for first, end in spans:
        assert root_of_span(first, end, reader(size, asked)) == root_of(MANY[first:end])
    assert {Tile(*place) for place in asked} == foretold
    assert all(sum(level == at for at, _ in asked) <= 2 for level in range(3))


def test_an_empty_tree_and_spans_that_are_none():
    assert root_of_tree(0, reader(0)) == EMPTY_ROOT
    for first, end in ((1, 3), (2, 600)):
        with pytest.raises(ValueError):
            root_of_span(first, end, reader(700))
    with pytest.raises(ValueError, match="does not reach"):
        root_of_span(256, 512, reader(500))
    with pytest.raises(ValueError):
        subtree_root(MANY[:3])


def test_bytes_of_a_tile_are_its_hashes_and_a_truncated_one_is_refused():
    tile, written = Tile(0, 0, 3), b"".join(MANY[:3])
    assert list(hashes_of(tile, written)) == MANY[:3]
    for bent in (written[:-1], written + b"x", written[:-32], b""):
        with pytest.raises(BadTile):
            hashes_of(tile, bent)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=9))
def test_a_bundle_gives_its_leaves_back_and_a_bent_one_is_refused(leaves):
    tile, written = Tile(None, 0, len(leaves)), bundle(leaves)
    assert list(leaves_of(tile, written)) == leaves
    for bent in (written[:-1], written + b"\x00", written + b"\x00\x00", b"\xff\xff" + written[2:]):
        with pytest.raises(BadTile):
            leaves_of(tile, bent)
    with pytest.raises(BadTile):
        bundle([bytes(0x10000)])
