"""Lay out what was appended in tiles, and sign how far the record reaches: the sequencer's pass."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Max

from comity.foundation.record.models import Checkpoint, Head, Key, Tile
from comity.foundation.record.queries import TilesRead
from comity.foundation.record.rules import checkpoint, note, tiles

from .keep_key import signer, verify
from .remember_signed import Forgotten, remember, remembered

AT_ONCE = 64 * tiles.WIDTH  # entries laid out in one transaction, during which every act waits


RESTORED = (
    "This home signed the record at {signed} entries, {fault}: the database is an older or another copy, and what "
    "would be signed now would contradict what others hold. Nothing was signed. Bring back the newest backup; if there "
    "is none, comity record resume --reason WHY goes on and says so on the record."
)


class Unpublishable(RuntimeError):
    """The record does not continue what was signed before, or there is no key to sign it with."""


def publish(at: datetime) -> Checkpoint | None:
    """Write every tile that became full since the last time, then one signed checkpoint. None for an empty record.

    Called again when nothing was appended it does nothing and gives the checkpoint there is; called by several at
    once they take turns at the head, and each piece is written by one. What failed half way is taken up again.
    Raises Unpublishable when no key was made, or when the entries do not continue the last checkpoint of the database
    or the last that was signed in this home: what was rewritten or forgotten is not signed. Raises
    keep_key.KeyMissing where the private key is not in this home.
    INVARIANT: one checkpoint for each size, its root that of the entries (tests/test_publishing.py); two checkpoints
    signed in one home never contradict each other (tests/test_restoring.py).
    """
    while not _laid_out():
        pass
    with transaction.atomic(durable=True):  # only entries that are there for good are signed
        head = Head.objects.select_for_update().get()
        key = Key.objects.order_by("-number").first()
        last = _remembered(head, Checkpoint.objects.order_by("-size").first(), key, at)
        if head.size == 0 or (last and last.size == head.size):
            return last
        _continues(head, last)
        if key is None:
            raise Unpublishable("The record has no key yet; comity record key new makes one.")
        return _signed(head, key, at)


def _remembered(head: Head, last: Checkpoint | None, key: Key | None, at: datetime) -> Checkpoint | None:
    """The last checkpoint, also when it was signed and the database did not come to hear of it.

    Raises Unpublishable when the entries do not continue what this home has signed.
    """
    try:
        known = remembered(key.verifier.name) if key else None
    except Forgotten as problem:
        raise Unpublishable(str(problem)) from problem
    if key is None or known is None:
        return last
    said, written = known
    if last and (last.size, bytes(last.root)) == (said.size, said.root):
        return last
    if said.size > head.size:
        raise Unpublishable(RESTORED.format(signed=said.size, fault=f"but it has {head.size}"))
    if TilesRead(head.size).root_of_span(0, said.size) != said.root:
        raise Unpublishable(RESTORED.format(signed=said.size, fault="but those it has are others"))
    if last and last.size >= said.size:
        return last
    by = next((row for row in Key.objects.all() if written.signed_by(row.verifier, verify)), key)
    _continues(head, last)
    return Checkpoint.objects.create(
        size=said.size, root=said.root, note=written.as_bytes().decode(), key=by, made_at=at
    )


def _laid_out() -> bool:
    """Write the next tiles that became full; whether all of them are written now."""
    with transaction.atomic():
        size = Head.objects.select_for_update().get().size
        last = Tile.objects.filter(level=0).aggregate(last=Max("number"))["last"]
        old = 0 if last is None else (last + 1) * tiles.WIDTH
        new = min(size - size % tiles.WIDTH, old + AT_ONCE)
        read = TilesRead(new)
        # Lower levels first: those above are made of their roots.
        for _, places in groupby(tiles.completed(old, new), key=lambda place: place.level):
            Tile.objects.bulk_create(_rows(places, read))
    return size - new < tiles.WIDTH


def _rows(places: Iterator[tiles.Tile], read: TilesRead) -> Iterator[Tile]:
    for place in places:
        level = place.level or 0
        hashes = read.made_of(level, place.number)
        yield Tile(level=level, number=place.number, root=tiles.subtree_root(hashes), hashes=b"".join(hashes))


def _continues(head: Head, last: Checkpoint | None) -> None:
    """Raises Unpublishable unless the entries have the head's root and begin with what was signed."""
    read = TilesRead(head.size)
    if read.root_of_span(0, head.size) != bytes(head.root):
        raise Unpublishable(
            "The entries do not have the root of the head: nothing was signed. See comity record check."
        )
    if last and (last.size > head.size or read.root_of_span(0, last.size) != bytes(last.root)):
        raise Unpublishable(f"The record does not continue its checkpoint of {last.size} entries: nothing was signed.")


def _signed(head: Head, key: Key, at: datetime) -> Checkpoint:
    said = checkpoint.Checkpoint(key.verifier.name, head.size, bytes(head.root))
    written = note.signed(said.text(), key.verifier, signer(key.verifier))
    # First outside: what was signed is never forgotten, whatever becomes of the row.
    remember(said.origin, written)
    return Checkpoint.objects.create(
        size=said.size, root=said.root, note=written.as_bytes().decode(), key=key, made_at=at
    )
