"""The Merkle tree of RFC 6962 §2.1: hashes, peaks, runs of leaves, inclusion and consistency."""

from collections.abc import Sequence
from hashlib import sha256

LENGTH = 32  # bytes of a hash
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size`, two or more: where RFC 6962 cuts a tree."""
    return 1 << (size - 1).bit_length() - 1


class Tree:
    """A tree reduced to its peaks: the roots of its complete subtrees, widest first, one per bit of its size.

    Raises ValueError when there cannot be so many peaks.
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}")
        self.size, self.peaks = size, list(peaks)

    def extend(self, hashes: Sequence[bytes]) -> None:
        """Let the tree grow by these leaf hashes: whole subtrees at once, as wide as the place allows."""
        start = 0
        while start < len(hashes):
            width = 1 << (len(hashes) - start).bit_length() - 1
            if self.size:
                width = min(width, self.size & -self.size)
            self._add(hashes[start : start + width])
            start += width

    def _add(self, level: Sequence[bytes]) -> None:
        """A complete subtree, at a place that is a multiple of its width."""
        width = len(level)
        while len(level) > 1:
            pairs = iter(level)
            level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        node, neighbours = level[0], self.size // width
        while neighbours & 1:
            node = node_hash(self.peaks.pop(), node)
            neighbours >>= 1
        self.peaks.append(node)
        self.size += width

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *rest, node = self.peaks
        for peak in reversed(rest):
            node = node_hash(peak, node)
        return node

    def completed(self, size: int, right: Sequence[bytes]) -> bytes:
        """The root of the tree of `size` leaves that begins with this one and goes on with these subtrees.

        `right` belongs to `right_spans(self.size, size)`. Raises ValueError when there are more or fewer.
        """
        spans = right_spans(self.size, size)
        if len(spans) != len(right):
            raise ValueError(f"{len(spans)} subtrees follow {self.size} leaves of {size}, not {len(right)}")
        known = dict(zip(spans, right, strict=True)) | dict(zip(_peak_spans(self.size), self.peaks, strict=True))
        return _root(known, 0, size) if size else EMPTY_ROOT


def right_spans(end: int, size: int) -> list[tuple[int, int]]:
    """The subtrees wholly at or beyond `end` that complete a tree of `size` leaves, by ascending start.

    [0, size) is cut by RFC 6962 again and again; a part at or beyond `end` is kept whole, one before it is left out.
    """
    if not 0 <= end <= size:
        raise ValueError(f"{end} leaves are not the beginning of {size}")
    found, low, high = [], 0, size
    while low < end < high:
        middle = low + split(high - low)
        if end <= middle:
            found.append((middle, high))
            high = middle
        else:
            low = middle
    if end == low < high:
        found.append((low, high))
    return found[::-1]


def _peak_spans(size: int) -> list[tuple[int, int]]:
    found, start = [], 0
    for bit in range(size.bit_length() - 1, -1, -1):
        if size >> bit & 1:
            found.append((start, start + (1 << bit)))
            start += 1 << bit
    return found


def _root(known: dict[tuple[int, int], bytes], low: int, high: int) -> bytes:
    if (low, high) in known:
        return known[low, high]
    middle = low + split(high - low)
    return node_hash(_root(known, low, middle), _root(known, middle, high))


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from this leaf hash at this index to the root of a tree of this size (RFC 9162 §2.1.3)."""
    if not 0 <= index < size:
        return False
    node, last = leaf, size - 1
    for beside in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = node_hash(beside, node)
            index, last = _past_lone_branches(index, last)
        else:
            node = node_hash(node, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the tree of `old` leaves is the beginning of that of `new` (RFC 9162 §2.1.4)."""
    if not 0 < old < new:
        return not path and (old_root == new_root if old == new else old == 0 and old_root == EMPTY_ROOT)
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    before = after = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            index, last = _past_lone_branches(index, last)
        else:
            after = node_hash(after, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _past_lone_branches(index: int, last: int) -> tuple[int, int]:
    """Climb over the levels at which the right edge has no neighbour."""
    while index and not index & 1:
        index, last = index >> 1, last >> 1
    return index, last
