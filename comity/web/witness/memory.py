"""What a witness has cosigned, on the disk before anybody learns of it. Nothing here ever forgets.

One file, written anew beside the old one and put in its place: after a crash at any moment it is the old or the new.
Its entries are notes that bear the witness's own cosignature, so that a memory that was altered is not believed.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from comity.foundation.record.actions.key_file import verify
from comity.foundation.record.rules.checkpoint import Checkpoint, cosigned_at, read_checkpoint
from comity.foundation.record.rules.note import BadNote, Note, VerifierKey, read_note

try:
    import fcntl
except ImportError:  # no such lock on this system: the port keeps a second server out
    fcntl = None  # type: ignore[assignment]

FORMAT = "comity-witness-memory/1"


class Damaged(RuntimeError):
    """What the witness remembers is not what it wrote. It must not go on: it might contradict itself."""


class Busy(RuntimeError):
    """Another process serves from this home."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The longest a log has shown, and when it was cosigned, in seconds since 1970. The note bears the cosignature."""

    note: Note
    checkpoint: Checkpoint
    time: int


Memories = Mapping[str, Seen]  # by origin


def read_memory(file: Path, key: VerifierKey) -> dict[str, Seen]:
    """Everything remembered. Raises Damaged, also when the file is gone: `new` makes it, and nothing removes it."""
    try:
        said, _, digest = file.read_text(encoding="utf-8").rstrip("\n").rpartition("\n")
        if digest != _digest(said):
            raise Damaged(f"{file} is damaged: its digest is another one.")
        stored = json.loads(said)
        if stored["format"] != FORMAT or stored["key"] != str(key):
            raise Damaged(f"{file} is the memory of another witness, or of another version of this program.")
        return {origin: _seen(origin, written, key) for origin, written in stored["seen"].items()}
    except OSError as problem:
        raise Damaged(f"{file} cannot be read: {problem}.") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Damaged(f"{file} is damaged: {problem}.") from problem


def write_memory(file: Path, key: VerifierKey, seen: Memories) -> None:
    """Put this in the place of what was remembered; on the disk when it returns. Raises OSError."""
    notes = {origin: one.note.as_bytes().decode() for origin, one in sorted(seen.items())}
    said = json.dumps({"format": FORMAT, "key": str(key), "seen": notes}, ensure_ascii=False)
    replace(file, f"{said}\n{_digest(said)}\n")


def replace(file: Path, text: str) -> None:
    """Write a file so that it is always whole: the old text or the new, also when the power fails. Raises OSError."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
    _fsync_folder(file.parent)


class OneServer:
    """Holds a home for one process: two memories of one witness could contradict each other. Raises Busy."""

    def __init__(self, home: Path) -> None:
        self._path = home / "serving"
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        self._file = self._path.open("a", encoding="utf-8")
        try:
            if fcntl:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            self._file.close()
            raise Busy(f"Another process serves from {self._path.parent} already.") from problem
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._file:
            self._file.close()


def _seen(origin: str, written: str, key: VerifierKey) -> Seen:
    note = read_note(written.encode())
    checkpoint, time = read_checkpoint(note.text), cosigned_at(note, key, verify)
    if time is None or checkpoint.origin != origin:
        raise BadNote(f"what it holds of {origin} was not cosigned by this witness")
    return Seen(note, checkpoint, time)


def _digest(text: str) -> str:
    return f"sha256 {sha256(text.encode()).hexdigest()}"


def _fsync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
