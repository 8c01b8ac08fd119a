"""A run and its two sides give the root of the whole tree, and bent ones do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.foundation.record.rules.merkle import leaf_hash, root_of
from comity.foundation.record.rules.runs import BadRun, Run, left_spans, rebuilt, right_spans

from .vectors import LEAVES, ROOTS

MANY = [leaf_hash(bytes([n])) for n in range(80)]
WRONG = leaf_hash(b"wrong")
# first, cut, size: the spans of left, and those of right in ascending order.
SIDES = [
    (0, 7, 7, (), ()),
    (3, 4, 7, ((0, 2), (2, 3)), ((4, 7),)),
    (0, 1, 7, (), ((1, 2), (2, 4), (4, 7))),
    (6, 7, 8, ((0, 4), (4, 6)), ((7, 8),)),
    (4, 5, 8, ((0, 4),), ((5, 6), (6, 8))),
    (5, 6, 11, ((0, 4), (4, 5)), ((6, 8), (8, 11))),
    (8, 9, 11, ((0, 8),), ((9, 10), (10, 11))),
]
runs_of_trees = st.integers(1, 80).flatmap(
    lambda size: st.integers(0, size - 1).flatmap(
        lambda first: st.tuples(st.just(first), st.integers(first + 1, size), st.just(size))
    )
)


def a_run(first, cut, size, hashes=MANY):
    def over(spans):
        return tuple(root_of(hashes[low:high]) for low, high in spans)

    return Run(first, cut - first, over(left_spans(first)), over(right_spans(cut, size)))


@pytest.mark.parametrize(("first", "cut", "size", "left", "right"), SIDES)
def test_the_sides_are_these_spans(first, cut, size, left, right):
    assert left_spans(first) == left
    assert right_spans(cut, size) == right


@pytest.mark.parametrize("size", [size for size in ROOTS if size])
def test_every_run_of_the_published_tree_gives_its_published_root(size):
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    for first in range(size):
        for cut in range(first + 1, size + 1):
            run = a_run(first, cut, size, hashes)
            assert rebuilt(run, hashes[first:cut], size).hex() == ROOTS[size]


@given(runs_of_trees)
def test_every_run_gives_the_root(place):
    first, cut, size = place
    assert rebuilt(a_run(*place), MANY[first:cut], size) == root_of(MANY[:size])


@given(runs_of_trees, st.data())
def test_a_bent_run_gives_another_root_or_none(place, data):
    first, cut, size = place
    run, leaves, root = a_run(*place), MANY[first:cut], root_of(MANY[:size])
    at = data.draw(st.integers(0, len(leaves) - 1))
    shortened = tuple(side[:-1] for side in run.right)
    bent = [
        (run, [*leaves[:at], WRONG, *leaves[at + 1 :]]),
        (run, leaves[:-1]),
        (run, [*leaves, WRONG]),
        (Run(first, run.count, (*run.left, WRONG), run.right), leaves),
        (Run(first, run.count, run.left, (*run.right, WRONG)), leaves),
    ]
    bent += [(Run(first, run.count, run.left[1:], run.right), leaves)] if run.left else []
    bent += [(Run(first, run.count, (WRONG, *run.left[1:]), run.right), leaves)] if run.left else []
    bent += [(Run(first, run.count, run.left, shortened), leaves)] if run.right else []
    bent += [(Run(first, run.count, run.left, (*run.right[:-1], WRONG)), leaves)] if run.right else []
    assert root not in [outcome(claim, hashes, size) for claim, hashes in bent]


def outcome(run, hashes, size):
    try:
        return rebuilt(run, hashes, size)
    except BadRun:
        return None


@pytest.mark.parametrize(("cut", "size"), [(0, 5), (6, 5), (-1, 5)])
def test_a_run_outside_the_tree_has_no_sides(cut, size):
    with pytest.raises(BadRun):
        right_spans(cut, size)
