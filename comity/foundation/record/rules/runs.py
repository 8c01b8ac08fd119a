"""Runs: a stretch of neighbouring leaves with the hashes on either side from which the whole root is rebuilt.

A run from `first` to one before `cut` in a tree of `size` leaves has two lists of hashes.

`left`: the peaks of the tree of the first `first` leaves, the widest (which begins at leaf 0) first.

`right`: cut the span [0, size) at RFC 6962's k, and again whichever half has leaves on both sides of `cut`. The
halves that lie wholly at or beyond `cut` are the spans; `right` is the root of each, in ascending order of their
first leaf. It is empty when the run ends with the tree.

The root comes of it by folding from the run outwards: the last peak of the tree of `cut` leaves, then each step of
the cutting in reverse: a half to the left joins as the next peak, a half to the right as the next of `right`.
Several runs of one tree must each give the same root. Vectors: tests/test_runs.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .merkle import HASH_LENGTH, Peaks, node_hash
from .proofs import Span

LEFT, RIGHT = True, False


class BadRun(ValueError):
    """Hashes that cannot be the sides of this run; it says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Run:
    """`count` leaves from `first` on, in a tree of `size` leaves, with what lies to either side."""

    first: int
    count: int
    left: tuple[bytes, ...]
    right: tuple[bytes, ...]


def left_spans(first: int) -> tuple[Span, ...]:
    """Which leaves each hash of `left` stands for."""
    spans, start = [], 0
    for bit in reversed(range(first.bit_length())):
        if first >> bit & 1:
            spans.append((start, start + (1 << bit)))
            start += 1 << bit
    return tuple(spans)


def right_spans(cut: int, size: int) -> tuple[Span, ...]:
    """Which leaves each hash of `right` stands for. Raises BadRun when the tree does not reach so far."""
    return tuple(span for side, span in reversed(_cuts(cut, size)) if side is RIGHT)


def rebuilt(run: Run, leaf_hashes: Iterable[bytes], size: int) -> bytes:
    """The root of the tree of `size` leaves, from a run of it and its sides. Raises BadRun when they do not fit."""
    if any(len(side) != HASH_LENGTH for side in (*run.left, *run.right)):
        raise BadRun(f"a hash has {HASH_LENGTH} bytes")
    if run.first < 0 or run.count < 1 or len(run.left) != run.first.bit_count():
        raise BadRun(f"{len(run.left)} hashes are not the left side of a run of {run.count} from {run.first}")
    tree = Peaks(run.first, run.left)
    for leaf in leaf_hashes:
        tree = tree.grown(leaf)
    if tree.size != run.first + run.count:
        raise BadRun(f"the run has {tree.size - run.first} leaves, not {run.count}")
    return _folded(tree, run.right, size)


def _folded(tree: Peaks, right: Sequence[bytes], size: int) -> bytes:
    cuts = _cuts(tree.size, size)
    if len(right) != sum(side is RIGHT for side, _ in cuts):
        raise BadRun(f"{len(right)} hashes are not the right side of {tree.size} leaves in a tree of {size}")
    if not cuts:
        return tree.root()
    *peaks, node = tree.hashes
    beside = iter(right)
    for side, _ in reversed(cuts):
        node = node_hash(peaks.pop(), node) if side is LEFT else node_hash(node, next(beside))
    return node  # no peak is left over: each half cut off to the left is one


def _cuts(cut: int, size: int) -> list[tuple[bool, Span]]:
    """The halves that were cut off, outermost first, and on which side of `cut` each lies."""
    if not 0 < cut <= size:
        raise BadRun(f"a tree of {size} leaves has no run that ends before leaf {cut}")
    found, low, high = [], 0, size
    while cut < high:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if cut <= middle:
            found.append((RIGHT, (middle, high)))
            high = middle
        else:
            found.append((LEFT, (low, middle)))
            low = middle
    return found
