"""One entry: its leaf and its body as they stand in the bundle.

A leaf names nobody and carries the commitment; the body stands in another line, with the salt, or is withheld or
erased. Both lines must be canonical JSON (RFC 8785).
"""

import re
from binascii import unhexlify
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from .canonical import NotCanonical, canonical_value
from .refusals import Broken
from .shapes import Known

TAG = b"comity.record.body.1\n"
ERASURE = b"record.body-erased"  # the kind of an entry that tells of an erasure
SHORTEST_SALT, LONGEST_SALT = 16, 255  # bytes
_AT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
_COMMITMENT = r"[0-9a-f]{64}"
_USUAL = re.compile(
    rf'\{{"at":"{_AT}","commitment":"([^"]{{64}})","format":1,"kind":"([a-z][a-z0-9._-]{{0,59}})",'
    r'"seq":(0|[1-9][0-9]{0,14}),"version":(?:0|[1-9][0-9]{0,4})\}'.encode()
)
_LEAF = {"at", "commitment", "format", "kind", "seq", "version"}
_TAGS = {2 * length: TAG + bytes([length]) for length in range(SHORTEST_SALT, LONGEST_SALT + 1)}  # by length in hex


class Counted:
    """What was found in the lines gone through: how many, how many withheld or erased, and by which entries."""

    def __init__(self, size: int) -> None:
        self.size = size  # of the whole record
        self.entries = self.withheld = self.erased = 0
        self.erased_by: set[int] = set()
        self.told: set[int] = set()  # those of them that are here, and tell of that very erasure
        self.awaited: dict[int, tuple[int, bytes]] = {}  # by the teller: which entry, and its commitment

    def erasure(self, seq: int, commitment: bytes, by: int) -> None:
        """The body of an entry is said to be erased by another. Raises Broken when that one erased another too."""
        if by in self.erased_by:
            raise Broken(f"its body is said to be erased by entry {by}, which is said of another entry too.", seq)
        self.erased += 1
        self.erased_by.add(by)
        self.awaited[by] = seq, commitment

    def tells(self, seq: int, body: dict[str, Any]) -> None:
        """An entry that tells of an erasure is here with its body. Raises Broken when it tells of another one."""
        event, awaited = body.get("event"), self.awaited.get(seq)
        if awaited is None:
            return
        said = (event.get("entry"), event.get("commitment")) if isinstance(event, dict) else (None, None)
        if isinstance(said[0], bool) or said != (awaited[0], awaited[1].decode()):
            why = f"its body is said to be erased by entry {seq}, which tells of another erasure."
            raise Broken(why, awaited[0], met=seq)
        self.told.add(seq)

    def passed(self, seq: int, kind: bytes) -> None:
        """An awaited entry was gone through. Raises Broken when it should tell of an erasure and is of another kind;
        where only its body is not shown, that is said in the end."""
        entry, _ = self.awaited.pop(seq)
        if kind != ERASURE:
            raise Broken(f"its body is said to be erased by entry {seq}, which tells of no erasure.", entry, met=seq)


def checked(leaves: Sequence[bytes], bodies: Sequence[bytes], first: int, known: Known, found: Counted) -> list[bytes]:
    """The leaf hashes of entries from `first` on, after their lines were checked. Raises Broken at the first bad one.

    This loop runs once for every entry of a whole record. What does not look like most goes to `_said` and
    `_body`, which are exact; what does would be found good by them too.
    """
    hashes, usual = [], _USUAL.fullmatch
    escaped, unescaped, awaited = known.escaped, known.unescaped, found.awaited
    for seq, (leaf, body) in enumerate(zip(leaves, bodies, strict=True), first):
        fits = usual(leaf)
        commitment, kind, said = fits.groups() if fits else _said(leaf, seq)
        if int(said) != seq:
            raise Broken(f"another entry, {int(said)}, stands in its place.", seq)
        for fits_shape, place in (escaped if b"\\" in body else unescaped).get(kind, ()):
            if fits_shape(body):
                salt_at: int | None = place
                break
        else:
            salt_at = _body(body, seq, (commitment, kind), known, found)
        if salt_at is None:
            _said(leaf, seq)  # with no body to compare, the pattern alone is too kind to the commitment
        else:  # the line is canonical: {"body":…,"salt":"…"}
            salt, text = body[salt_at:-2], body[8 : salt_at - 9]
            if sha256(_TAGS[len(salt)] + unhexlify(salt) + text).hexdigest().encode() != commitment:
                raise Broken("its body is not what was committed to.", seq)
        if seq in awaited:
            found.passed(seq, kind)
        hashes.append(sha256(b"\x00" + leaf).digest())
    return hashes


def _said(line: bytes, seq: int) -> tuple[bytes, bytes, bytes]:
    """Commitment, kind and number, as text, of a leaf that is not written like most."""
    leaf = _value(line, seq, "its leaf")
    if not isinstance(leaf, dict) or set(leaf) != _LEAF or leaf["format"] != 1 or leaf["format"] is True:
        raise Broken("its leaf is not of a format that this program knows.", seq)
    for name, pattern in (("at", _AT), ("commitment", _COMMITMENT), ("kind", r".{1,60}")):
        if not isinstance(leaf[name], str) or not re.fullmatch(pattern, leaf[name], re.DOTALL):
            raise Broken(f"its leaf does not say properly what its {name} is.", seq)
    for name in ("seq", "version"):
        if not isinstance(leaf[name], int) or isinstance(leaf[name], bool) or leaf[name] < 0:
            raise Broken(f"its leaf does not say properly what its {name} is.", seq)
    return leaf["commitment"].encode(), leaf["kind"].encode(), str(leaf["seq"]).encode()


def _body(line: bytes, seq: int, leaf: tuple[bytes, bytes], known: Known, found: Counted) -> int | None:
    """Where the salt begins, counted from the end; None when the body is withheld or erased, which is counted.

    `leaf` is what its leaf says: the commitment, and the kind.
    """
    commitment, kind = leaf
    match _value(line, seq, "its body"):
        case {"body": dict() as body, "salt": str() as salt, **rest} if not rest and _is_salt(salt):
            if kind == ERASURE:  # read each of them; what is learnt is not read
                found.tells(seq, body)
            else:
                known.learn(kind, line)
            return -2 - len(salt)
        case {"withheld": str() as reason, **rest} if not rest and reason:
            found.withheld += 1
        case {"by": int() as by, "erased": str() as reason, **rest} if not rest and reason:
            if isinstance(by, bool) or not seq < by < found.size:
                raise Broken("its body is said to be erased, but not by a later entry of the record.", seq)
            found.erasure(seq, commitment, by)
        case _:
            raise Broken("its body is neither shown nor said to be withheld or erased.", seq)
    return None


def _value(line: bytes, seq: int, what: str) -> Any:
    try:
        return canonical_value(line)
    except NotCanonical as problem:
        raise Broken(f"{what} is not written in the one way the record allows ({problem}).", seq) from problem


def _is_salt(written: str) -> bool:
    whole = re.fullmatch(r"(?:[0-9a-f]{2})+", written)
    return bool(whole) and SHORTEST_SALT <= len(written) // 2 <= LONGEST_SALT
