"""Tiles: the hashes of a tree in pieces of 256, which never change once they are full.

A tile is addressed by its level (0 holds leaf hashes; each hash above is the root of a full tile below), its
number within the level, and its width. Bundles hold the leaves themselves, 256 in each, beside level 0.

Source: C2SP tlog-tiles.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .merkle import EMPTY_ROOT, HASH_LENGTH, Peaks
from .proofs import Span

HEIGHT = 8
WIDTH = 1 << HEIGHT  # hashes in a full tile
LEVELS = 64
_LEAF_AT_MOST = 0xFFFF  # bytes
_NUMBER = r"(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
_PATH = re.compile(rf"tile/(?P<level>entries|0|[1-9][0-9]?)/{_NUMBER}")
NOTHING: Mapping[Span, bytes] = {}
_DIGITS_AT_MOST = 7  # groups of three: more than 2**63 leaves


class BadTile(ValueError):
    """A path that leads to no tile, or bytes that are none; it says why in a sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The place of a tile of hashes, or with `level` None of a bundle of leaves."""

    level: int | None
    number: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Raises BadTile."""
        if self.level is not None and not 0 <= self.level < LEVELS:
            raise BadTile(f"there is no level {self.level}")
        if self.number < 0 or not 1 <= self.width <= WIDTH:
            raise BadTile(f"there is no tile {self.number} of width {self.width}")

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH

    @property
    def path(self) -> str:
        level = "entries" if self.level is None else str(self.level)
        return f"tile/{level}/{_written(self.number)}" + ("" if self.is_full else f".p/{self.width}")

    def lies_in(self, size: int) -> bool:
        """Whether a tree of this size has all its hashes."""
        return self.number * WIDTH + self.width <= size >> HEIGHT * (self.level or 0)


def read_path(path: str) -> Tile:
    """What `Tile.path` wrote. Raises BadTile on anything else, also on another way to write the same place."""
    found = _PATH.fullmatch(path)
    if not found or found["number"].count("/") >= _DIGITS_AT_MOST:
        raise BadTile("no tile has this path")
    level = None if found["level"] == "entries" else int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    tile = Tile(level, number, int(found["width"] or WIDTH))
    if tile.path != path:
        raise BadTile("no tile has this path")
    return tile


def completed(old: int, new: int) -> Iterator[Tile]:
    """The full tiles of hashes that a tree has once it grew from `old` leaves to `new`, lower levels first.

    Raises ValueError if it shrank.
    """
    _grew(old, new)
    for level in range(LEVELS):
        reach = HEIGHT * (level + 1)
        if not new >> reach:
            return
        yield from (Tile(level, number) for number in range(old >> reach, new >> reach))


def partial(size: int) -> Iterator[Tile]:
    """The partial tiles at the right edge of a tree, lower levels first: at most one on a level."""
    for level in range(LEVELS):
        hashes = size >> HEIGHT * level
        if not hashes:
            return
        if width := hashes % WIDTH:
            yield Tile(level, hashes // WIDTH, width)


def bundles(old: int, new: int) -> Iterator[Tile]:
    """The bundles of leaves that a growth from `old` to `new` leaves writes, the partial one last.

    Raises ValueError if it shrank.
    """
    _grew(old, new)
    yield from (Tile(None, number) for number in range(old // WIDTH, new // WIDTH))
    if old != new and new % WIDTH:
        yield Tile(None, new // WIDTH, new % WIDTH)


def written_by(old: int, new: int) -> Iterator[Tile]:
    """Every tile and bundle that a log must write when it grew from `old` leaves to `new`."""
    yield from completed(old, new)
    if old != new:
        yield from partial(new)
    yield from bundles(old, new)


def hashes_of(tile: Tile, written: bytes) -> tuple[bytes, ...]:
    """The hashes in a tile's bytes. Raises BadTile when it is cut short or has too many."""
    if len(written) != tile.width * HASH_LENGTH:
        raise BadTile(f"{tile.path} has {tile.width * HASH_LENGTH} bytes, not {len(written)}")
    return tuple(written[at : at + HASH_LENGTH] for at in range(0, len(written), HASH_LENGTH))


def bundle(leaves: Iterable[bytes]) -> bytes:
    """The bytes of a bundle. Raises BadTile for a leaf of 64 KiB or more."""
    parts = []
    for leaf in leaves:
        if len(leaf) > _LEAF_AT_MOST:
            raise BadTile(f"a leaf has at most {_LEAF_AT_MOST} bytes, not {len(leaf)}")
        parts += [len(leaf).to_bytes(2), leaf]
    return b"".join(parts)


def leaves_of(tile: Tile, written: bytes) -> tuple[bytes, ...]:
    """The leaves in a bundle's bytes. Raises BadTile when they are not exactly as many as it is wide."""
    leaves: list[bytes] = []
    at = 0
    while at < len(written) and len(leaves) < tile.width:
        end = at + 2 + int.from_bytes(written[at : at + 2])
        if at + 2 > len(written) or end > len(written):
            raise BadTile(f"{tile.path} is cut short")
        leaves.append(written[at + 2 : end])
        at = end
    if len(leaves) != tile.width or at != len(written):
        raise BadTile(f"{tile.path} does not hold exactly {tile.width} leaves")
    return tuple(leaves)


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes whose number is a power of two, such as a full tile's. Raises ValueError otherwise."""
    if len(hashes).bit_count() != 1:
        raise ValueError(f"{len(hashes)} hashes make no complete subtree")
    level, pair = b"".join(hashes), 2 * HASH_LENGTH
    while len(level) > HASH_LENGTH:
        # node_hash, written out: a proof hashes some five hundred nodes.
        level = b"".join([sha256(b"\x01" + level[at : at + pair]).digest() for at in range(0, len(level), pair)])
    return level


ReadTile = Callable[[int, int], Sequence[bytes]]  # level and number to as many hashes as are known


def root_of_span(first: int, end: int, read: ReadTile, known: Mapping[Span, bytes] = NOTHING) -> bytes:
    """The root of the leaves from `first` to one before `end`, from tiles.

    The span is one that proofs are made of: it begins where a complete subtree at least as wide as its widest
    part may begin. Each of its complete subtrees lies in one tile, or is known already. Raises ValueError for any
    other span.
    """
    roots = [known.get(part) or _complete(part, read) for part in complete_parts(first, end)]
    return Peaks(end - first, tuple(roots)).root() if roots else EMPTY_ROOT


def root_of_tree(size: int, read: ReadTile) -> bytes:
    """The root of the first `size` leaves."""
    return root_of_span(0, size, read)


def complete_parts(first: int, end: int) -> Iterator[Span]:
    """The complete subtrees that a span consists of, widest first."""
    while first < end:
        width = 1 << (end - first).bit_length() - 1
        yield first, first + width
        first += width


def tile_with(part: Span) -> Tile:
    """The full tile in which the root of this complete subtree is found, or is computed from neighbouring hashes."""
    first, end = part
    level = ((end - first).bit_length() - 1) // HEIGHT
    return Tile(level, first >> HEIGHT * (level + 1))


def _complete(part: Span, read: ReadTile) -> bytes:
    first, end = part
    if first % (end - first):
        raise ValueError(f"no complete subtree of {end - first} leaves begins at {first}")
    tile = tile_with(part)
    level = tile.level or 0
    place, wanted = (first >> HEIGHT * level) % WIDTH, (end - first) >> HEIGHT * level
    found = read(level, tile.number)[place : place + wanted]
    if len(found) != wanted:
        raise ValueError(f"{tile.path} does not reach as far as leaf {end}")
    return subtree_root(found)


def _written(number: int) -> str:
    text = str(number)
    groups = [text[max(0, end - 3) : end].zfill(3) for end in range(len(text), 0, -3)][::-1]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def _grew(old: int, new: int) -> None:
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not continue one of {old}")
