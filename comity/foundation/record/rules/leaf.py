"""The bytes that are hashed: an entry's body behind a salted commitment, and the leaf that carries it.

The leaf names no person and no thing, so it may be shown to anybody; everything said stands in the body, and
without its salt the commitment tells nothing about it. Formats are described in docs/reference.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring

import rfc8785

from .acting import Acting
from .plain import Plain, Unwritable, plain, written_time
from .rows import Told
from .thing import Thing

FORMAT = 1
SALT_AT_LEAST = 16  # bytes
DEEPEST = 60  # levels within an event: a verifier reads 64, and its body and the line in a bundle add some
_BODY = b"comity.record.body.1\n"  # keeps a commitment from being taken for any other hash of the house
_fast = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


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
        "actor": actor_in_body(actor),
        "event": _not_too_deep(event),
        "marking": plain(marking),
        "sentence": plain(sentence),
    }
    return said | {"rows": plain(rows)} if rows else said


def actor_in_body(actor: Acting) -> dict[str, Plain]:
    """Who acted, as the body says it. Raises Unwritable."""
    return {
        "person": plain(actor.person),
        "person_id": plain(actor.person_id),
        "post": plain(actor.post),
        "post_id": plain(actor.post_id),
        "under": plain(actor.under),
    }


def body_text(
    event: Plain, sentence: str, *, actor: str, about: Sequence[Thing], marking: str, rows: Told | None = None
) -> str:
    """The canonical text of a body, of whose parts those that many bodies share are already written.

    INVARIANT: it is the canonical text of `body` (tests/test_leaf.py). Raises Unwritable.
    """
    said = _written(event)
    if said.count("{") + said.count("[") > DEEPEST:
        _not_too_deep(event)
    told = f'"rows":{_written(plain(rows))},' if rows else ""
    return (
        f'{{"about":[{",".join(map(_thing, about))}],"actor":{actor},"event":{said},"marking":{marking},{told}'
        f'"sentence":{_written(plain(sentence))}}}'
    )


def _thing(thing: Thing) -> str:
    key, kind, reference = (_written(plain(part)) for part in (thing.key, thing.kind, thing.reference))
    return f'{{"key":{key},"kind":{kind},"reference":{reference}}}'


def canonical(value: Plain) -> bytes:
    """The one way to write a value, RFC 8785, of what `plain` gives. Raises ValueError for half a character.

    CPython's own writer does just that for text and whole figures, except that it sorts keys by code point and not by
    UTF-16 unit. The two orders differ only where there are characters beyond U+FFFF; then the exact library writes.
    INVARIANT: the bytes are those of the exact library (tests/test_leaf.py).
    """
    return _written(value).encode()


def _written(value: Plain) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    text = _fast.encode(value)
    return text if text.isascii() or not _BEYOND.search(text) else rfc8785.dumps(value).decode()


def commitment(salt: bytes, body: Mapping[str, Plain]) -> bytes:
    """SHA-256 over tag, salt length, salt and canonical body (RFC 8785). ValueError on a short salt."""
    return commitment_to(salt, canonical(dict(body)))


def _not_too_deep(event: Plain) -> Plain:
    if _depth(event) > DEEPEST:
        raise Unwritable(f"an event nested deeper than {DEEPEST}")
    return event


def _depth(value: Plain) -> int:
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)


def commitment_to(salt: bytes, written: bytes) -> bytes:
    """The same, of a body that is already written in the canonical way."""
    if not SALT_AT_LEAST <= len(salt) <= 255:
        raise ValueError(f"a salt has {SALT_AT_LEAST} to 255 bytes, not {len(salt)}")
    return sha256(_BODY + bytes([len(salt)]) + salt + written).digest()


def leaf(*, seq: int, kind: str, version: int, at: datetime, commitment: bytes) -> bytes:
    """The canonical bytes of a leaf (RFC 8785 JSON). `version` is that of the event's fields."""
    return leaf_of(seq, encode_basestring(kind), version, written_time(at), commitment)


def leaf_of(seq: int, kind: str, version: int, at: str, commitment: bytes) -> bytes:
    """The same, of a kind written as JSON and a time as text: what many entries have in common is written once."""
    return (
        f'{{"at":"{at}","commitment":"{commitment.hex()}","format":{FORMAT},"kind":{kind},"seq":{seq},'
        f'"version":{version}}}'
    ).encode()
