"""Checkpoints: how far a log reaches and its root, as the text of a signed note; and what witnesses sign of it.

Source: C2SP tlog-checkpoint, C2SP tlog-cosignature (Ed25519).
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from .merkle import HASH_LENGTH
from .note import COSIGNATURE, BadNote, Note, Sign, Signature, VerifierKey, Verify

SIZE_AT_MOST = 2**63 - 1
TIME_AT_MOST = 2**63 - 1  # seconds since 1970, UTC
_TIME_LENGTH = 8  # bytes
_SIGNATURE_LENGTH = 64  # bytes of Ed25519
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadCheckpoint(BadNote):
    """A text that is no checkpoint of this house's kind."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That the log called `origin` had this root when it was `size` entries long."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Raises BadCheckpoint."""
        if not self.origin or any(ord(sign) < 0x20 for sign in self.origin):
            raise BadCheckpoint("the origin of a checkpoint is one line of text")
        if not 0 <= self.size <= SIZE_AT_MOST:
            raise BadCheckpoint(f"a log does not have {self.size} entries")
        if len(self.root) != HASH_LENGTH:
            raise BadCheckpoint(f"a root has {HASH_LENGTH} bytes, not {len(self.root)}")

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """What `Checkpoint.text` wrote. Raises BadCheckpoint on anything else, extension lines too: nobody audits them."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise BadCheckpoint("a checkpoint has three lines: origin, size and root")
    if not _SIZE.fullmatch(lines[1]):
        raise BadCheckpoint("the second line of a checkpoint is its size in figures")
    try:
        found = Checkpoint(lines[0], int(lines[1]), b64decode(lines[2], validate=True))
    except (NotBase64, ValueError) as problem:
        if isinstance(problem, BadCheckpoint):
            raise
        raise BadCheckpoint("the third line of a checkpoint is its root in base 64") from problem
    if found.text() != text:
        raise BadCheckpoint("the root of a checkpoint can be written in one way only")
    return found


def cosignature_message(text: str, time: int) -> bytes:
    """What a witness signs: that at `time` (seconds since 1970) this was the longest the log had shown it.

    Raises BadCheckpoint for a time that cannot be written.
    """
    if not 0 <= time <= TIME_AT_MOST:
        raise BadCheckpoint(f"{time} is no time of a cosignature")
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosigned(text: str, time: int, key: VerifierKey, sign: Sign) -> Signature:
    """A witness's line under a checkpoint. Raises BadCheckpoint for a key of another kind."""
    _is_witness(key)
    signature = sign(cosignature_message(text, time))
    return Signature(key.name, key.key_id, time.to_bytes(_TIME_LENGTH) + signature)


def cosigned_at(note: Note, key: VerifierKey, verify: Verify) -> int | None:
    """When this witness signed the checkpoint: the latest time, in seconds since 1970; None when it did not.

    Raises BadCheckpoint when a line is said to be by it and is not.
    """
    _is_witness(key)
    times = [_time_of(signature, note.text, key, verify) for signature in note.signatures if signature.is_by(key)]
    return max(times, default=None)


def _time_of(signature: Signature, text: str, key: VerifierKey, verify: Verify) -> int:
    value = signature.value
    time = int.from_bytes(value[:_TIME_LENGTH])
    if (
        len(value) != _TIME_LENGTH + _SIGNATURE_LENGTH
        or time > TIME_AT_MOST
        or not verify(key.public, value[_TIME_LENGTH:], cosignature_message(text, time))
    ):
        raise BadCheckpoint(f"a line says it is cosigned by {key.name} ({key.key_id.hex()}), and is not")
    return time


def _is_witness(key: VerifierKey) -> None:
    if key.kind != COSIGNATURE:
        raise BadCheckpoint(f"the key of {key.name} is not the key of a witness")
