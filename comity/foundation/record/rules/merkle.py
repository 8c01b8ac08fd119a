"""Hashes of a Merkle tree as in RFC 6962 §2.1, and the peaks by which such a tree grows.

Source: RFC 6962 §2.1, RFC 9162 §2.1 and C2SP merkle-tree, which describe the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

HASH_LENGTH = 32  # bytes of SHA-256
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of one entry. The first byte keeps a leaf from ever being taken for a node."""
    return sha256(b"\x00" + leaf).digest()


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
        peaks, node, rest = list(self.hashes), leaf, self.size
        while rest & 1:
            node = node_hash(peaks.pop(), node)
            rest >>= 1
        return Peaks(self.size + 1, (*peaks, node))

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
