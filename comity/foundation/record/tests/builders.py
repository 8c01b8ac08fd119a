"""Things that tests of the record start from."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

from django.db import connection, transaction

from comity.foundation.labels.queries import label_of, marking_for
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.actions.enter_key import enter_first_key
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.actions.take_turn import turn
from comity.foundation.record.events import Event, Thing
from comity.foundation.record.models import Entry, Head
from comity.foundation.record.rules import guards, leaf, merkle

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EXERCISE = Thing("engagement", 12, "ENG-2026-0012")
VISIT = Thing("engagement", 13, "ENG-2026-0013")
ANYBODY = Reader(nationality="AUS", clearances=frozenset({("COMITY", "OFFICIAL")}))


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    kind: ClassVar[str] = "record-tests.noted"
    text: str

    def sentence(self) -> str:
        return f"It was noted: {self.text}."


@dataclass(frozen=True, kw_only=True)
class Struck(Event):
    kind: ClassVar[str] = "record-tests.struck"
    text: str

    def sentence(self) -> str:
        return f"It was struck out: {self.text}."


@dataclass(frozen=True, kw_only=True)
class Somebody:
    person_id: int | None = 7
    person: str = "Ana Leiva"
    post_id: int | None = 3
    post: str = "Planner"
    under: tuple[str, ...] = ("Defence Act s. 4",)


def an_actor(**different) -> Somebody:
    return replace(Somebody(), **different)


def a_marking(**different):
    return marking_for(label("COMITY", "OFFICIAL", **different))


def an_entry(text="rain", *, event=None, actor=None, at=NOON, about=(EXERCISE,), marking=None):
    with transaction.atomic():
        return announce(
            event or Noted(text=text),
            actor=actor or an_actor(),
            at=at,
            about=about,
            marking_id=(marking or a_marking()).pk,
        )


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            connection.check_constraints()  # PostgreSQL alters no table while a deferred check is due
            cursor.execute(statement)


def behind_its_back(*statements):
    """Run SQL as somebody who took the guards away, and put them back."""
    execute(*guards.lifting(connection.vendor), *statements, *guards.statements(connection.vendor))


def a_key():
    """The record's first key, made as the acts make it."""
    with transaction.atomic():
        return enter_first_key(actor=an_actor(person_id=None), at=NOON, marking_id=a_marking().pk)


def entries_in_bulk(count):
    """That many whole entries, laid in a few statements as `announce` would one by one."""
    marking, now, actor = a_marking(), Head.objects.get(), an_actor()
    said = leaf.body({"text": "bulk"}, "bulk", actor=actor, about=(), marking=label_of(marking.pk).as_data())
    tree, rows, kind = now.tree(), [], Noted.kind
    for seq in range(now.size, now.size + count):
        salt = seq.to_bytes(16)
        commitment = leaf.commitment(salt, said)
        hashed = merkle.leaf_hash(leaf.leaf(seq=seq, kind=kind, version=1, at=NOON, commitment=commitment))
        tree = tree.grown(hashed)
        by = {"person_id": 7, "person": actor.person, "post_id": 3, "post": actor.post}
        told = {"sentence": "bulk", "body": said, "salt": salt, "commitment": commitment, "leaf_hash": hashed}
        rows.append(Entry(seq=seq, kind=kind, version=1, at=NOON, marking=marking, **by, **told))
    with transaction.atomic():
        Entry.objects.bulk_create(rows, batch_size=500)
        Head.objects.update(size=tree.size, peaks=tree.as_bytes(), root=tree.root(), last_at=NOON)


def restored_to(size):
    """The database as it was when it had so many entries, checkpoints and all."""
    rows = Entry.objects.whole("a test restores").order_by("seq")
    hashes = [bytes(row) for row in rows.values_list("leaf_hash", flat=True)]
    tree = merkle.peaks_of(hashes[:size])
    blob = ("x'{}'" if connection.vendor == "sqlite" else "'\\x{}'").format
    behind_its_back(
        f"DELETE FROM record_checkpoint WHERE size > {size}",
        f"DELETE FROM record_mention WHERE entry_id >= {size}",
        f"DELETE FROM record_entry WHERE seq >= {size}",
        f"UPDATE record_head SET size = {size}, peaks = {blob(tree.as_bytes().hex())}",
        f"UPDATE record_head SET root = {blob(tree.root().hex())}",
    )


def grown_to(size):
    while Head.objects.get().size < size:
        an_entry(f"after {Head.objects.get().size}")
    return publish(NOON)


def in_an_act(*changes, event=None, about=(EXERCISE,), marking=None):
    """Do these in one turn, then tell, as an act does."""
    marking = marking or a_marking()
    with transaction.atomic(), turn():
        for change in changes:
            change()
        return announce(event or Noted(text="rain"), actor=an_actor(), at=NOON, about=about, marking_id=marking.pk)
