"""Reads an evidence bundle: a zip whose members, their order and their sizes are fixed beforehand.

The two long members are read as streams; memory does not grow with the number of entries.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from .canonical import NotCanonical, parsed
from .merkle import LENGTH
from .note import LARGEST as LARGEST_NOTE
from .refusals import Unreadable

FORMAT = "comity-evidence/1"
ORDER = ("manifest.json", "checkpoint", "consistency.json", "runs.json", "leaves.jsonl", "bodies.jsonl")
OPTIONAL, BODIES = "consistency.json", "bodies.jsonl"
MEGA = 1024 * 1024
LARGEST = {"manifest.json": MEGA, "checkpoint": LARGEST_NOTE, "consistency.json": 16 * MEGA, "runs.json": 256 * MEGA}
LONGEST_LINE = {"leaves.jsonl": 4096, "bodies.jsonl": 4 * MEGA}
MOST_HASHES = 64  # on one side of a run: a tree of 2**63 leaves has no more
_BLOCK = 128 * 1024  # bytes read at once; larger blocks leave the processor's cache
_CONTROLS = bytes(i < 32 and i != 10 for i in range(256))  # 1 for a control character that is no line break
_HEADER = 30  # bytes of a member's own header, without its name
_LAST = b"PK\x05\x06"  # the record at the end of a zip: 22 bytes where there is no comment
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Run:
    """`count` neighbouring leaves from `first` on, with the hashes of what lies to their left and right."""

    first: int
    count: int
    left: tuple[bytes, ...]
    right: tuple[bytes, ...]


class Lines:
    """The lines of a member, handed out by number; bodies stay `is_plain` while they are UTF-8 without controls."""

    def __init__(self, stream: IO[bytes], name: str, size: int) -> None:
        self._stream, self._name, self._rest, self._lines = stream, name, b"", iter([b""][:0])
        self._left = size  # bytes; zipfile ends a member that is shorter than it is said to be without a word
        self.is_plain = True

    def take(self, most: int) -> list[bytes]:
        """The next lines without their line breaks, fewer only at the end. Raises Unreadable."""
        found: list[bytes] = []
        while len(found) < most:
            line = next(self._lines, None)
            if line is not None:
                found.append(line)
                found.extend(islice(self._lines, most - len(found)))
            elif not self._fill():
                break
        return found

    def _fill(self) -> bool:
        block = self._stream.read(_BLOCK)
        self._left -= len(block)
        if len(block) < _BLOCK and self._left:
            raise Unreadable(f"The bundle is damaged or is no bundle: {self._name} is shorter than it is said to be.")
        whole, found, rest = (self._rest + block).rpartition(b"\n")
        if not block and rest:
            raise Unreadable(f"{self._name} in the bundle does not end with a line break.")
        self._not_longer(len(rest))
        self._rest = rest
        if found:
            # The exact reader decodes for itself; only bodies are known by patterns that need this.
            self.is_plain = self.is_plain and (self._name != BODIES or _is_plain(whole))
            lines = whole.split(b"\n")
            self._not_longer(max(map(len, lines)))
            self._lines = iter(lines)
        return bool(block)

    def _not_longer(self, length: int) -> None:
        if length > LONGEST_LINE[self._name]:
            raise Unreadable(f"{self._name} in the bundle has a line longer than {LONGEST_LINE[self._name]} bytes.")


class Bundle:
    """An opened bundle whose members are those the format names. Everything it says is still to be checked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = _members(archive)
        self.checkpoint = self._bytes("checkpoint")
        self.manifest = _manifest(self._json("manifest.json"))
        self.runs = _runs(self._json("runs.json"))
        self.consistency = _proofs(self._json(OPTIONAL)) if OPTIONAL in self._members else {}
        self.count = sum(run.count for run in self.runs)

    def _bytes(self, name: str) -> bytes:
        if self._members[name].file_size > LARGEST[name]:
            raise Unreadable(f"{name} in the bundle is larger than {LARGEST[name]} bytes.")
        data = self._archive.read(name)
        if len(data) != self._members[name].file_size:
            raise Unreadable(f"The bundle is damaged or is no bundle: {name} is shorter than it is said to be.")
        return data

    def _json(self, name: str) -> Any:
        try:
            return parsed(self._bytes(name).decode())
        except (UnicodeDecodeError, NotCanonical) as problem:
            raise Unreadable(f"{name} in the bundle cannot be read: {problem}.") from problem

    @contextmanager
    def lines(self, name: str) -> Iterator[Lines]:
        if self._members[name].file_size > (self.count + 1) * (LONGEST_LINE[name] + 1):
            raise Unreadable(f"{name} in the bundle is larger than {self.count} entries can be.")
        with self._archive.open(name) as stream:
            yield Lines(stream, name, self._members[name].file_size)


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """The bundle in this file. Raises Unreadable, also while it is being read."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Bundle(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(f"The bundle is damaged or is no bundle: {problem}.") from problem
    except OSError as problem:
        raise Unreadable(f"The bundle cannot be read: {problem.strerror or problem}.") from problem


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found = archive.infolist()
    names = [member.orig_filename for member in found]  # the other is cut at a zero byte
    if strange := [name for name in names if name not in ORDER]:
        raise Unreadable(f"The bundle holds “{strange[0][:80]}”, which does not belong in a bundle.")
    if len(set(names)) < len(names):
        raise Unreadable("The bundle holds a member twice.")
    if missing := [name for name in ORDER if name not in names and name != OPTIONAL]:
        raise Unreadable(f"The bundle lacks {missing[0]}.")
    places = [member.header_offset for member in found]
    if names != [name for name in ORDER if name in names] or places != sorted(places):
        raise Unreadable("The members of the bundle are not in their order.")
    if places[0] or archive.comment or not _ends_there(archive):
        raise Unreadable("The bundle holds something beside its members.")
    ends = [*places[1:], archive.start_dir]
    if any(
        m.header_offset + _HEADER + len(m.orig_filename) + m.compress_size > end
        for m, end in zip(found, ends, strict=True)
    ):
        raise Unreadable("The bundle is damaged or is no bundle: Overlapped entries.")
    if any(m.flag_bits & 1 or m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in found):
        raise Unreadable("The bundle is encrypted or packed in a way that is not allowed.")
    return dict(zip(names, found, strict=True))


def _ends_there(archive: zipfile.ZipFile) -> bool:
    """Whether nothing follows the record at the end."""
    assert archive.fp is not None  # noqa: S101  it was just opened
    archive.fp.seek(-len(_LAST) - 18, 2)
    return archive.fp.read(len(_LAST)) == _LAST


def _manifest(said: Any) -> dict[str, Any]:
    whole = ("entries", "size", "withheld")
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Unreadable(f"The bundle is not of the format {FORMAT}.")
    if set(said) != {"format", "scope", "made_at", *whole} or any(not _is_count(said[name]) for name in whole):
        raise Unreadable("manifest.json in the bundle does not say what it should.")
    return said


def _runs(said: Any) -> tuple[Run, ...]:
    runs, end = [], -1
    for one in _list(said, {"first", "count", "left", "right"}, "runs.json"):
        first, count = one["first"], one["count"]
        if not _is_count(first) or not _is_count(count) or count < 1 or first <= end:
            raise Unreadable("The runs of the bundle do not follow each other with gaps between.")
        runs.append(Run(first, count, _hashes(one["left"]), _hashes(one["right"])))
        end = first + count
    return tuple(runs)


def _proofs(said: Any) -> dict[int, tuple[bytes, ...]]:
    """Paths by the size of the earlier tree."""
    entries = _list(said, {"from", "path"}, OPTIONAL)
    if any(not _is_count(one["from"]) for one in entries):
        raise Unreadable(f"{OPTIONAL} in the bundle does not say what it should.")
    found = {one["from"]: _hashes(one["path"]) for one in entries}
    if len(found) < len(entries):
        raise Unreadable(f"{OPTIONAL} in the bundle has two proofs from one size.")
    return found


def _list(said: Any, keys: set[str], name: str) -> list[dict[str, Any]]:
    if not isinstance(said, list) or any(not isinstance(one, dict) or set(one) != keys for one in said):
        raise Unreadable(f"{name} in the bundle does not say what it should.")
    return said


def _hashes(said: Any) -> tuple[bytes, ...]:
    if not isinstance(said, list) or len(said) > 2 * MOST_HASHES:
        raise Unreadable("The bundle has no list of hashes where one belongs.")
    if any(not isinstance(one, str) or not _HASH.fullmatch(one) for one in said):
        raise Unreadable(f"The bundle has something else where a hash of {LENGTH} bytes belongs.")
    return tuple(map(bytes.fromhex, said))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_plain(data: bytes) -> bool:
    if 1 in data.translate(_CONTROLS):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
