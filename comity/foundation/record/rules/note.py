"""Signed notes: a text, and under it one line for each key that signed it.

What signs and what verifies is handed in as a function, so that these rules need no cryptography.
Source: C2SP signed-note; C2SP tlog-cosignature for the second kind of key.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

ED25519 = 0x01  # signs the text of a note
COSIGNATURE = 0x04  # a witness: signs a checkpoint and the moment at which it saw it
PUBLIC_LENGTH = 32  # bytes of an Ed25519 public key
KEY_ID_LENGTH = 4
SIGNATURES_AT_MOST = 64
NOTE_AT_MOST = 64 * 1024  # bytes
_DASH = "\N{EM DASH} "
_LINE = re.compile(r"\N{EM DASH} (?P<name>[^ ]+) (?P<signed>[A-Za-z0-9+/]+={0,2})")

Sign = Callable[[bytes], bytes]  # message to signature
Verify = Callable[[bytes, bytes, bytes], bool]  # public key, signature, message


class BadNote(ValueError):
    """Bytes that are no signed note, or a text that is no key of one; it says why in a sentence."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name. Its id tells keys of one name and keys of two kinds apart."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        """Raises BadNote for a name that a note cannot hold, an unknown kind, or a key of another length."""
        if not is_key_name(self.name):
            raise BadNote(f"“{self.name}” cannot name a key: a name has no spaces, no plus and no control characters")
        if self.kind not in (ED25519, COSIGNATURE):
            raise BadNote(f"keys of kind {self.kind:#04x} are not known here")
        if len(self.public) != PUBLIC_LENGTH:
            raise BadNote(f"an Ed25519 public key has {PUBLIC_LENGTH} bytes, not {len(self.public)}")

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID_LENGTH]

    def __str__(self) -> str:
        """As it is handed on: `name+id+key`."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note. `value` is all that follows the id of the key."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.value).decode()}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it claims to be by this key; that proves nothing yet."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True, slots=True)
class Note:
    """A text ending in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        """Raises BadNote for a text that cannot be signed so that everyone reads it back the same."""
        if not self.text.endswith("\n"):
            raise BadNote("the text of a note ends in a newline")
        if any(ord(sign) < 0x20 and sign != "\n" for sign in self.text):
            raise BadNote("a note holds no control characters")
        _encoded(self.text)

    def as_bytes(self) -> bytes:
        return _encoded(self.text + "\n" + "".join(map(str, self.signatures)))

    def signed_by(self, key: VerifierKey, verify: Verify) -> bool:
        """Whether this key (not a witness's) signed the text.

        False when it did not sign at all; raises BadNote when a line is said to be by it and is not.
        """
        if key.kind != ED25519:
            raise BadNote("the key of a witness signs checkpoints, not notes")
        return _all_hold(self, key, lambda value: verify(key.public, value, self.text.encode()))


def is_key_name(name: str) -> bool:
    return bool(name) and not any(sign == "+" or sign.isspace() or ord(sign) < 0x20 for sign in name)


def read_key(written: str) -> VerifierKey:
    """A key as it is handed on (`name+id+key`). Raises BadNote on anything else, or when the id is another key's."""
    name, _, rest = written.partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if not raw:
        raise BadNote("this is no verifier key: it is written name+id+key")
    key = VerifierKey(name, raw[0], raw[1:])
    if key_id != key.key_id.hex():
        raise BadNote(f"the key of {name} is said to have the id {key_id}, but has {key.key_id.hex()}")
    return key


def read_note(written: bytes) -> Note:
    """A note from its bytes. Nothing in it may be believed before a signature was verified. Raises BadNote."""
    if len(written) > NOTE_AT_MOST:
        raise BadNote(f"a note has at most {NOTE_AT_MOST} bytes")
    try:
        whole = written.decode()
    except UnicodeDecodeError as problem:
        raise BadNote("a note is UTF-8") from problem
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise BadNote("a note is a text, an empty line, and lines of signatures")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > SIGNATURES_AT_MOST:
        raise BadNote(f"a note has at most {SIGNATURES_AT_MOST} signatures")
    return Note(text + "\n", signatures)


def signed(text: str, key: VerifierKey, sign: Sign) -> Note:
    """The text signed by the private part of `key`. Raises BadNote, see Note."""
    return Note(text, (Signature(key.name, key.key_id, sign(text.encode())),))


def with_signatures(note: Note, more: Iterable[Signature]) -> Note:
    """The note with further signatures under it; those it has already are not repeated."""
    return Note(note.text, tuple(dict.fromkeys((*note.signatures, *more))))


def read_signature(line: str) -> Signature:
    """One line under a note, with its newline. Raises BadNote."""
    if not line.endswith("\n"):
        raise BadNote("a line of a signature ends in a newline")
    return _signature(line[:-1])


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    raw = _decoded(found["signed"]) if found else b""
    if not found or not is_key_name(found["name"]) or len(raw) <= KEY_ID_LENGTH:
        raise BadNote("a line of a signature is a dash, the name of a key, and its id and signature in base 64")
    return Signature(found["name"], raw[:KEY_ID_LENGTH], raw[KEY_ID_LENGTH:])


def _all_hold(note: Note, key: VerifierKey, holds: Callable[[bytes], bool]) -> bool:
    claimed = [signature for signature in note.signatures if signature.is_by(key)]
    if not all(holds(signature.value) for signature in claimed):
        raise BadNote(f"a line says it is signed by {key.name} ({key.key_id.hex()}), and is not")
    return bool(claimed)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as problem:
        raise BadNote("a note is UTF-8") from problem


def _decoded(encoded: str) -> bytes:
    """Nothing for what is no base 64, and for any other way to write the same bytes."""
    try:
        raw = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        return b""
    return raw if b64encode(raw).decode() == encoded else b""
