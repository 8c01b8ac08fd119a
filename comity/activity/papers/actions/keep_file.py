"""Seal a content into the file store, before the act that speaks of it: an act must be short. No act of its own: a
content that no paper speaks of is nobody's, and nobody has its key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.files.actions.scan_content import scan_content
from comity.foundation.files.actions.seal_content import Sealed, drop_content, seal_content
from comity.foundation.labels.rules.standard.files import Reading, read_file
from comity.foundation.labels.rules.standard.unreadable import Unreadable
from comity.foundation.words.rules.said import say

from ..rules.media import HEAD, LARGEST, clean_name, disagrees, media_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that lies sealed in the store. `says` is what it says of its own marking, if anything; `differs` tells
    that it is not what it calls itself."""

    name: str
    media: str
    size: int
    digest: str
    sealed: Sealed
    says: Reading | None = None
    differs: str = ""


class _Passing:
    """What is learnt of a content while it passes. Raises Refused when it grows too large."""

    def __init__(self, chunks: Iterable[bytes], called: str) -> None:
        self.chunks, self.called, self.size, self.head, self.digest = chunks, called, 0, b"", sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.size += len(chunk)
            if self.size > LARGEST:
                limit = LARGEST // 1024 // 1024
                raise Refused(
                    say("“{name}” is larger than {limit} MB. Lay a part of it here.", name=self.called, limit=limit),
                    fields={"file": say("too large")},
                )
            self.digest.update(chunk)
            self.head += chunk[: max(HEAD - len(self.head), 0)]
            yield chunk


def keep_file(name: str, chunks: Iterable[bytes], *, declared: str = "") -> Kept:
    """Seal the content and have it scanned; `declared` is the type that was said with it.

    Raises Refused when it is empty, too large, infected or has no name.
    """
    called = clean_name(name)
    if not called:
        raise Refused(say("The file has no name that can be shown."), fields={"file": say("name it")})
    passing = _Passing(chunks, called)
    sealed = seal_content(passing)
    try:
        if not passing.size:
            raise Refused(say("“{name}” is empty.", name=called), fields={"file": say("empty")})
        with sealed.open() as file:
            scan_content(file)
        says = what_it_says(sealed, called)
    except BaseException:
        drop_content(sealed)
        raise
    media = media_of(passing.head, called)
    differs = disagrees(called, declared, media)
    return Kept(called, media.type, passing.size, passing.digest.hexdigest(), sealed, says, differs)


def what_it_says(sealed: Sealed, name: str) -> Reading | None:
    """What the file says of its own marking; None when it says nothing."""
    with sealed.open() as file:
        content = file.read()  # at most LARGEST: a package or a PDF is only read as a whole
    try:
        reading = read_file(content, name=name)
    except Unreadable:
        return None  # it is of a kind that carries none, or too broken to say one
    return reading if reading.labels or reading.bindings else None
