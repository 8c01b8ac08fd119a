"""Append many events at once: for imports, and for loading worlds, where one act does thousands of things."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice

from django.db import transaction

from comity.foundation.labels.queries import label_of
from comity.foundation.record.events import Event, RowsTold, Thing, deliver, is_heard
from comity.foundation.record.rules import leaf, merkle
from comity.foundation.record.rules.acting import Acting
from comity.foundation.record.rules.plain import plain, written_time
from comity.foundation.record.rules.rows import Told, batches

from .announce import SALT, OutsideTransaction
from .lay_entries import Row, grow, lay_many, locked_tree, time_of
from .take_turn import told_now

AT_ONCE = 4096  # entries held in memory


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of many, what it is about, and under which marking."""

    event: Event
    about: Sequence[Thing]
    marking_id: int


def announce_many(told: Iterable[Telling], *, actor: Acting, at: datetime) -> range:
    """Write an entry for each, let the tree grow by all of them, then tell the listeners; gives their numbers.

    Entries are those that `announce` would have written one after another. Listeners are told when all entries
    stand, in the order of the events: a listener that reads the log sees the later ones as well. If anything fails
    the whole transaction is lost.
    Raises OutsideTransaction, Unwritable, or labels.Marking.DoesNotExist.

    DANGER: every other act waits from the first entry to the commit; some 20 seconds for a million.
    INVARIANT: nothing but salts tells these entries from those written one by one (tests/test_announce_many.py).
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("events must be announced inside the transaction of their act")
    with transaction.atomic(savepoint=False):
        tree, heard = locked_tree(), list[Event]()
        first, written = tree.size, _writer(actor, at)
        tellings = _with_rows(iter(told), first)
        while some := list(islice(tellings, AT_ONCE)):
            rows, hashes = written(some, tree.size)
            lay_many(rows, _mentions(some, tree.size))
            tree = tree.extended(hashes)
            heard += [one.event for one, _ in some if is_heard(type(one.event))]
        if tree.size > first:
            grow(tree, at)
        for event in heard:
            deliver(event, actor=actor, at=at)
    return range(first, tree.size)


WithRows = tuple[Telling, Told]
Writer = Callable[[Sequence[WithRows], int], tuple[list[Row], list[bytes]]]


def _with_rows(told: Iterator[Telling], first: int) -> Iterator[WithRows]:
    """The first event tells of the rows that the act touched, and those after it where they are very many."""
    begun = next(told, None)
    if begun is None:
        return
    here, *more = batches(told_now())
    yield begun, here
    for batch in more:
        further = RowsTold(entry=first, rows=sum(map(len, batch.values())))
        yield Telling(further, (), begun.marking_id), batch
    for telling in told:
        yield telling, {}


def _writer(actor: Acting, at: datetime) -> Writer:
    """What makes rows of tellings, with their leaf hashes; what all of them have in common is written once."""
    when, stored = written_time(at), time_of(at)
    by = leaf.canonical(leaf.actor_in_body(actor)).decode()
    who = (actor.person_id, actor.person, actor.post_id, actor.post)
    kinds = cache(lambda kind: leaf.canonical(kind).decode())
    labels = cache(lambda marking_id: leaf.canonical(plain(label_of(marking_id).as_data())).decode())

    def rows(some: Sequence[WithRows], first: int) -> tuple[list[Row], list[bytes]]:
        salts, found, hashes = secrets.token_bytes(SALT * len(some)), list[Row](), list[bytes]()
        for place, (one, touched) in enumerate(some):
            event, seq, marking = one.event, first + place, one.marking_id
            salt, sentence = salts[SALT * place : SALT * (place + 1)], str(event.sentence())
            about, marked = _once(one.about), labels(marking)
            body = leaf.body_text(event.body(), sentence, actor=by, about=about, marking=marked, rows=touched)
            committed = leaf.commitment_to(salt, body.encode())
            hashed = merkle.leaf_hash(leaf.leaf_of(seq, kinds(event.kind), event.version, when, committed))
            hashes.append(hashed)
            found.append(
                (seq, event.kind, event.version, stored, body, salt, committed, hashed, marking, *who, sentence)
            )
        return found, hashes

    return rows


def _once(about: Sequence[Thing]) -> Sequence[Thing]:
    return about if len(about) < 2 else tuple(dict.fromkeys(about))


def _mentions(some: Sequence[WithRows], first: int) -> Iterator[Row]:
    for seq, (one, _) in enumerate(some, first):
        for thing in _once(one.about):
            yield seq, thing.kind, thing.key, thing.reference
