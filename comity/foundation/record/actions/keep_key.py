"""Keep the private keys of the record: files of their own, never rows, never printed, readable by their owner alone."""

import os
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from comity.foundation.record.rules.note import ED25519, Sign, VerifierKey

_MARK = "PRIVATE+KEY"
_OTHERS = 0o077


class KeyMissing(RuntimeError):
    """The private part of a key is not here, cannot be used, or lies open to others."""


def make_private_key(name: str = "") -> VerifierKey:
    """Make a key and write its private part to its file. Without a name it is called by its own hash.

    The file is there before any row names the key: a crash between the two leaves a key that nobody uses, never
    a key that nobody has. Raises BadNote for a name that a note cannot hold.
    """
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key = VerifierKey(name or f"comity.local/{sha256(public).hexdigest()[:12]}", ED25519, public)
    _write(key, private.private_bytes_raw())
    return key


def signer(key: VerifierKey) -> Sign:
    """What signs as this key. Raises KeyMissing."""
    return _private(key).sign


def key_is_here(key: VerifierKey) -> bool:
    """Whether this home could sign as this key."""
    try:
        _private(key)
    except KeyMissing:
        return False
    return True


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether it is the Ed25519 signature of the message by this public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def file_of(key: VerifierKey) -> Path:
    """Where the private part lies. By its id: a new key never overwrites an old one."""
    return Path(settings.RECORD_KEYS) / f"{key.key_id.hex()}.key"


def _write(key: VerifierKey, seed: bytes) -> None:
    path = file_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{_MARK}+{key.name}+{key.key_id.hex()}+{b64encode(bytes([ED25519]) + seed).decode()}\n")
        file.flush()
        os.fsync(file.fileno())


def _private(key: VerifierKey) -> Ed25519PrivateKey:
    path = file_of(key)
    if not path.is_file():
        raise KeyMissing(f"The private key {key.key_id.hex()} of {key.name} is not in {path.parent}.")
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise KeyMissing(f"{path} can be read by others than its owner: chmod 600 it, and think of a new key.")
    try:
        seed = path.read_text(encoding="utf-8").strip().split("+", 4)[4]  # base 64 may itself hold a plus
        private = Ed25519PrivateKey.from_private_bytes(b64decode(seed, validate=True)[1:])
    except (ValueError, IndexError) as problem:
        raise KeyMissing(f"{path} holds no private key.") from problem
    if private.public_key().public_bytes_raw() != key.public:
        raise KeyMissing(f"{path} holds another key than {key}.")
    return private
