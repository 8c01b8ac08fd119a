"""Decides whether the record is whole, from its rows alone, and names the first that is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import rfc8785

from . import leaf, merkle
from .plain import Plain
from .thing import Thing


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
    entries: Iterable[Stored], signed: Iterable[tuple[int, bytes]] = (), before: merkle.Peaks | None = None
) -> tuple[merkle.Peaks, Broken | None]:
    """Recompute commitments, leaves and tree of entries in order; stops at the first broken one.

    `signed` is what was signed on the way, size and root, shortest first; `before` the tree of the entries before
    these.
    """
    tree, waypoints = before or merkle.Peaks(), iter(signed)
    size, root = next(waypoints, (0, b""))
    for entry in entries:
        why = fault(entry, tree.size)
        if why:
            return tree, Broken(tree.size, why)
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
    if not _commits(entry):
        return "its body is not what was committed to"
    if merkle.leaf_hash(_leaf(entry)) != entry.leaf_hash:
        return "its kind, time or commitment is not what was hashed"
    differing = [name for name, said, shown in _repeated(entry) if said != shown]
    if differing:
        return f"what the table shows differs from its body: {', '.join(differing)}"
    return None


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
