"""A log without a house: a key, leaves that one may change, and what it would show a witness."""

from comity.foundation.record.actions.key_file import new_private_key, public_part, verify
from comity.foundation.record.rules import note, proofs
from comity.foundation.record.rules.checkpoint import Checkpoint, cosigned
from comity.foundation.record.rules.merkle import leaf_hash, root_of
from comity.foundation.record.rules.note import COSIGNATURE, ED25519, VerifierKey
from comity.foundation.record.rules.witnessing import submission

__all__ = ["AWitness", "Log", "verify"]


class Log:
    """It signs whatever it holds: also what it rewrote."""

    def __init__(self, size=0, name="log.example/record"):
        self.private = new_private_key()
        self.key = VerifierKey(name, ED25519, public_part(self.private))
        self.hashes = [leaf_hash(f"leaf {n}".encode()) for n in range(size)]

    def grow(self, count, word="leaf"):
        first = len(self.hashes)
        self.hashes += [leaf_hash(f"{word} {n}".encode()) for n in range(first, first + count)]

    def rewrite(self, index):
        self.hashes[index] = leaf_hash(b"otherwise")

    def rotate(self):
        self.private = new_private_key()
        self.key = VerifierKey(self.key.name, ED25519, public_part(self.private))

    def checkpoint(self, size=None):
        size = len(self.hashes) if size is None else size
        return Checkpoint(self.key.name, size, root_of(self.hashes[:size]))

    def note(self, size=None):
        return note.signed(self.checkpoint(size).text(), self.key, self.private.sign)

    def path(self, old, new=None):
        new = len(self.hashes) if new is None else new
        spans = proofs.consistency_spans(old, new)
        return proofs.path_of(spans, lambda first, end: root_of(self.hashes[first:end]))

    def shown(self, old, size=None):
        return submission(old, self.path(old, size), self.note(size))


class AWitness:
    """The key of a witness, and what it signs."""

    def __init__(self, name="parliament.example/w"):
        self.private = new_private_key()
        self.key = VerifierKey(name, COSIGNATURE, public_part(self.private))

    def line(self, text, time=1_800_000_000):
        return cosigned(text, time, self.key, self.private.sign)
