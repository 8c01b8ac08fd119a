"""Put a content into the file store, before the act that speaks of it: an act must be short. No act of its own: a
content that no paper speaks of is nobody's, and is swept away."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..queries import place_of
from ..rules.media import HEAD, LARGEST, clean_name, media_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that lies in the store."""

    name: str
    media: str
    size: int
    digest: str


def keep_file(name: str, chunks: Iterable[bytes]) -> Kept:
    """Write the content under its digest, once. Raises Refused when it is empty, too large or has no name."""
    called, size, digest, head = clean_name(name), 0, sha256(), b""
    if not called:
        raise Refused(say("The file has no name that can be shown."), fields={"file": say("name it")})
    with TemporaryFile() as kept:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                limit = LARGEST // 1024 // 1024
                raise Refused(
                    say("“{name}” is larger than {limit} MB. Lay a part of it here.", name=called, limit=limit),
                    fields={"file": say("too large")},
                )
            digest.update(chunk)
            head += chunk[: max(HEAD - len(head), 0)]
            kept.write(chunk)
        if not size:
            raise Refused(say("“{name}” is empty.", name=called), fields={"file": say("empty")})
        place = place_of(digest.hexdigest())
        if not default_storage.exists(place):
            kept.seek(0)
            default_storage.save(place, File(kept))
    return Kept(called, media_of(head, called).type, size, digest.hexdigest())
