"""Keep the private keys of the record: files of their own, never rows, never printed, readable by their owner alone."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from comity.foundation.record.rules.note import ED25519, Sign, VerifierKey

from .key_file import KeyMissing, new_private_key, public_part, read_private_key, verify, write_private_key

__all__ = ["KeyMissing", "file_of", "key_is_here", "make_private_key", "signer", "verify"]


def make_private_key(name: str = "") -> VerifierKey:
    """Make a key and write its private part to its file. Without a name it is called by its own hash.

    The file is there before any row names the key: a crash between the two leaves a key that nobody uses, never
    a key that nobody has. Raises BadNote for a name that a note cannot hold.
    """
    private = new_private_key()
    public = public_part(private)
    key = VerifierKey(name or f"comity.local/{sha256(public).hexdigest()[:12]}", ED25519, public)
    write_private_key(file_of(key), key, private)
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


def file_of(key: VerifierKey) -> Path:
    """Where the private part lies. By its id: a new key never overwrites an old one."""
    return Path(settings.RECORD_KEYS) / f"{key.key_id.hex()}.key"


def _private(key: VerifierKey) -> Ed25519PrivateKey:
    path = file_of(key)
    if not path.is_file():
        raise KeyMissing(f"The private key {key.key_id.hex()} of {key.name} is not in {path.parent}.")
    found, private = read_private_key(path)
    if found.public != key.public:
        raise KeyMissing(f"{path} holds another key than {key}.")
    return private
