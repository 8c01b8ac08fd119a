"""Remember, outside the database, how far this home has signed the record.

A database that is restored from a backup has forgotten its last entries, and would go on with others in their place:
two histories under one name, which is just what signatures are there to exclude. So the last signed checkpoint lies in
a file beside the private keys as well, and is written there before the database hears of it.
"""

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from comity.foundation.record.models import Key
from comity.foundation.record.rules.checkpoint import BadCheckpoint, Checkpoint, read_checkpoint
from comity.foundation.record.rules.note import BadNote, Note, read_note

from .keep_key import verify

SUFFIX = ".signed"


class Forgotten(RuntimeError):
    """The memory of what was signed is there and cannot be read."""


def remembered(origin: str) -> tuple[Checkpoint, Note] | None:
    """The last checkpoint that this home signed for the record of this name; None before the first.

    Raises Forgotten for a file that is damaged, or signed falsely by a key of the record.
    """
    path = file_of(origin)
    try:
        note = read_note(path.read_bytes())
        said = read_checkpoint(note.text)
        if said.origin != origin or not _is_ours(note):
            raise BadNote("it was not signed by a key of this record")
    except FileNotFoundError:
        return None
    except (BadNote, BadCheckpoint, OSError) as problem:
        raise Forgotten(
            f"{path} should hold the last checkpoint that was signed here and cannot be read ({problem}). Lay back a "
            "copy of it: nothing is signed without."
        ) from problem
    return said, note


def remember(origin: str, note: Note) -> None:
    """Write it down so that it outlives a loss of power. Whoever calls this holds the lock of the head."""
    path = file_of(origin)
    beside = path.with_suffix(".new")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(note.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _settled(path.parent)


def set_aside(origin: str, size: int) -> None:
    """Keep what was signed as evidence, and begin to remember anew. The record must tell of it first."""
    path = file_of(origin)
    path.replace(path.with_name(f"{path.name}.set-aside-{size}"))
    _settled(path.parent)


def file_of(origin: str) -> Path:
    """One file for each name a record has, whatever key signs."""
    return Path(settings.RECORD_KEYS) / f"{sha256(origin.encode()).hexdigest()[:16]}{SUFFIX}"


def _is_ours(note: Note) -> bool:
    """Signed by a key of the record, or by one that a restored database does not know yet."""
    keys = [row.verifier for row in Key.objects.all()]
    known = {key.key_id for key in keys}
    return any(one.key_id not in known for one in note.signatures) or any(note.signed_by(key, verify) for key in keys)


def _settled(folder: Path) -> None:
    """The name of a file is a fact of its folder, which must be written as well."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
