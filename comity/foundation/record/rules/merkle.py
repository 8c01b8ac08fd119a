"""Hashes of a Merkle tree as in RFC 6962 §2.1, and the peaks by which such a tree grows.

Source: RFC 6962 §2.1, RFC 9162 §2.1 and C2SP merkle-tree, which describe the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_LENGTH = 32  # bytes of SHA-256
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of one entry. The first byte keeps a leaf from ever being taken for a node."""
    return sha256(b"\x00" + leaf).digest()


def leaf_hashes(leaves: Iterable[bytes]) -> list[bytes]:
    """Hashes of many entries."""
    return [sha256(b"\x00" + leaf).digest() for leaf in leaves]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Peaks:
    """A tree reduced to what it needs to grow: the roots of its complete subtrees, widest first.

    A tree of `size` leaves has one peak for each bit set in `size`; so appending costs O(log n) and
    no earlier leaf is read.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError when the hashes cannot be the peaks of a tree of this size."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves does not have {len(self.hashes)} peaks")
        if any(len(peak) != HASH_LENGTH for peak in self.hashes):
            raise ValueError(f"a peak is {HASH_LENGTH} bytes")

    def grown(self, leaf: bytes) -> Peaks:
        """The tree with one more leaf, given as its leaf hash."""
        return self._joined(leaf, 1)

    def extended(self, leaves: Sequence[bytes]) -> Peaks:
        """The tree with all these leaf hashes more: whole subtrees at once, as wide as the place allows."""
        tree, start = self, 0
        while start < len(leaves):
            width = 1 << (len(leaves) - start).bit_length() - 1
            if tree.size:
                width = min(width, tree.size & -tree.size)
            level = leaves[start : start + width]
            while len(level) > 1:
                level = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=True)]
            tree, start = tree._joined(level[0], width), start + width
        return tree

    def _joined(self, node: bytes, width: int) -> Peaks:
        """The tree with one more complete subtree, at a place that is a multiple of its width."""
        peaks, neighbours = list(self.hashes), self.size // width
        while neighbours & 1:
            node = node_hash(peaks.pop(), node)
            neighbours >>= 1
        return Peaks(self.size + width, (*peaks, node))

    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY_ROOT
        *rest, node = self.hashes
        for peak in reversed(rest):
            node = node_hash(peak, node)
        return node

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Which leaves each peak covers: (first, one past the last)."""
        found, start = [], 0
        for bit in reversed(range(self.size.bit_length())):
            if self.size >> bit & 1:
                found.append((start, start + (1 << bit)))
                start += 1 << bit
        return tuple(found)

    def as_bytes(self) -> bytes:
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, written: bytes) -> Peaks:
        """What `as_bytes` wrote down. Raises ValueError on anything else."""
        steps = range(0, len(written), HASH_LENGTH)
        return cls(size, tuple(written[at : at + HASH_LENGTH] for at in steps))


def peaks_of(leaf_hashes: Iterable[bytes]) -> Peaks:
    """The peaks of a list of leaf hashes, in one pass and O(log n) memory."""
    peaks = Peaks()
    for leaf in leaf_hashes:
        peaks = peaks.grown(leaf)
    return peaks


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root of a list of leaf hashes."""
    return peaks_of(leaf_hashes).root()
