"""Private keys as files, and what they do: sign and verify. The one place with the library; it needs no settings.

A file holds one line, `PRIVATE+KEY+name+id+key`, as Go's `note` writes it, and is its owner's alone.
"""

import os
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.foundation.record.rules.note import VerifierKey

_MARK = "PRIVATE+KEY"
_OTHERS = 0o077


class KeyMissing(RuntimeError):
    """The private part of a key is not here, cannot be used, or lies open to others."""


def new_private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def public_part(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether it is the Ed25519 signature of the message by this public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_private_key(path: Path, key: VerifierKey, private: Ed25519PrivateKey) -> None:
    """Make the file, which must not be there yet, and its folder. On the disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        seed = b64encode(bytes([key.kind]) + private.private_bytes_raw()).decode()
        file.write(f"{_MARK}+{key.name}+{key.key_id.hex()}+{seed}\n")
        file.flush()
        os.fsync(file.fileno())


def read_private_key(path: Path) -> tuple[VerifierKey, Ed25519PrivateKey]:
    """The key in a file, and what signs as it. Raises KeyMissing."""
    if not path.is_file():
        raise KeyMissing(f"There is no private key {path}.")
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise KeyMissing(f"{path} can be read by others than its owner: chmod 600 it, and think of a new key.")
    try:
        *mark, name, key_id, seed = path.read_text(encoding="utf-8").strip().split("+", 4)  # base 64 may hold a plus
        raw = b64decode(seed, validate=True)
        private = Ed25519PrivateKey.from_private_bytes(raw[1:])
        key = VerifierKey(name, raw[0], public_part(private))
    except (ValueError, IndexError) as problem:
        raise KeyMissing(f"{path} holds no private key.") from problem
    if "+".join(mark) != _MARK or key.key_id.hex() != key_id:
        raise KeyMissing(f"{path} holds no private key.")
    return key, private
