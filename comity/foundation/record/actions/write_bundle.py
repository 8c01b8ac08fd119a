"""Write evidence: one file that an auditor checks alone. It adds nothing to the record and asks no permission; whoever
hands a bundle out does (the oversight room's `export_evidence`)."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from comity.foundation.labels.queries import readable_marking_ids
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import (
    absent_bodies,
    bodies_of,
    checkpoint_note,
    earlier_sizes,
    growths,
    leaves_of,
    runs_at,
)
from comity.foundation.record.rules import evidence
from comity.foundation.record.rules.absence import Erased, Withheld
from comity.foundation.record.rules.checkpoint import read_checkpoint
from comity.foundation.record.rules.note import read_note

from .keep_key import KeyMissing
from .publish import Unpublishable, publish

_AT_ONCE = 1000  # entries held in memory


class NothingSigned(RuntimeError):
    """There is no checkpoint yet, so nothing can be proved."""


class NeverSoLong(ValueError):
    """A proof was asked for from a size beyond what is signed."""


class Changed(RuntimeError):
    """A body was withheld while the bundle was being written. Begin again."""


class Evidence:
    """Evidence of the entries with these ascending numbers, as of the checkpoint that the quorum of witnesses signed
    where it reaches so far, else of the last one. `beyond` is how many were asked for and are not signed yet.

    `reader` may not read every body: those are withheld and counted; None withholds none. `since` are sizes from which
    it is to be proved that the record only grew, beside `earlier_sizes`. Once made it says what it will hold, and the
    bytes are those of `parts()`, so that it can be written to a file or sent as it is made: memory grows with the
    number of stretches, never with the number of entries. `digest` is there after the last part.
    Raises NothingSigned and NeverSoLong.
    INVARIANT: the verifier finds it good (tests/test_bundle.py, tests/adversary/test_evidence.py).
    """

    def __init__(
        self,
        numbers: Iterable[int],
        *,
        scope: Mapping[str, object],
        at: datetime,
        reader: Reader | None = None,
        since: Iterable[int] = (),
    ) -> None:
        found = evidence.stretches(numbers)
        note = checkpoint_note(reaching=sum(found[-1]) if found else 0)
        if note is None:
            raise NothingSigned("The record is not signed yet, so nothing can be proved.")
        self._note, self._at, self.scope = note, at, dict(scope)
        signed = read_checkpoint(read_note(note).text)
        self.size, self.root = signed.size, signed.root
        self._asked, self.beyond = evidence.cut(found, self.size)
        self._stretches = evidence.bridged(self._asked)
        self._since = self._from(since)
        self._readable = None if reader is None else readable_marking_ids(reader)
        self.entries = sum(count for _, count in self._stretches)
        self.withheld = self.erased = self.done = self._met = 0
        self.marking_ids: set[int] = set()
        self.digest = ""
        self._count()

    def parts(self) -> Iterator[bytes]:
        """The file, piece by piece. Raises Changed."""
        out, hashed = _Out(), sha256()
        for _ in self._members(out):
            if part := out.taken():
                hashed.update(part)
                yield part
        last = out.taken()
        hashed.update(last)
        self.digest = hashed.hexdigest()
        yield last

    def _from(self, since: Iterable[int]) -> list[int]:
        asked = set(since)
        if any(not 0 <= old <= self.size for old in asked):
            raise NeverSoLong(f"The record is signed up to {self.size} entries: no proof begins beyond.")
        return sorted(old for old in {*asked, *earlier_sizes(self.size)} if 0 < old < self.size)

    def _count(self) -> None:
        """What the manifest says stands before the bodies, so they are gone through twice."""
        for numbers in self._numbers():
            rows = list(bodies_of(numbers).values_list("seq", "marking_id"))
            absent = self._absent(rows)
            self.withheld += sum(isinstance(why, Withheld) for why in absent.values())
            self.erased += sum(isinstance(why, Erased) for why in absent.values())
            self.marking_ids.update(marking for seq, marking in rows if not isinstance(absent.get(seq), Withheld))

    def _numbers(self) -> Iterator[list[int]]:
        every = evidence.numbers_of(self._stretches)
        return iter(lambda: list(islice(every, _AT_ONCE)), [])

    def _absent(self, rows: list[tuple[int, int]]) -> dict[int, Erased | Withheld]:
        """Which of these are not shown. Asked after they were read, so that none is erased in between."""
        if not rows:
            return {}
        absent = absent_bodies(rows[0][0], rows[-1][0] + 1)
        if self._readable is not None:
            closed = {seq: evidence.UNREADABLE for seq, marking in rows if marking not in self._readable}
            absent = {**absent, **closed}
        if self._asked is not self._stretches:
            wanted = self._wanted(rows[0][0], rows[-1][0])
            absent = {**absent, **{seq: evidence.BETWEEN for seq, _ in rows if seq not in wanted}}
        return {seq: absent[seq] for seq, _ in rows if seq in absent}

    def _wanted(self, first: int, last: int) -> set[int]:
        begin = max(0, bisect_right(self._asked, (first, self.size)) - 1)
        end = bisect_right(self._asked, (last, self.size))
        return {seq for one in self._asked[begin:end] for seq in range(max(one[0], first), min(sum(one), last + 1))}

    def _members(self, out: "_Out") -> Iterator[None]:
        told = {"entries": self.entries, "withheld": self.withheld, "size": self.size}
        with ZipFile(out, "w") as archive:
            yield from self._member(archive, 0, [evidence.manifest(scope=self.scope, at=self._at, **told)])
            yield from self._member(archive, 1, [self._note])
            paths = growths(self._since, size=self.size)
            yield from self._member(archive, 2, _listed(evidence.growth_text(old, path) for old, path in paths))
            runs = runs_at(self._stretches, size=self.size)
            yield from self._member(archive, 3, _listed(map(evidence.run_text, runs)))
            yield from self._member(archive, 4, map(_lines, map(leaves_of, self._numbers())))
            yield from self._member(archive, 5, map(_lines, map(self._bodies, self._numbers())))
        if self._met != self.withheld:
            raise Changed("A body was withheld while the bundle was being written: export it again.")

    def _member(self, archive: ZipFile, number: int, pieces: Iterable[bytes]) -> Iterator[None]:
        member = ZipInfo(evidence.MEMBERS[number], self._at.timetuple()[:6])
        member.compress_type = ZIP_DEFLATED
        with archive.open(member, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                yield

    def _bodies(self, numbers: list[int]) -> list[bytes]:
        rows = list(bodies_of(numbers).values_list("seq", "marking_id", "body", "salt", "commitment"))
        absent = self._absent([(seq, marking) for seq, marking, *_ in rows])
        self.done += len(rows)
        self._met += sum(isinstance(why, Withheld) for why in absent.values())
        return [
            evidence.absent_line(absent[seq])
            if seq in absent
            else evidence.body_line(body, bytes(salt), bytes(commitment))
            for seq, _, body, salt, commitment in rows
        ]


def write_bundle(bundle: Evidence, out: Path, *, told: Callable[[int], None] = lambda _done: None) -> None:
    """Write it to this file, which is there only once it is whole; `told` hears how many bodies are written.

    Raises OSError and Changed.
    """
    fresh = out.with_name(f"{out.name}.part")
    try:
        with fresh.open("wb") as file:
            for part in bundle.parts():
                file.write(part)
                told(bundle.done)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)


def sign_what_there_is(at: datetime) -> None:
    """Publish, so that evidence holds what was just done; where that cannot be, it ends at the last checkpoint."""
    with suppress(Unpublishable, KeyMissing, OSError):
        publish(at)


class _Out:
    """What a zip is written to and taken from piece by piece. It cannot go back, so sizes follow each member."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """It goes nowhere by itself."""

    def close(self) -> None:
        """What is held can still be taken."""

    def taken(self) -> bytes:
        part = b"".join(self._held)
        self._held.clear()
        return part


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _listed(items: Iterator[bytes]) -> Iterator[bytes]:
    """A JSON list, a piece for each item."""
    before = b"["
    for item in items:
        yield before + item
        before = b",\n"
    yield b"[]" if before == b"[" else b"]"
