"""Looks up what was recorded: histories for a reader, proofs from tiles, and whether the record is whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import islice, pairwise
from typing import Any, TypedDict, TypeVar, Unpack

from django.db import connection
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from comity.foundation.labels.queries import MarkedQuerySet, label_of, readable_marking_ids
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import say

from ..events import event_class
from ..models import (
    AbsenceProposal,
    Checkpoint,
    Cosignature,
    Entry,
    Erasure,
    Head,
    Key,
    Quorum,
    Tile,
    Withholding,
    Witness,
)
from ..rules import checking, guards, leaf, proofs, reach, runs, tiles
from ..rules.absence import ERASE, Erased, Withheld
from ..rules.checking import Broken, Stored, Verification
from ..rules.erasable import why_never_erased, why_never_withheld
from ..rules.merkle import Peaks
from ..rules.note import read_note
from ..rules.policy import Policy
from ..rules.proofs import Inclusion
from ..rules.reach import Public, Reach, Standing
from ..rules.runs import Run
from ..rules.thing import Thing
from ..rules.witnessing import Answer
from .auditing import audit, audit_rows, rows_told_by
from .tables import asked

__all__ = [
    "AbsenceProposal",
    "Checkpoint",
    "Entry",
    "Erasure",
    "Head",
    "Key",
    "Tile",
    "Withholding",
    "Witness",
    "audit",
    "audit_rows",
    "rows_told_by",
]

_BATCH = 2000  # entries held in memory at a time
_COSIGNATURES = 100  # rows held in memory at a time
_TILES = 100  # tiles held in memory at a time, of 8 KiB each
_HASHES = "hashes tell nothing of what was said"
_LEAVES = "a leaf names nobody and nothing"
_EVIDENCE = "evidence shows each body only to whom it was made for"
_LEAF_OF = ("seq", "kind", "version", "at", "commitment")
_TOGETHER = 64  # runs or proofs made of tiles that are read once
_NEAR = 2000  # entries from the end among which the newest readable one is looked for first
_NEWEST, _DAYS = 64, 366  # checkpoints from which evidence proves that the record only grew
_CHECKING = "checking recomputes every entry and shows none"
_Value = TypeVar("_Value")


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


def newest_readable(reader: Reader) -> int | None:
    """The number of the newest entry this reader may read: nearly always among the last; else it is looked up."""
    rows = history(reader=reader)
    last = Entry.objects.whole(_HASHES).order_by("-seq").values("seq")[:1]
    near = rows.filter(seq__gt=Subquery(last) - _NEAR).values_list("seq", flat=True).first()
    return rows.named_if_few(reader).values_list("seq", flat=True).first() if near is None else near


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
    now = _head_now()
    whole = _within(size, now)
    spans, read = proofs.inclusion_spans(seq, whole), TilesRead(now.size, now.tree())
    read.ahead([(seq, seq + 1), *spans])
    root = bytes(now.root) if whole == now.size else read.root_of_span(0, whole)
    return Inclusion(seq, whole, read.root_of_span(seq, seq + 1), proofs.path_of(spans, read.root_of_span), root)


def prove_growth(old: int, *, size: int | None = None) -> tuple[bytes, ...]:
    """The path that shows that the record of `old` entries is the beginning of today's, or of that of `size`.

    Check it with `proofs.consistent`. Raises ValueError if the record was never that long.
    """
    now = _head_now()
    spans, read = proofs.consistency_spans(old, _within(size, now)), TilesRead(now.size, now.tree())
    read.ahead(spans)
    return proofs.path_of(spans, read.root_of_span)


def root_at(size: int) -> bytes:
    """The root of the record's first `size` entries. Raises ValueError if it was never that long."""
    now = _head_now()
    return TilesRead(now.size, now.tree()).root_of_span(0, _within(size, now))


def run_at(first: int, count: int, *, size: int | None = None) -> Run:
    """The run of `count` entries from `first` on, with the hashes on either side. Raises ValueError outside the record.

    INVARIANT: with its leaf hashes it gives the root of the record of that size (tests/test_publishing.py).
    """
    now = _head_now()
    whole, read = _within(size, now), TilesRead(now.size, now.tree())
    if first < 0 or count < 1:
        raise ValueError(f"no run has {count} entries from {first} on")
    left, right = runs.left_spans(first), runs.right_spans(first + count, whole)
    read.ahead([*left, *right])
    return Run(first, count, proofs.path_of(left, read.root_of_span), proofs.path_of(right, read.root_of_span))


def runs_at(stretches: Iterable[tuple[int, int]], *, size: int) -> Iterator[Run]:
    """The runs of many stretches, in ascending order, of the record of that size: each as `run_at` gives it."""
    for at_once in _few(stretches):
        spans = [(*stretch, runs.left_spans(stretch[0]), runs.right_spans(sum(stretch), size)) for stretch in at_once]
        root = _roots_of([span for *_, left, right in spans for span in (*left, *right)], size)
        for first, count, left, right in spans:
            yield Run(first, count, proofs.path_of(left, root), proofs.path_of(right, root))


def growths(sizes: Iterable[int], *, size: int) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """From each of these sizes the path that `prove_growth` gives to the record of `size` entries."""
    for at_once in _few(sizes):
        spans = [(old, proofs.consistency_spans(old, size)) for old in at_once]
        root = _roots_of([span for _, path in spans for span in path], size)
        yield from ((old, proofs.path_of(path, root)) for old, path in spans)


def _few(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """So many as may be proved together: what they share is read and hashed once, and forgotten after."""
    rest = iter(values)
    return iter(lambda: list(islice(rest, _TOGETHER)), [])


def _roots_of(spans: Iterable[proofs.Span], size: int) -> Callable[[int, int], bytes]:
    read = TilesRead(size)
    read.ahead(spans)
    return cache(read.root_of_span)


def _head_now() -> Head:
    """The head without its time; as SQL, see `_tiles`."""
    ((size, peaks, root),) = asked("SELECT size, peaks, root FROM record_head")
    return Head(size=size, peaks=bytes(peaks), root=bytes(root))


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
        for level, number, hashes in _tiles([(tile.level or 0, tile.number) for tile in wanted]):
            self._read[level, number] = tiles.hashes_of(tiles.Tile(level, number), hashes)

    def hashes(self, level: int, number: int) -> Sequence[bytes]:
        """As many hashes of this tile as there are."""
        found = self._read.get((level, number))
        if found is None:
            found = self._read[level, number] = self._looked_up(tiles.Tile(level, number))
        return found

    def _looked_up(self, tile: tiles.Tile) -> Sequence[bytes]:
        level, number = tile.level or 0, tile.number
        if tile.lies_in(self.size):
            for _, _, hashes in _tiles([(level, number)]):
                return tiles.hashes_of(tile, hashes)
        return self.made_of(level, number)

    def made_of(self, level: int, number: int) -> Sequence[bytes]:
        """The hashes of a tile from what lies below it: the entries, or the roots of the tiles one level down."""
        first = number * tiles.WIDTH
        end = min(first + tiles.WIDTH, self.size >> tiles.HEIGHT * level)
        if level == 0:
            rows = Entry.objects.whole(_HASHES).filter(seq__gte=first, seq__lt=end).order_by("seq")
            return [bytes(row) for row in rows.values_list("leaf_hash", flat=True)]
        roots = _tile_roots(level - 1, first, end)
        # What was appended since the last publishing is in no tile yet.
        return roots + [tiles.subtree_root(self.hashes(level - 1, n)) for n in range(first + len(roots), end)]


def _tiles(places: Sequence[tuple[int, int]]) -> list[tuple[int, int, bytes]]:
    """Level, number and hashes of those of these tiles that are laid. As SQL: for a proof the models take longer than
    all its hashes."""
    if not places:
        return []
    these = " OR ".join(["(level = %s AND number = %s)"] * len(places))
    asking = f"SELECT level, number, hashes FROM record_tile WHERE {these}"  # noqa: S608  placeholders alone
    rows = asked(asking, [part for place in places for part in place])
    return [(level, number, bytes(hashes)) for level, number, hashes in rows]


def _tile_roots(level: int, first: int, end: int) -> list[bytes]:
    asking = "SELECT root FROM record_tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number"
    return [bytes(root) for (root,) in asked(asking, [level, first, end])]


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
    return map(_leaf, rows.values_list(*_LEAF_OF))


def _leaf(columns: tuple[Any, ...]) -> bytes:
    seq, kind, version, at, commitment = columns
    return leaf.leaf(seq=seq, kind=kind, version=version, at=at, commitment=bytes(commitment))


def bodies_of(numbers: Sequence[int]) -> MarkedQuerySet[Entry]:
    """The entries with these ascending numbers, for whoever writes evidence and asks of each who may read it."""
    rows: MarkedQuerySet[Entry] = Entry.objects.whole(_EVIDENCE).order_by("seq")
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        return rows.filter(seq__gte=numbers[0], seq__lte=numbers[-1])
    return rows.filter(seq__in=numbers)


def leaves_of(numbers: Sequence[int]) -> Iterator[bytes]:
    """The leaves of the entries with these ascending numbers."""
    return map(_leaf, bodies_of(numbers).values_list(*_LEAF_OF))


def earlier_sizes(size: int) -> list[int]:
    """Sizes at which somebody is likely to have kept a checkpoint of the record, below `size`: the newest, and the
    last of each day for a year."""
    signed = Checkpoint.objects.filter(size__lt=size)
    newest = signed.order_by("-size").values_list("size", flat=True)[:_NEWEST]
    days = signed.annotate(day=TruncDate("made_at")).values("day").annotate(last=Max("size")).order_by("-last")
    return sorted({*newest, *(row["last"] for row in days[:_DAYS])})


def last_checkpoint() -> Checkpoint | None:
    """The furthest checkpoint that was signed."""
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_note(*, reaching: int | None = None) -> bytes | None:
    """The last checkpoint with every cosignature known, as it is served; None before the first.

    With `reaching` the furthest that is public, where it has so many entries: fewer signatures lie under the last one
    while its witnesses are still asked.
    """
    public = None if reaching is None else public_checkpoint()
    found = public if public and reaching is not None and public.size >= reaching else last_checkpoint()
    return None if found is None else found.signed().as_bytes()


def record_keys() -> list[Key]:
    """The public keys of the record, the one that signs now first."""
    return list(Key.objects.order_by("-number"))


def absent_bodies(first: int, end: int) -> dict[int, Erased | Withheld]:
    """Of the entries from `first` to just before `end`, those whose body is erased or leaves the house in no evidence.

    The reasons given are the legal bases: whoever holds the evidence may not be cleared for more.
    """
    found: dict[int, Erased | Withheld] = {}
    withheld = Withholding.objects.filter(entry_id__gte=first, entry_id__lt=end, lifted_by__isnull=True)
    for row in withheld.select_related("by"):
        found[row.entry_id] = Withheld(row.legal_basis)
    for gone in Erasure.objects.filter(entry_id__gte=first, entry_id__lt=end).select_related("by"):
        found[gone.entry_id] = Erased(gone.by_id, gone.legal_basis)
    return found


def erasures(reader: Reader) -> QuerySet[Erasure]:
    """What was erased, the latest first, as far as the entry could be read."""
    rows = Erasure.objects.filter(entry__marking_id__in=readable_marking_ids(reader))
    return rows.select_related("entry__marking", "by").order_by("-by_id")


def withholdings(reader: Reader) -> QuerySet[Withholding]:
    """What is withheld from evidence now, the latest first, as far as the entry may be read."""
    rows = Withholding.objects.filter(entry__marking_id__in=readable_marking_ids(reader), lifted_by__isnull=True)
    rows = rows.filter(entry__erasure__isnull=True)
    return rows.select_related("entry__marking", "by").order_by("-by_id")


def absences(reason: str) -> tuple[QuerySet[Erasure], QuerySet[Withholding]]:
    """Everything erased, and everything withheld now, whatever its marking; `reason` says why that is right here."""
    entries = Entry.objects.whole(reason)
    gone = Erasure.objects.filter(entry__in=entries).select_related("entry", "by").order_by("entry_id")
    withheld = Withholding.objects.filter(entry__in=entries, lifted_by__isnull=True, entry__erasure__isnull=True)
    return gone, withheld.select_related("entry", "by").order_by("entry_id")


def absence_proposals(reader: Reader) -> QuerySet[AbsenceProposal]:
    """What was proposed to be erased or withheld, answered or not, the oldest first, as far as it may be read."""
    rows = AbsenceProposal.objects.filter(entry__marking_id__in=readable_marking_ids(reader))
    return rows.select_related("told", "entry__marking", "answered_by")


def entry_read(seq: int, reader: Reader) -> Entry | None:
    """One entry; None where there is none that this reader may read."""
    found: Entry | None = Entry.objects.readable_by(reader).select_related("marking").filter(seq=seq).first()
    return found


def why_not_absent(entry: Entry, what: str) -> str:
    """Why the body of this entry can be neither erased nor withheld now, or not in this way; empty where it can."""
    known = event_class(entry.kind)
    declared = known.never_erased if known else None
    never = why_never_erased(entry.kind, declared) if what == ERASE else why_never_withheld(entry.kind)
    if entry.gone:
        return say("it was erased already")
    if never:
        return never
    if what != ERASE and Withholding.objects.filter(entry=entry, lifted_by__isnull=True).exists():
        return say("it is withheld already")
    return ""


def verify_all() -> Verification:
    """Recompute every commitment, leaf and the root, and compare the columns with what was committed to, the roots
    with those that were signed, and the tiles with the entries. A body that is gone must be told of by a later entry.

    Runs beside writers: what they append meanwhile is left for the next time.
    """
    last, now = _reach()
    tree, broken = checking.recompute(_stored(0, now.size), _signed(0))
    return _verified(tree, broken, now, last)


def verify_further(tree: Peaks, *, at_most: int) -> tuple[Peaks, Verification | None]:
    """A slice of `verify_all`: recompute at most so many entries beyond those of `tree`, which begins as `Peaks()`.

    Gives the tree to go on from, and the verdict once the end is reached or something is broken. Raises ValueError
    where the record is shorter than `tree`.
    """
    last, now = _reach()
    if tree.size > now.size:
        raise ValueError(f"the record has {now.size} entries, and {tree.size} were recomputed")
    end = min(now.size, tree.size + at_most)
    tree, broken = checking.recompute(_stored(tree.size, end), _signed(tree.size), tree, _gone_before(tree.size))
    if broken is None and tree.size == end < now.size:
        return tree, None
    return tree, _verified(tree, broken, now, last)


def _gone_before(size: int) -> dict[int, bytes]:
    """Commitments of the entries before `size` whose bodies are erased by one from `size` on, by number."""
    rows = Erasure.objects.filter(entry_id__lt=size, by_id__gte=size).values_list("entry_id", "entry__commitment")
    return {seq: bytes(commitment) for seq, commitment in rows}


def _reach() -> tuple[int | None, Head]:
    """The last entry there is and the head, read after it: a committed entry is never taken for one beyond the head."""
    last = Entry.objects.whole(_CHECKING).aggregate(last=Max("seq"))["last"]
    return last, head()


def _verified(tree: Peaks, broken: Broken | None, now: Head, last: int | None) -> Verification:
    if broken is None:
        broken = checking.against_head(tree, now.size, bytes(now.peaks), bytes(now.root))
    if broken is None and last is not None and last >= now.size:
        broken = Broken(now.size, "it lies beyond the head, so it was not written by the house")
    return Verification(tree.size, tree.root(), broken or _broken_tile(tree), missing_guards())


def _signed(beyond: int) -> Iterator[tuple[int, bytes]]:
    rows = Checkpoint.objects.filter(size__gt=beyond).order_by("size")
    for size, root in rows.values_list("size", "root").iterator(_BATCH):
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


def _stored(first: int, size: int) -> Iterator[Stored]:
    """The entries from `first` to just before `size`."""
    marking = cache(lambda marking_id: label_of(marking_id).as_data())
    for start in range(first, size, _BATCH):
        rows = Entry.objects.whole(_CHECKING).filter(seq__gte=start, seq__lt=min(start + _BATCH, size))
        beside = ("erasure", "erases", "withholds", "shows_again")  # in one statement, so that they are of one moment
        for row in rows.order_by("seq").select_related(*beside).prefetch_related("mentions"):
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
                erased_by=_of(row, "erasure", "by_id"),
                erases=_of(row, "erases", "entry_id"),
                withholds=_of(row, "withholds", "entry_id"),
                shows_again=_of(row, "shows_again", "entry_id"),
            )


def _of(entry: Entry, row: str, number: str) -> int | None:
    """The number of the other entry that a row beside this one has; None where there is no such row."""
    beside = getattr(entry, row, None)  # what is not there raises an AttributeError too
    return None if beside is None else getattr(beside, number)


def take_turn() -> None:
    """Wait until every act that began before this one is over. Call it first in an act's transaction.

    Acts append to one log, so they end one after another anyway; taking turns from the start means that two
    acts can never hold rows the other waits for. SQLite's immediate transactions do the same by themselves.
    """
    Head.objects.select_for_update().get()


def quorum() -> int:
    """How many witnesses must have cosigned a checkpoint before it is public; 0 when none is asked for."""
    last = Quorum.objects.order_by("-number").first()
    return last.needed if last else 0


def witnesses() -> QuerySet[Witness]:
    """Who is asked now, the longest-serving first, with how it went."""
    return Witness.objects.filter(removed_at=None).select_related("asked")


def lost_keys() -> list[Key]:
    """The keys of the record that were lost: they did not sign the handover to the next."""
    rows = list(Key.objects.order_by("number"))
    return [old for old, new in pairwise(rows) if not _handed_over(old, new)]


def _handed_over(old: Key, new: Key) -> bool:
    return any(line.is_by(old.verifier) for line in read_note(new.handover.encode()).signatures)


def record_policy() -> Policy:
    """What an auditor may believe of the record: its keys but those that were lost, the newest first, who witnesses
    it now, and the quorum. Raises BadPolicy while it has no key."""
    lost = {row.pk for row in lost_keys()}
    logs = tuple(row.verifier for row in record_keys() if row.pk not in lost)
    return Policy(logs, tuple(row.verifier for row in witnesses()), quorum())


def public_checkpoint() -> Checkpoint | None:
    """The furthest checkpoint that the quorum of today's witnesses signed; None where there is none."""
    found = _public(list(_standing(witnesses())), quorum())
    return Checkpoint.objects.get(size=found.size) if found else None


def witness_reach() -> Reach:
    """How far the record is signed, how far it is public, and how each witness stands. A fixed number of queries."""
    last, needed, rows = last_checkpoint(), quorum(), list(_standing(witnesses()))
    return Reach(
        signed=last.size if last else 0,
        signed_at=last.made_at if last else None,
        public=_public(rows, needed),
        quorum=needed,
        standings=tuple(_as_standing(row, last) for row in rows),
    )


def witness_troubles(at: datetime) -> list[str]:
    """What is to be complained of at this moment: who is silent, who refuses, and that the quorum is missed."""
    return witness_reach().troubles(at)


def _standing(rows: QuerySet[Witness]) -> QuerySet[Witness]:
    """With how far each cosigned, when, and when the first checkpoint was signed that it lacks."""
    own = Cosignature.objects.filter(name=OuterRef("name"), key_id=OuterRef("key_id")).order_by("-checkpoint")
    lacking = Checkpoint.objects.filter(size__gt=Coalesce(OuterRef("cosigned"), -1)).order_by("size")
    return rows.annotate(
        cosigned=Subquery(own.values("checkpoint")[:1]),
        cosigned_at=Subquery(own.values("seen_at")[:1]),
        lacking_since=Greatest(Subquery(lacking.values("made_at")[:1]), F("added_at")),
    )


def _as_standing(row: Any, last: Checkpoint | None) -> Standing:
    # Greatest of nothing and something is nothing on SQLite, and something on PostgreSQL.
    lacks = last is not None and last.size > (-1 if row.cosigned is None else row.cosigned)
    return Standing(
        name=row.name,
        key=row.key,
        key_id=row.key_id,
        since=row.added_at,
        size=row.cosigned,
        cosigned_at=row.cosigned_at,
        behind=(last.size if last else 0) - (row.cosigned or 0),
        behind_since=row.lacking_since if lacks else None,
        answer=Answer(row.asked.answer),
        asked_at=row.asked.at,
        answer_since=row.asked.since,
        detail=row.asked.detail,
    )


def _public(rows: Sequence[Any], needed: int) -> Public | None:
    """Of witnesses with how far each cosigned: one query, of few rows unless one of them has long been silent."""
    bound = reach.upper_bound([row.cosigned for row in rows if row.cosigned is not None], needed)
    if bound is None:
        return None
    theirs = Q()
    for row in rows:
        theirs |= Q(name=row.name, key_id=row.key_id)
    signed = Cosignature.objects.filter(theirs, checkpoint__lte=bound).order_by("-checkpoint", "pk")
    return reach.reached(signed.values_list("checkpoint", "name", "seen_at").iterator(_COSIGNATURES), needed)
