"""Remembers the log: one head, its entries and what each mentions; its tiles, keys and signed checkpoints.

INVARIANT: rows are added and never changed or removed; the database itself refuses
(rules/guards.py, tests/test_guards.py). The names in the columns repeat the body, so that history can be
searched; `verify_all` compares them with what was committed to.
"""

from typing import Any

from django.db import models
from django.utils.functional import cached_property

from comity.foundation.labels.queries import MarkedManager, few_index, marking_field
from comity.foundation.words.rules.said import known, say

from . import events
from .rules import tiles
from .rules.absence import ERASE
from .rules.merkle import EMPTY_ROOT, Peaks
from .rules.note import Note, VerifierKey, read_key, read_note, read_signature, with_signatures
from .rules.thing import KEY_AT_MOST, KIND_AT_MOST, REFERENCE_AT_MOST, Thing
from .rules.witnessing import Answer


class Head(models.Model):
    """The one row that says how far the log reaches. Whoever appends locks it first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
    root = models.BinaryField(default=EMPTY_ROOT)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="record_head_is_one")]

    def __str__(self) -> str:
        return f"{self.size} entries, root {bytes(self.root).hex()}"

    def tree(self) -> Peaks:
        """Raises ValueError when the stored peaks cannot be those of this size."""
        return Peaks.from_bytes(self.size, bytes(self.peaks))


class Entry(models.Model):
    """One act, as it was told when it happened. `seq` counts from 0 without a gap."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=events.KIND_AT_MOST)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    body = models.JSONField()
    salt = models.BinaryField()
    commitment = models.BinaryField()
    leaf_hash = models.BinaryField()
    # Without a plain index of its own: a database that used it for a history would read and sort every entry.
    marking = marking_field(db_index=False)
    # Plain numbers, not foreign keys: people and posts live in rooms above, and the record outlives them.
    person_id = models.BigIntegerField(null=True)
    person = models.TextField()
    post_id = models.BigIntegerField(null=True)
    post = models.TextField()
    sentence = models.TextField()

    objects = MarkedManager()

    class Meta:
        ordering = ["seq"]
        verbose_name_plural = "entries"
        indexes = [
            few_index("seq", "record_entry_few"),
            models.Index(fields=["kind", "seq"], name="record_entry_by_kind"),
            models.Index(fields=["person_id", "seq"], name="record_entry_by_person"),
            models.Index(fields=["post_id", "seq"], name="record_entry_by_post"),
            models.Index(fields=["at"], name="record_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.sentence}"

    @property
    def actor(self) -> str:
        """Who did it, from which post, in words. Who is no person has a name that can be translated."""
        if self.gone:
            return say("erased")
        if self.person_id is None:
            return known(self.person)
        return f"{self.person}, {self.post}" if self.post else self.person

    @property
    def told(self) -> str:
        """What happened, for a reader: in their language where that says the very sentence that was kept.

        Of an erased entry only that it was erased, why, and by which entry.
        INVARIANT: in English it is always `sentence` (tests/test_retelling.py).
        """
        if self.gone:
            return self._told_gone()
        return events.retold(self.kind, self.version, self.body, self.sentence)

    @property
    def refused(self) -> bool:
        """Whether it tells of an attempt that was turned down."""
        return self.kind == "access.refused"

    @property
    def gone(self) -> bool:
        """Whether its body was erased: then it says nothing, and names nobody."""
        return not self.salt

    @cached_property
    def erased(self) -> "Erasure | None":
        """By what it was erased; None where nothing tells of it, lawfully because it was not."""
        return Erasure.objects.select_related("by").filter(entry_id=self.pk).first() if self.gone else None

    def _told_gone(self) -> str:
        if self.erased is None:
            return say("What entry {entry} said is gone, and no entry tells of an erasure.", entry=str(self.seq))
        return say(
            "Entry {entry} was erased: {reason} ({basis}), by entry {by}.",
            entry=str(self.seq),
            reason=self.erased.reason,
            basis=self.erased.legal_basis,
            by=str(self.erased.by_id),
        )


class Mention(models.Model):
    """An entry is about this thing, which was then called by this reference."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="mentions")
    thing_kind = models.CharField(max_length=KIND_AT_MOST)
    thing_key = models.CharField(max_length=KEY_AT_MOST)
    reference = models.CharField(max_length=REFERENCE_AT_MOST)

    class Meta:
        constraints = [
            # Also the index by which the history of a thing is read.
            models.UniqueConstraint(fields=["thing_kind", "thing_key", "entry"], name="record_mention_once")
        ]
        indexes = [models.Index(fields=["reference"], name="record_mention_by_name")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.thing}"

    @property
    def thing(self) -> Thing:
        return Thing(self.thing_kind, self.thing_key, self.reference)


class Erasure(models.Model):
    """The body of `entry` was erased, as entry `by` tells. The words stand there alone, where nobody changes them."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="erasure")
    by = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="erases")

    def __str__(self) -> str:
        return f"{self.entry_id}, erased by {self.by_id}"

    @property
    def reason(self) -> str:
        return _said(self.by, "reason")

    @property
    def legal_basis(self) -> str:
        return _said(self.by, "legal_basis")


class Withholding(models.Model):
    """The body of `entry` leaves the house in no evidence, as entry `by` tells, until entry `lifted_by`."""

    by = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="withholds")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="withholdings")
    lifted_by = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="shows_again")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(lifted_by__isnull=True), name="record_withheld_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}, withheld by {self.by_id}"

    @property
    def reason(self) -> str:
        return _said(self.by, "reason")

    @property
    def legal_basis(self) -> str:
        return _said(self.by, "legal_basis")


class AbsenceProposal(models.Model):
    """Entry `told` proposes that the body of `entry` be erased or withheld; entry `answered_by` does it or declines."""

    told = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="proposes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="absence_proposals")
    answered_by = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="answers")

    class Meta:
        ordering = ["told_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(answered_by__isnull=True), name="record_proposed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.told_id} on {self.entry_id}"

    @property
    def what(self) -> str:
        """`erase` or `withhold`."""
        return _said(self.told, "what")

    @property
    def erases(self) -> bool:
        return self.what == ERASE

    @property
    def reason(self) -> str:
        return _said(self.told, "reason")

    @property
    def legal_basis(self) -> str:
        return _said(self.told, "legal_basis")


def _said(entry: Entry, name: str) -> str:
    """A text of the event that an entry of the record's own tells; those are never erased."""
    event: dict[str, Any] = entry.body["event"]
    return str(event[name])


class Tile(models.Model):
    """A full tile of hashes (`rules/tiles.py`). What is not full yet is computed from the entries or the level below.

    `root` is that of the tile itself, the hash it becomes one level above, so that 255 of those are read for the
    partial tile above and not 255 tiles.
    """

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    root = models.BinaryField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="record_tile_once")]

    def __str__(self) -> str:
        return tiles.Tile(self.level, self.number).path


class Key(models.Model):
    """A public key that signs, or signed, the checkpoints; the last one does. The private part is no row anywhere.

    `handover` is the signed note by which the key before gave way to this one; empty for the first.
    """

    number = models.PositiveIntegerField(primary_key=True)
    key = models.TextField()
    handover = models.TextField(blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

    @property
    def verifier(self) -> VerifierKey:
        return read_key(self.key)


class Checkpoint(models.Model):
    """How far the record reached at a moment, signed by its key. `note` is the whole signed note."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} entries, root {bytes(self.root).hex()}"

    def signed(self) -> Note:
        """The note with every cosignature known."""
        lines = [read_signature(row.line) for row in self.cosignatures.all()]
        return with_signatures(read_note(self.note.encode()), lines)


class Cosignature(models.Model):
    """A witness's line under a checkpoint. `seen_at` is the moment the witness signed, `at` when it came here."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    name = models.TextField()
    key_id = models.CharField(max_length=8)  # in hex
    line = models.TextField()
    seen_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["checkpoint", "name", "key_id"], name="record_cosignature_once")]
        indexes = [models.Index(fields=["name", "key_id", "checkpoint"], name="record_cosignature_by_witness")]

    def __str__(self) -> str:
        return f"{self.name} on {self.checkpoint_id} entries"


class Witness(models.Model):
    """Somebody outside the house who is asked to cosign: by which key, at which address, since and until when.

    It leaves once and for ever; asked again later, it is another row.
    """

    name = models.TextField()
    key = models.TextField()
    key_id = models.CharField(max_length=8)  # in hex
    url = models.TextField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "witnesses"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(removed_at=None), name="record_witness_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def verifier(self) -> VerifierKey:
        return read_key(self.key)


class Asked(models.Model):
    """How it went the last time a witness was asked; a note for the next time, and no evidence of anything.

    The one table of the record that is written over. What a witness signed are rows of `Cosignature`.
    """

    witness = models.OneToOneField(Witness, on_delete=models.PROTECT, primary_key=True, related_name="asked")
    size = models.BigIntegerField(default=0)  # how far it has cosigned, as it said itself
    answer = models.CharField(max_length=20, default=Answer.NOT_ASKED.value)
    detail = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)  # of this answer, given again and again

    class Meta:
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return f"{self.witness}: {self.answer}"


class Quorum(models.Model):
    """How many witnesses must have cosigned a checkpoint before it counts as public; the last row holds."""

    number = models.PositiveIntegerField(primary_key=True)
    needed = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "quorums"

    def __str__(self) -> str:
        return f"{self.needed} witnesses"


class Touched(models.Model):
    """A row that the transaction under way has touched, as its trigger noted it (`rules/noting.py`).

    Nothing here lasts: what an act touched it tells, and the next act forgets what others left. `was` is the row as
    JSON before the first touch, null for one that is new. `transaction_id` is 0 on SQLite, where one writes at a time.
    """

    transaction_id = models.BigIntegerField()
    in_table = models.TextField()
    key = models.TextField()
    was = models.TextField(null=True)

    def __str__(self) -> str:
        return f"{self.in_table} {self.key}"
