"""Append an event to the record, in the transaction of the act it tells of."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from comity.foundation.labels.queries import label_of
from comity.foundation.record.events import Event, Thing, deliver
from comity.foundation.record.models import Entry
from comity.foundation.record.rules import leaf, merkle
from comity.foundation.record.rules.acting import Acting

from .lay_entries import lay, locked_tree

SALT = 32  # bytes


class OutsideTransaction(RuntimeError):
    """An event was announced outside the transaction of its act, so the two could come apart."""


def announce(event: Event, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int) -> Entry:
    """Write the entry, let the tree grow by its leaf, then tell the listeners.

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
        entry = _append(event, actor=actor, at=at, about=tuple(dict.fromkeys(about)), marking_id=marking_id)
        deliver(event, actor=actor, at=at)
    return entry


def _append(event: Event, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int) -> Entry:
    tree = locked_tree()
    entry = _written(tree.size, event, actor=actor, at=at, about=about, marking_id=marking_id)
    lay(entry, about, tree.grown(bytes(entry.leaf_hash)))
    return entry


def _written(seq: int, event: Event, *, actor: Acting, at: datetime, about: Sequence[Thing], marking_id: int) -> Entry:
    sentence, salt = str(event.sentence()), secrets.token_bytes(SALT)
    marking = label_of(marking_id).as_data()
    body = leaf.body(event.body(), sentence, actor=actor, about=about, marking=marking)
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
