"""Decides whether the record is whole, from its rows alone, and names the first that is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import rfc8785

from . import leaf, merkle
from .absence import BODY_ERASED, BODY_SHOWN_AGAIN, BODY_WITHHELD, NO_BODY, NO_SALT
from .plain import Plain
from .thing import Thing

NONE_GONE: Mapping[int, bytes] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One entry as the database gives it back, with what its columns, marking and mentions say."""

    seq: int
    kind: str
    version: int
    at: datetime
    body: Plain
    salt: bytes
    commitment: bytes
    leaf_hash: bytes
    marking: Mapping[str, object]
    person_id: int | None
    person: str
    post_id: int | None
    post: str
    sentence: str
    about: tuple[Thing, ...]
    # Numbers of other entries, as the rows beside the entry have them: by which this one is said to be erased; which
    # one it erases, withholds, or shows again.
    erased_by: int | None = None
    erases: int | None = None
    withholds: int | None = None
    shows_again: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong: at which entry, or at none in particular (`seq` None)."""

    seq: int | None
    why: str

    def __str__(self) -> str:
        return self.why if self.seq is None else f"Entry {self.seq}: {self.why}"


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the record was recomputed, the root that gave, and the first thing found broken."""

    size: int
    root: bytes
    broken: Broken | None
    missing_guards: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.broken is None and not self.missing_guards

    def sentence(self) -> str:
        if self.broken:
            return f"The record is broken. {self.broken}"
        if self.missing_guards:
            return f"The database does not guard the record: {', '.join(self.missing_guards)} missing."
        return f"The record is whole: {self.size} entries, root {self.root.hex()}."


def recompute(
    entries: Iterable[Stored],
    signed: Iterable[tuple[int, bytes]] = (),
    before: merkle.Peaks | None = None,
    gone: Mapping[int, bytes] = NONE_GONE,
) -> tuple[merkle.Peaks, Broken | None]:
    """Recompute commitments, leaves and tree of entries in order; stops at the first broken one.

    `signed` is what was signed on the way, size and root, shortest first; `before` the tree of the entries before
    these, and `gone` the commitments of those among them whose bodies are gone.
    """
    tree, waypoints, absent = before or merkle.Peaks(), iter(signed), Absent(gone)
    size, root = next(waypoints, (0, b""))
    for entry in entries:
        why = fault(entry, tree.size)
        if why:
            return tree, Broken(tree.size, why)
        untold = absent.fault(entry)
        if untold:
            return tree, untold
        tree = tree.grown(entry.leaf_hash)
        if tree.size == size:
            if tree.root() != root:
                return tree, Broken(None, f"The first {size} entries do not have the root that was signed for them.")
            size, root = next(waypoints, (0, b""))
    return tree, None


def fault(entry: Stored, expected: int) -> str | None:
    """Why this row cannot be the entry that was written at place `expected`; None if it can."""
    if entry.seq != expected:
        return "it is missing"
    if is_gone(entry):
        return _fault_of_gone(entry)
    if not _commits(entry):
        return "its body is not what was committed to"
    if merkle.leaf_hash(_leaf(entry)) != entry.leaf_hash:
        return "its kind, time or commitment is not what was hashed"
    differing = [name for name, said, shown in _repeated(entry) if said != shown]
    if differing:
        return f"what the table shows differs from its body: {', '.join(differing)}"
    return None


def is_gone(entry: Stored) -> bool:
    """Whether its body and salt were taken; whether lawfully, `Absent` says."""
    return entry.body == NO_BODY and entry.salt == NO_SALT


def _fault_of_gone(entry: Stored) -> str | None:
    if merkle.leaf_hash(_leaf(entry)) != entry.leaf_hash:
        return "its kind, time or commitment is not what was hashed"
    names = (entry.person_id, entry.post_id, entry.person, entry.post, entry.sentence)
    if any(names) or any(thing.reference for thing in entry.about):
        return "its body is gone, but what repeats it is still there"
    return None


class Absent:
    """Whether every body that is gone or withheld is so by an entry that tells of it; asked of each in order."""

    def __init__(self, gone: Mapping[int, bytes] = NONE_GONE) -> None:
        self._gone = dict(gone)  # commitments by number

    def fault(self, entry: Stored) -> Broken | None:
        """What is wrong about this entry, or about an earlier one of which this one should tell."""
        if is_gone(entry):
            if entry.erased_by is None or entry.erased_by <= entry.seq:
                return Broken(entry.seq, "its body is gone and no later entry tells of an erasure")
            self._gone[entry.seq] = entry.commitment
        elif entry.erased_by is not None:
            return Broken(entry.seq, f"it is said to be erased by entry {entry.erased_by}, but its body is here")
        rows = {BODY_ERASED: entry.erases, BODY_WITHHELD: entry.withholds, BODY_SHOWN_AGAIN: entry.shows_again}
        for kind, of in rows.items():
            told = _event(entry) if entry.kind == kind else {}
            if of is not None and told.get("entry") != of:
                return Broken(of, f"{_UNTOLD[kind]} and entry {entry.seq}, which is said to tell of that, does not")
            if of is None and told:
                return Broken(entry.seq, f"it tells of entry {told.get('entry')}, but the row that says so is gone")
        return self._of_erased(entry) if entry.erases is not None else None

    def _of_erased(self, teller: Stored) -> Broken | None:
        of, told = teller.erases, _event(teller)
        if of not in self._gone:
            return Broken(of, f"entry {teller.seq} tells that it was erased, but its body is here")
        if told.get("commitment") != self._gone[of].hex():
            return Broken(of, f"its body is gone, and entry {teller.seq} tells of another commitment")
        return None


_UNTOLD = {
    BODY_ERASED: "its body is gone",
    BODY_WITHHELD: "it is withheld from evidence",
    BODY_SHOWN_AGAIN: "it is no longer withheld",
}


def _event(entry: Stored) -> Mapping[str, Plain]:
    event = entry.body.get("event") if isinstance(entry.body, dict) else None
    return event if isinstance(event, dict) else {}


def against_head(tree: merkle.Peaks, size: int, peaks: bytes, root: bytes) -> Broken | None:
    """Whether a recomputed tree is the one the head stands for; names the narrowest stretch that is not."""
    if tree.size < size:
        return Broken(tree.size, "it is missing")
    if tree.root() == root and tree.as_bytes() == peaks:
        return None
    step = merkle.HASH_LENGTH
    for place, (first, end) in enumerate(tree.spans()):
        if peaks[place * step : (place + 1) * step] != tree.hashes[place]:
            stretch = f"entry {first}" if end == first + 1 else f"one of the entries {first} to {end - 1}"
            return Broken(None, f"The head does not stand for {stretch}: it, or the head, was replaced.")
    return Broken(None, "The root in the head is not that of the entries.")


def _commits(entry: Stored) -> bool:
    if not isinstance(entry.body, dict):
        return False
    try:
        return leaf.commitment(entry.salt, entry.body) == entry.commitment
    except (ValueError, rfc8785.CanonicalizationError):
        return False


def _leaf(entry: Stored) -> bytes:
    return leaf.leaf(seq=entry.seq, kind=entry.kind, version=entry.version, at=entry.at, commitment=entry.commitment)


def _repeated(entry: Stored) -> Iterable[tuple[str, object, object]]:
    """What stands both in the body and beside it: name, as committed, as shown."""
    body = entry.body
    assert isinstance(body, dict)  # noqa: S101  _commits said so
    actor = body.get("actor")
    actor = actor if isinstance(actor, dict) else {}
    yield "sentence", body.get("sentence"), entry.sentence
    yield "marking", body.get("marking"), entry.marking
    yield "person", (actor.get("person_id"), actor.get("person")), (entry.person_id, entry.person)
    yield "post", (actor.get("post_id"), actor.get("post")), (entry.post_id, entry.post)
    yield "about", _things(body.get("about")), {(t.kind, t.key, t.reference) for t in entry.about}


def _things(said: Plain) -> set[tuple[Plain, ...]]:
    rows = [row for row in said if isinstance(row, dict)] if isinstance(said, list) else []
    return {(row.get("kind"), row.get("key"), row.get("reference")) for row in rows}
