"""Signed notes and verifier keys (C2SP signed-note), with the two kinds of signature a checkpoint bears.

Kind 0x01 is a plain Ed25519 signature of the text, the log's. Kind 0x04 is a witness's cosignature/v1 (C2SP
tlog-cosignature): it also says when.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from .ed25519 import verified
from .refusals import Broken, Unreadable

LOG, WITNESS = 1, 4
LARGEST, MOST_SIGNATURES = 256 * 1024, 100  # bytes, lines
_NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(r"— ([^\s+]+) (\S+)")


@dataclass(frozen=True)
class Key:
    """A public key somebody trusts: under which name, for which kind of signature."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]


@dataclass(frozen=True)
class Signature:
    """One signature line, not yet checked."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """A text, its final line break included, and the signatures under it."""

    text: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Signed:
    """A signature that was checked and is good; `at` is in seconds since 1970, None where the kind has no time."""

    by: Key
    at: int | None


def key(written: str) -> Key:
    """A vkey: name, key id and key, put together with plus signs. Raises Unreadable."""
    name, _, rest = written.partition("+")
    written_id, _, encoded = rest.partition("+")
    material = from_base64(encoded)
    if not _NAME.fullmatch(name) or material is None or len(material) != 33 or material[0] not in (LOG, WITNESS):
        raise Unreadable(f"“{written}” is not a verifier key: name+id+key, of kind 1 (log) or 4 (witness).")
    found = Key(name, material[0], material[1:])
    if written_id != found.key_id.hex():
        raise Unreadable(f"The key of {name} was mistyped or cut: its id should be {found.key_id.hex()}.")
    return found


def note(data: bytes) -> Note:
    """The note in these bytes. Raises Unreadable, saying what of."""
    try:
        text, found, below = data.decode().rpartition("\n\n")
    except UnicodeDecodeError as problem:
        raise Unreadable("The checkpoint is not text in UTF-8.") from problem
    lines = below.split("\n")
    if not found or lines.pop() or not lines or len(data) > LARGEST or len(lines) > MOST_SIGNATURES:
        raise Unreadable("The checkpoint is not a signed note.")
    if re.search(r"[\x00-\x09\x0b-\x1f]", data.decode()):
        raise Unreadable("The checkpoint holds control characters.")
    return Note((text + "\n").encode(), tuple(map(_signature, lines)))


def _signature(line: str) -> Signature:
    parts = _LINE.fullmatch(line)
    value = from_base64(parts[2]) if parts else None
    if not parts or value is None or len(value) < 5:
        raise Unreadable(f"The checkpoint has a line that is no signature: “{line[:80]}”.")
    return Signature(parts[1], value[:4], value[4:])


def signed_by(note: Note, key: Key) -> Signed | None:
    """This key's signature, None where it did not sign. Raises Broken when what claims to be its is not."""
    good = None
    for one in note.signatures:
        if (one.name, one.key_id) == (key.name, key.key_id):
            good = _checked(note.text, one.value, key)
    return good


def _checked(text: bytes, value: bytes, key: Key) -> Signed:
    at, message = None, text
    if key.kind == WITNESS and len(value) == 72:
        at, value = int.from_bytes(value[:8]), value[8:]
        message = b"cosignature/v1\ntime %d\n" % at + text
    elif key.kind == WITNESS:
        value = b""
    if not verified(key.public, message, value) or (at or 0) >= 2**63:
        raise Broken(f"The signature of {key.name} on the checkpoint is false.")
    return Signed(key, at)


def from_base64(written: str) -> bytes | None:
    """The bytes, None unless this is the one way to write them (RFC 4648 §4, padded)."""
    try:
        found = b64decode(written, validate=True)
    except ValueError:
        return None
    return found if b64encode(found).decode() == written else None
