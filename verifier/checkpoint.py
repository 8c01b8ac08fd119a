"""What a log says of itself at one moment: who it is, how many entries, which root (C2SP tlog-checkpoint)."""

import re
from dataclasses import dataclass

from .merkle import EMPTY_ROOT, LENGTH
from .note import Note, Signed, from_base64, note, signed_by
from .policy import Policy
from .refusals import Broken, Unreadable

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


def checkpoint(text: bytes) -> Checkpoint:
    """The three lines of a note's text; extension lines are not allowed. Raises Unreadable."""
    lines = text.decode().split("\n")
    root = from_base64(lines[2]) if len(lines) == 4 else None
    if (
        root is None
        or len(root) != LENGTH
        or not lines[0]
        or not _SIZE.fullmatch(lines[1])
        or lines[3]
        or int(lines[1]) >= 2**63
    ):
        raise Unreadable("The checkpoint does not consist of an origin, a size and a root.")
    return Checkpoint(lines[0], int(lines[1]), root)


def trusted(data: bytes, policy: Policy) -> tuple[Checkpoint, Note, Signed]:
    """A checkpoint that the policy's log has signed. Raises Unreadable or Broken."""
    signed = note(data)
    log = next((found for key in policy.logs if (found := signed_by(signed, key))), None)
    if log is None:
        raise Broken("The checkpoint is not signed by the key of your policy.")
    said = checkpoint(signed.text)
    if said.origin != log.by.name:
        raise Broken(f"The checkpoint is of another log: {said.origin}, where your policy has {log.by.name}.")
    if said.size == 0 and said.root != EMPTY_ROOT:
        raise Broken("The checkpoint speaks of no entries, but its root is not that of an empty record.")
    return said, signed, log


def witnessed(signed: Note, policy: Policy) -> list[Signed]:
    """Every witness of the policy who has cosigned. Raises Broken on a false cosignature."""
    return [found for key in policy.witnesses if (found := signed_by(signed, key))]
