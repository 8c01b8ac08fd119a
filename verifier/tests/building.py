"""Builds records, checkpoints, policies and bundles for the tests, with none of the verifier's own code.

Trees are computed by the recursive definition of RFC 6962 §2.1, keys sign with the `cryptography` library.
"""

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN = "record.example/ministry"


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def written(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Signer:
    name: str
    seed: int
    kind: int = 1

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def public(self) -> bytes:
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> bytes:
        return sha(self.name.encode(), b"\n", bytes([self.kind]), self.public)[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    def line(self, text: str, at: int = 1_790_000_000) -> str:
        value = self._private.sign(text.encode())
        if self.kind == 4:
            stamp = at.to_bytes(8, "big")
            value = stamp + self._private.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"— {self.name} {b64encode(self.key_id + value).decode()}\n"


LOG = Signer(ORIGIN, 1)
PARLIAMENT, AUDITORS = Signer("parliament.example/w", 2, 4), Signer("audit.example/w", 3, 4)
BOTH = (PARLIAMENT, AUDITORS)


def a_policy(*, log: Signer = LOG, witnesses: Sequence[Signer] = BOTH, quorum: int = 2) -> str:
    lines = ["# kept by the auditor", f"log {log.vkey}", *(f"witness {one.vkey}" for one in witnesses)]
    return "\n".join([*lines, "", f"quorum {quorum}", ""])


@dataclass(frozen=True)
class Told:
    """One entry: its leaf line and its body line."""

    leaf: bytes
    body: bytes


def told(seq: int, word: str = "proposed", *, body: object = None, body_line: bytes | None = None) -> Told:
    salt = sha(b"salt %d" % seq)
    said = {
        "about": [{"key": f"e-{seq}", "kind": "engagement", "reference": f"ENG-2026-{seq:04}"}],
        "actor": {"person": "Amélie Duhamel", "person_id": 12, "post": "Director", "post_id": 31, "under": []},
        "event": {"digest": sha(b"%d" % seq).hex(), "headcount": seq * 7, "urgent": seq % 5 == 0},
        "marking": {"classification": "RESTRICTED", "policy": "EXAMPLE"},
        "sentence": f"Amélie Duhamel {word} “ENG-2026-{seq:04}”." + ('\n"at once"' if seq % 7 == 0 else ""),
    }
    return made(seq, written(said if body is None else body), salt, body_line=body_line)


def made(
    seq: int, body: bytes, salt: bytes, *, body_line: bytes | None = None, kind: str = "engagement.proposed"
) -> Told:
    commitment = sha(b"comity.record.body.1\n", bytes([len(salt)]), salt, body).hex()
    at = f"2026-11-{1 + seq // 86400 % 28:02}T{seq // 3600 % 24:02}:{seq // 60 % 60:02}:{seq % 60:02}.000000Z"
    leaf = {"at": at, "commitment": commitment, "format": 1, "kind": kind, "seq": seq, "version": 1}
    line = b'{"body":' + body + b',"salt":"' + salt.hex().encode() + b'"}'
    return Told(written(leaf), line if body_line is None else body_line)


def a_record(size: int, word: str = "proposed", since: int = 0) -> list[Told]:
    """Entries; those from `since` on use `word`, those before say “proposed”."""
    return [told(seq, word if seq >= since else "proposed") for seq in range(size)]


def root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 §2.1, as it is defined there."""
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return sha(b"\x00", leaves[0])
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return sha(b"\x01", root(leaves[:cut]), root(leaves[cut:]))


def left(leaves: Sequence[bytes], first: int) -> list[str]:
    peaks, start = [], 0
    for bit in reversed(range(40)):
        if first >> bit & 1:
            peaks.append(root(leaves[start : start + (1 << bit)]).hex())
            start += 1 << bit
    return peaks


def right(leaves: Sequence[bytes], end: int, low: int = 0) -> list[str]:
    """`leaves` are those from `low` on; cut at RFC 6962's place, keep what is wholly at or beyond `end`."""
    if end <= low:
        return [root(leaves).hex()]
    if end >= low + len(leaves):
        return []
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return right(leaves[:cut], end, low) + right(leaves[cut:], end, low + cut)


def proof(leaves: Sequence[bytes], old: int, whole: bool = True) -> list[bytes]:
    """A consistency proof, RFC 6962 §2.1.2, as it is defined there."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    if old <= cut:
        return [*proof(leaves[:cut], old, whole), root(leaves[cut:])]
    return [*proof(leaves[cut:], old - cut, False), root(leaves[:cut])]


def a_checkpoint(entries: Sequence[Told], *, log: Signer = LOG, witnesses: Iterable[Signer] = BOTH) -> bytes:
    text = f"{log.name}\n{len(entries)}\n{b64encode(root([one.leaf for one in entries])).decode()}\n"
    return (text + "\n" + log.line(text) + "".join(one.line(text) for one in witnesses)).encode()


@dataclass(frozen=True)
class Parts:
    """What a bundle is put together from; change a part and pack it again."""

    manifest: dict[str, object]
    checkpoint: bytes
    runs: list[dict[str, object]]
    shown: list[Told]
    consistency: list[dict[str, object]] = field(default_factory=list)
    extra: dict[str, bytes] = field(default_factory=dict)

    def members(self) -> dict[str, bytes]:
        members = {
            "manifest.json": written(self.manifest),
            "checkpoint": self.checkpoint,
            "consistency.json": written(self.consistency),
            "runs.json": written(self.runs),
            "leaves.jsonl": b"".join(one.leaf + b"\n" for one in self.shown),
            "bodies.jsonl": b"".join(one.body + b"\n" for one in self.shown),
        }
        return {**members, **self.extra}

    def packed(self) -> bytes:
        return zipped(self.members())

    def with_(self, **changed: object) -> "Parts":
        return replace(self, **changed)  # type: ignore[arg-type]


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def parts(
    entries: Sequence[Told],
    stretches: Sequence[tuple[int, int]] | None = None,
    *,
    checkpoint: bytes | None = None,
    proofs_from: Sequence[int] = (),
) -> Parts:
    """Evidence for stretches (first, count) of a record, or for the whole of it."""
    leaves = [one.leaf for one in entries]
    if stretches is None:
        stretches = [(0, len(entries))] if entries else []
    runs: list[dict[str, object]] = [
        {"first": first, "count": count, "left": left(leaves, first), "right": right(leaves, first + count)}
        for first, count in stretches
    ]
    shown = [one for first, count in stretches for one in entries[first : first + count]]
    manifest = {
        "format": "comity-evidence/1",
        "scope": {"all": True},
        "made_at": "2026-11-23T12:00:00.000000Z",
        "entries": len(shown),
        "withheld": sum(b'{"withheld"' in one.body[:12] for one in shown),
        "size": len(entries),
    }
    proofs: list[dict[str, object]] = [
        {"from": old, "path": [one.hex() for one in proof(leaves, old)]} for old in proofs_from
    ]
    return Parts(manifest, a_checkpoint(entries) if checkpoint is None else checkpoint, runs, shown, proofs)
