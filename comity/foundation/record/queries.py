"""Looks up what was recorded: histories for a reader, proofs, and whether the record is whole."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TypedDict, Unpack

from django.db import connection
from django.db.models import Max

from comity.foundation.labels.queries import MarkedQuerySet, label_of
from comity.foundation.labels.rules.label import Reader

from .models import Entry, Head
from .rules import checking, guards, merkle, proofs
from .rules.checking import Broken, Stored, Verification
from .rules.proofs import Inclusion
from .rules.thing import Thing

_BATCH = 2000  # entries held in memory at a time
_HASHES = "hashes tell nothing of what was said"
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


def prove(seq: int) -> Inclusion:
    """That the entry is in the record as it stands now. Raises ValueError if there is no such entry.

    Reads every leaf hash once; tiles will make it O(log n).
    """
    now = head()
    spans = proofs.inclusion_spans(seq, now.size)
    leaf = _root_of_span(seq, seq + 1)
    return Inclusion(seq, now.size, leaf, proofs.path_of(spans, _root_of_span), bytes(now.root))


def prove_growth(old: int) -> tuple[bytes, ...]:
    """The path that shows that the record of `old` entries is the beginning of today's.

    Check it with `proofs.consistent`. Raises ValueError if the record was never that long.
    """
    return proofs.path_of(proofs.consistency_spans(old, head().size), _root_of_span)


def _root_of_span(first: int, end: int) -> bytes:
    rows = Entry.objects.whole(_HASHES).filter(seq__gte=first, seq__lt=end).order_by("seq")
    return merkle.root_of(bytes(row) for row in rows.values_list("leaf_hash", flat=True).iterator(_BATCH))


def verify_all() -> Verification:
    """Recompute every commitment, leaf and the root, and compare the columns with what was committed to.

    Runs beside writers: what they append meanwhile is left for the next time.
    """
    last = Entry.objects.whole(_CHECKING).aggregate(last=Max("seq"))["last"]
    now = head()  # read after `last`, so that a committed entry is never taken for one beyond the head
    tree, broken = checking.recompute(_stored(now.size))
    if broken is None:
        broken = checking.against_head(tree, now.size, bytes(now.peaks), bytes(now.root))
    if broken is None and last is not None and last >= now.size:
        broken = Broken(now.size, "it lies beyond the head, so it was not written by the house")
    return Verification(tree.size, tree.root(), broken, missing_guards())


def missing_guards() -> tuple[str, ...]:
    """The guards that this database should have and has not, or has switched off."""
    asking = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asking[connection.vendor])
        laid = {name for (name,) in cursor.fetchall()}
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
