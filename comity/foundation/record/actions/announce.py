"""Append an event to the record, in the transaction of the act it tells of."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from comity.foundation.labels.queries import label_of
from comity.foundation.record.events import Event, RowsTold, Thing, deliver
from comity.foundation.record.models import Entry
from comity.foundation.record.rules import leaf, merkle
from comity.foundation.record.rules.acting import Acting
from comity.foundation.record.rules.rows import Told, batches

from .lay_entries import lay, locked_tree
from .take_turn import told_now

SALT = 32  # bytes


class OutsideTransaction(RuntimeError):
    """An event was announced outside the transaction of its act, so the two could come apart."""


def announce(event: Event, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int) -> Entry:
    """Write the entry, let the tree grow by its leaf, then tell the listeners.

    Its body holds the digest of every row that the act touched since it last announced; where these are very many, the
    rest follows in entries `record.rows-told`.

    `at` is stored as given, even when it lies before the last entry's: the order is `seq`, and a clock that
    ran backwards is for monitors to name, not for the record to hide. If anything fails, here or in a
    listener, the whole transaction is lost, even for a caller that catches the exception.
    Raises OutsideTransaction, Unwritable, or labels.Marking.DoesNotExist.

    DANGER: from here to the commit the head is locked, and every other act waits for it. A listener that
    locks rows which other acts lock before they announce can deadlock with them (PostgreSQL then fails one).
    INVARIANT: seq is dense and the root is that of all leaves, however many append at once
    (tests/test_concurrency.py).
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{event.kind} must be announced inside the transaction of its act")
    with transaction.atomic(savepoint=False):
        about = tuple(dict.fromkeys(about))
        entry = append_with(told_now(), event, actor=actor, at=at, about=about, marking_id=marking_id)
        deliver(event, actor=actor, at=at)
    return entry


def append_with(
    rows: Told, event: Event, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int
) -> Entry:
    """The entry that tells of these rows, and those that go on telling; nobody listens to it."""
    first, *more = batches(rows)
    entry = _append(event, first, actor=actor, at=at, about=about, marking_id=marking_id)
    for batch in more:
        told = RowsTold(entry=entry.seq, rows=sum(map(len, batch.values())))
        _append(told, batch, actor=actor, at=at, about=(), marking_id=marking_id)
    return entry


def _append(event: Event, rows: Told, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int) -> Entry:
    tree = locked_tree()
    entry = _written(tree.size, event, rows, actor=actor, at=at, about=about, marking_id=marking_id)
    lay(entry, about, tree.grown(bytes(entry.leaf_hash)))
    return entry


def _written(
    seq: int, event: Event, rows: Told, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int
) -> Entry:
    sentence, salt = str(event.sentence()), secrets.token_bytes(SALT)
    marking = label_of(marking_id).as_data()
    body = leaf.body(event.body(), sentence, actor=actor, about=about, marking=marking, rows=rows)
    commitment = leaf.commitment(salt, body)
    bytes_of_leaf = leaf.leaf(seq=seq, kind=event.kind, version=event.version, at=at, commitment=commitment)
    return Entry(
        seq=seq,
        kind=event.kind,
        version=event.version,
        at=at,
        body=body,
        salt=salt,
        commitment=commitment,
        leaf_hash=merkle.leaf_hash(bytes_of_leaf),
        marking_id=marking_id,
        person_id=actor.person_id,
        person=actor.person,
        post_id=actor.post_id,
        post=actor.post,
        sentence=sentence,
    )
