"""Proofs that an entry is in the tree, and that a later tree only continues an earlier one.

A path is found as *spans* of leaves whose subtree roots it consists of; whoever stores the leaves or their
tiles says what the root of a span is. Checking needs hashes only.

Source: C2SP merkle-tree, "Inclusion proofs" and "Consistency proofs"; RFC 9162 §2.1.3 and §2.1.4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .merkle import HASH_LENGTH, node_hash

Span = tuple[int, int]  # leaves from the first to one before the second


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The claim, with its proof, that the leaf at `index` is in the tree of `size` leaves with this root."""

    index: int
    size: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    root: bytes

    def holds(self) -> bool:
        return included(self.leaf_hash, self.index, self.size, self.path, self.root)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees beside the way from a leaf up to the root. Raises ValueError outside the tree."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return path[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The subtrees that lead from a tree of `old` leaves to one of `new`. Raises ValueError if it shrank."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not continue one of {old}")
    if old in (0, new):
        return []
    path, low, high = [], 0, new
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    if low:  # else the subtree is the whole old tree, whose root the checker has
        path.append((low, high))
    return path[::-1]


def path_of(spans: Sequence[Span], root_of_span: Callable[[int, int], bytes]) -> tuple[bytes, ...]:
    """The hashes of a proof."""
    return tuple(root_of_span(first, end) for first, end in spans)


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from this leaf hash at this index to the root of a tree of this size."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    here, last, node = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(beside, node)
            here, last = _past_lone_branches(here, last)
        else:
            node = node_hash(node, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and node == root


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *path):
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path  # every tree continues the empty one
    if old & (old - 1) == 0:  # a power of two: the old root is itself the first subtree
        path = [old_root, *path]
    if not path:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            here, last = _past_lone_branches(here, last)
        else:
            after = node_hash(after, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`: where RFC 6962 cuts a tree."""
    return 1 << (size - 1).bit_length() - 1


def _past_lone_branches(here: int, last: int) -> tuple[int, int]:
    """Climb over levels where the right edge has no neighbour."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _are_hashes(*values: bytes) -> bool:
    # A leaf one byte too long beside a node one byte too short would hash alike.
    return all(len(value) == HASH_LENGTH for value in values)
