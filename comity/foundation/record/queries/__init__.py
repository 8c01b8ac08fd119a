"""Looks up what was recorded: histories for a reader, proofs from tiles, and whether the record is whole."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import TypedDict, Unpack

from django.db import connection
from django.db.models import Max

from comity.foundation.labels.queries import MarkedQuerySet, label_of
from comity.foundation.labels.rules.label import Reader

from ..models import Checkpoint, Entry, Head, Key, Tile
from ..rules import checking, guards, leaf, proofs, runs, tiles
from ..rules.absence import Erased, Withheld
from ..rules.checking import Broken, Stored, Verification
from ..rules.merkle import Peaks
from ..rules.proofs import Inclusion
from ..rules.runs import Run
from ..rules.thing import Thing
from .auditing import audit, audit_rows, rows_told_by
from .tables import asked

__all__ = [
    "Checkpoint",
    "Entry",
    "Head",
    "Key",
    "Tile",
    "audit",
    "audit_rows",
    "rows_told_by",
]

_BATCH = 2000  # entries held in memory at a time
_TILES = 100  # tiles held in memory at a time, of 8 KiB each
_HASHES = "hashes tell nothing of what was said"
_LEAVES = "a leaf names nobody and nothing"
_CHECKING = "checking recomputes every entry and shows none"


class Narrowing(TypedDict, total=False):
    """What a history may be narrowed to; see `narrowed`."""

    about: Thing | None
    kind: str | None
    person_id: int | None
    post_id: int | None
    since: datetime | None
    until: datetime | None
    newest_first: bool


def history(*, reader: Reader, **narrow: Unpack[Narrowing]) -> MarkedQuerySet[Entry]:
    """The entries this reader may read, narrowed and ordered as in `narrowed`."""
    return narrowed(Entry.objects.readable_by(reader), **narrow)


def entire_history(reason: str, **narrow: Unpack[Narrowing]) -> MarkedQuerySet[Entry]:
    """Every entry, whatever its marking; `reason` says why that is right here."""
    return narrowed(Entry.objects.whole(reason), **narrow)


def narrowed(
    entries: MarkedQuerySet[Entry],
    *,
    about: Thing | None = None,
    kind: str | None = None,
    person_id: int | None = None,
    post_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    newest_first: bool = True,
) -> MarkedQuerySet[Entry]:
    """Only the entries about a thing, of a kind, by a person or post, from `since` to just before `until`.

    `kind` is a whole kind (`clearance.decided`) or a room's beginning with its dot (`clearance.`).
    """
    if about is not None:
        entries = entries.filter(mentions__thing_kind=about.kind, mentions__thing_key=about.key)
    if kind is not None:
        entries = entries.filter(**{"kind__startswith" if kind.endswith(".") else "kind": kind})
    exact = {"person_id": person_id, "post_id": post_id, "at__gte": since, "at__lt": until}
    entries = entries.filter(**{name: value for name, value in exact.items() if value is not None})
    return entries.order_by("-seq" if newest_first else "seq")


def things_called(reference: str, entries: MarkedQuerySet[Entry]) -> list[Thing]:
    """The things that any of these entries calls by this reference; a reader's entries tell only theirs."""
    found = (
        entries.order_by()
        .filter(mentions__reference=reference)
        .values_list("mentions__thing_kind", "mentions__thing_key")
        .distinct()
    )
    return [Thing(kind, key, reference) for kind, key in sorted(found)]


def head() -> Head:
    """How far the record reaches now, and its root."""
    return Head.objects.get()


def prove(seq: int, *, size: int | None = None) -> Inclusion:
    """That the entry is in the record as it stands now, or as it stood with `size` entries.

    Reads at most one tile on each level, and where the record is not laid out in tiles yet, its leaf hashes.
    Raises ValueError if there was no such entry.
    """
    now = head()
    whole = _within(size, now)
    spans, read = proofs.inclusion_spans(seq, whole), TilesRead(now.size, now.tree())
    read.ahead([(seq, seq + 1), *spans])
    root = bytes(now.root) if whole == now.size else read.root_of_span(0, whole)
    return Inclusion(seq, whole, read.root_of_span(seq, seq + 1), proofs.path_of(spans, read.root_of_span), root)


def prove_growth(old: int, *, size: int | None = None) -> tuple[bytes, ...]:
    """The path that shows that the record of `old` entries is the beginning of today's, or of that of `size`.

    Check it with `proofs.consistent`. Raises ValueError if the record was never that long.
    """
    now = head()
    spans, read = proofs.consistency_spans(old, _within(size, now)), TilesRead(now.size, now.tree())
    read.ahead(spans)
    return proofs.path_of(spans, read.root_of_span)


def root_at(size: int) -> bytes:
    """The root of the record's first `size` entries. Raises ValueError if it was never that long."""
    now = head()
    return TilesRead(now.size, now.tree()).root_of_span(0, _within(size, now))


def run_at(first: int, count: int, *, size: int | None = None) -> Run:
    """The run of `count` entries from `first` on, with the hashes on either side. Raises ValueError outside the record.

    INVARIANT: with its leaf hashes it gives the root of the record of that size (tests/test_publishing.py).
    """
    now = head()
    whole, read = _within(size, now), TilesRead(now.size, now.tree())
    if first < 0 or count < 1:
        raise ValueError(f"no run has {count} entries from {first} on")
    left, right = runs.left_spans(first), runs.right_spans(first + count, whole)
    read.ahead([*left, *right])
    return Run(first, count, proofs.path_of(left, read.root_of_span), proofs.path_of(right, read.root_of_span))


def _within(size: int | None, now: Head) -> int:
    if size is not None and not 0 <= size <= now.size:
        raise ValueError(f"the record has {now.size} entries, and never had {size}")
    return now.size if size is None else size


class TilesRead:
    """Reads the tiles that one proof needs, each once. `size` is how far the record reaches.

    Its peaks, where they are believed, spare the partial tiles at the right edge.
    """

    def __init__(self, size: int, peaks: Peaks | None = None) -> None:
        self.size = size
        self._peaks = dict(zip(peaks.spans(), peaks.hashes, strict=True)) if peaks else {}
        self._read: dict[tuple[int, int], Sequence[bytes]] = {}

    def root_of_span(self, first: int, end: int) -> bytes:
        return tiles.root_of_span(first, end, self.hashes, self._peaks)

    def ahead(self, spans: Iterable[proofs.Span]) -> None:
        """Read the full tiles of all these spans at once."""
        parts = {part for span in spans for part in tiles.complete_parts(*span)} - self._peaks.keys()
        wanted = {tile for tile in map(tiles.tile_with, parts) if tile.lies_in(self.size)}
        # A few more than are wanted, where two levels have tiles of one number; the query is the simpler for it.
        rows = Tile.objects.filter(level__in={t.level for t in wanted}, number__in={t.number for t in wanted})
        for level, number, hashes in rows.values_list("level", "number", "hashes") if wanted else ():
            self._read[level, number] = tiles.hashes_of(tiles.Tile(level, number), bytes(hashes))

    def hashes(self, level: int, number: int) -> Sequence[bytes]:
        """As many hashes of this tile as there are."""
        found = self._read.get((level, number))
        if found is None:
            found = self._read[level, number] = self._looked_up(tiles.Tile(level, number))
        return found

    def _looked_up(self, tile: tiles.Tile) -> Sequence[bytes]:
        level, number = tile.level or 0, tile.number
        if tile.lies_in(self.size):
            rows = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True)
            for hashes in rows:
                return tiles.hashes_of(tile, bytes(hashes))
        return self.made_of(level, number)

    def made_of(self, level: int, number: int) -> Sequence[bytes]:
        """The hashes of a tile from what lies below it: the entries, or the roots of the tiles one level down."""
        first = number * tiles.WIDTH
        end = min(first + tiles.WIDTH, self.size >> tiles.HEIGHT * level)
        if level == 0:
            rows = Entry.objects.whole(_HASHES).filter(seq__gte=first, seq__lt=end).order_by("seq")
            return [bytes(row) for row in rows.values_list("leaf_hash", flat=True)]
        below = Tile.objects.filter(level=level - 1, number__gte=first, number__lt=end).order_by("number")
        roots = [bytes(root) for root in below.values_list("root", flat=True)]
        # What was appended since the last publishing is in no tile yet.
        return roots + [tiles.subtree_root(self.hashes(level - 1, n)) for n in range(first + len(roots), end)]


def tile_bytes(tile: tiles.Tile) -> bytes | None:
    """The bytes of a tile or bundle, as it is served; None where the last checkpoint does not reach so far."""
    last = last_checkpoint()
    if last is None or not tile.lies_in(last.size):
        return None
    if tile.level is None:
        return tiles.bundle(_leaves(tile.number * tiles.WIDTH, tile.width))
    return b"".join(TilesRead(last.size).hashes(tile.level, tile.number)[: tile.width])


def _leaves(first: int, count: int) -> Iterator[bytes]:
    """The leaves themselves, made again from the columns that they name."""
    rows = Entry.objects.whole(_LEAVES).filter(seq__gte=first, seq__lt=first + count).order_by("seq")
    for seq, kind, version, at, commitment in rows.values_list("seq", "kind", "version", "at", "commitment"):
        yield leaf.leaf(seq=seq, kind=kind, version=version, at=at, commitment=bytes(commitment))


def absent_bodies(first: int, end: int) -> dict[int, Erased | Withheld]:
    """Which entries from `first` to one before `end` have a body that is shown to nobody, and why not."""
    del first, end  # no act erases or withholds a body yet
    return {}


def last_checkpoint() -> Checkpoint | None:
    """The furthest checkpoint that was signed."""
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_note() -> bytes | None:
    """The last checkpoint with every cosignature known, as it is served; None before the first."""
    last = last_checkpoint()
    return None if last is None else last.signed().as_bytes()


def record_keys() -> list[Key]:
    """The public keys of the record, the one that signs now first."""
    return list(Key.objects.order_by("-number"))


def verify_all() -> Verification:
    """Recompute every commitment, leaf and the root, and compare the columns with what was committed to, the roots
    with those that were signed, and the tiles with the entries.

    Runs beside writers: what they append meanwhile is left for the next time.
    """
    last = Entry.objects.whole(_CHECKING).aggregate(last=Max("seq"))["last"]
    now = head()  # read after `last`, so that a committed entry is never taken for one beyond the head
    tree, broken = checking.recompute(_stored(now.size), _signed())
    if broken is None:
        broken = checking.against_head(tree, now.size, bytes(now.peaks), bytes(now.root))
    if broken is None and last is not None and last >= now.size:
        broken = Broken(now.size, "it lies beyond the head, so it was not written by the house")
    return Verification(tree.size, tree.root(), broken or _broken_tile(tree), missing_guards())


def _signed() -> Iterator[tuple[int, bytes]]:
    for size, root in Checkpoint.objects.order_by("size").values_list("size", "root").iterator(_BATCH):
        yield size, bytes(root)


def _broken_tile(tree: Peaks) -> Broken | None:
    """The first tile that is missing before a later one, or does not hold the hashes of what lies below it."""
    read, expected = TilesRead(tree.size), tiles.Tile(0, 0)
    for row in Tile.objects.order_by("level", "number").iterator(_TILES):
        if row.level != expected.level:
            expected = tiles.Tile(row.level, 0)
        if row.number != expected.number:
            return Broken(None, f"The tile {expected.path} is missing.")
        hashes = read.made_of(row.level, row.number)
        if (b"".join(hashes), tiles.subtree_root(hashes)) != (bytes(row.hashes), bytes(row.root)):
            return Broken(None, f"The tile {expected.path} does not hold the hashes of the record.")
        expected = tiles.Tile(row.level, row.number + 1)
    return None


def missing_guards() -> tuple[str, ...]:
    """The guards that this database should have and has not, or has switched off."""
    asking = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
    }
    laid = {name for (name,) in asked(asking[connection.vendor])}
    return tuple(name for name in guards.names(connection.vendor) if name not in laid)


def _stored(size: int) -> Iterator[Stored]:
    marking = cache(lambda marking_id: label_of(marking_id).as_data())
    for start in range(0, size, _BATCH):
        rows = Entry.objects.whole(_CHECKING).filter(seq__gte=start, seq__lt=min(start + _BATCH, size))
        for row in rows.order_by("seq").prefetch_related("mentions"):
            yield Stored(
                seq=row.seq,
                kind=row.kind,
                version=row.version,
                at=row.at,
                body=row.body,
                salt=bytes(row.salt),
                commitment=bytes(row.commitment),
                leaf_hash=bytes(row.leaf_hash),
                marking=marking(row.marking_id),
                person_id=row.person_id,
                person=row.person,
                post_id=row.post_id,
                post=row.post,
                sentence=row.sentence,
                about=tuple(mention.thing for mention in row.mentions.all()),
            )


def take_turn() -> None:
    """Wait until every act that began before this one is over. Call it first in an act's transaction.

    Acts append to one log, so they end one after another anyway; taking turns from the start means that two
    acts can never hold rows the other waits for. SQLite's immediate transactions do the same by themselves.
    """
    Head.objects.select_for_update().get()
