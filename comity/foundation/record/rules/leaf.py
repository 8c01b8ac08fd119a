"""The bytes that are hashed: an entry's body behind a salted commitment, and the leaf that carries it.

The leaf names no person and no thing, so it may be shown to anybody; everything said stands in the body, and
without its salt the commitment tells nothing about it. Formats are described in docs/reference.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import rfc8785

from .acting import Acting
from .plain import Plain, plain, written_time
from .rows import Told
from .thing import Thing

FORMAT = 1
SALT_AT_LEAST = 16  # bytes
_BODY = b"comity.record.body.1\n"  # keeps a commitment from being taken for any other hash of the house


def body(
    event: Plain,
    sentence: str,
    *,
    actor: Acting,
    about: Sequence[Thing],
    marking: Mapping[str, object],
    rows: Told | None = None,
) -> dict[str, Plain]:
    """All that an entry says, as plain JSON. Raises Unwritable. `rows` is left out where the act touched none."""
    said: dict[str, Plain] = {
        "about": plain(about),
        "actor": {
            "person": plain(actor.person),
            "person_id": plain(actor.person_id),
            "post": plain(actor.post),
            "post_id": plain(actor.post_id),
            "under": plain(actor.under),
        },
        "event": event,
        "marking": plain(marking),
        "sentence": plain(sentence),
    }
    return said | {"rows": plain(rows)} if rows else said


def commitment(salt: bytes, body: Mapping[str, Plain]) -> bytes:
    """SHA-256 over tag, salt length, salt and canonical body (RFC 8785). ValueError on a short salt."""
    if not SALT_AT_LEAST <= len(salt) <= 255:
        raise ValueError(f"a salt has {SALT_AT_LEAST} to 255 bytes, not {len(salt)}")
    return sha256(_BODY + bytes([len(salt)]) + salt + rfc8785.dumps(dict(body))).digest()


def leaf(*, seq: int, kind: str, version: int, at: datetime, commitment: bytes) -> bytes:
    """The canonical bytes of a leaf (RFC 8785 JSON). `version` is that of the event's fields."""
    return rfc8785.dumps(
        {
            "at": written_time(at),
            "commitment": commitment.hex(),
            "format": FORMAT,
            "kind": kind,
            "seq": seq,
            "version": version,
        }
    )
