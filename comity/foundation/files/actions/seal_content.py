"""Seal a content into the file store, before the act that speaks of it, and hand its key over in that act."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import Marking, markings_with

from ..models import MarkingKey, SealedFile
from ..queries import KEYS_ARE_NO_CONTENT, SEALED, about_file, about_marking, file_key, key_of
from ..rules.root_keys import NoKeys
from ..rules.sealing import KEY, NotOpened, opened, sealed, wrapped
from .make_root_key import roots_to_seal


@dataclass(frozen=True, slots=True)
class Sealed:
    """A content in the store that is nobody's yet. Its key is here alone: when no act takes it, nobody can open it."""

    place: str
    key: bytes = field(repr=False)

    def open(self) -> IO[bytes]:
        return opened(default_storage.open(self.place), self.key, self.place)


def seal_content(chunks: Iterable[bytes]) -> Sealed:
    """Write the content, sealed. What is written on the way is sealed as well. Raises what reading `chunks` raises."""
    name, key = secrets.token_hex(16), secrets.token_bytes(KEY)
    place = f"{SEALED}/{name[:2]}/{name}"
    with TemporaryFile() as held:
        for piece in sealed(chunks, key, place):
            held.write(piece)
        held.seek(0)
        kept = default_storage.save(place, File(held))
    if kept != place:  # the store gave another name, to which the content is not bound
        default_storage.delete(kept)
        raise FileExistsError(place)
    return Sealed(place, key)


def drop_content(content: Sealed) -> None:
    """Take away what no act will speak of."""
    default_storage.delete(content.place)


def keep_sealed(content: Sealed, *, kind: str, key: str, marking_id: int, at: datetime) -> SealedFile:
    """This content is that thing's, under that marking. Part of the act that speaks of it. Raises Refused when its keys
    cannot be had."""
    file = SealedFile(kind=kind, key=key, place=content.place, marking_id=marking_id, sealed_at=at)
    try:
        _wrap(file, content.key, at)
    except (NoKeys, NotOpened) as error:
        raise Refused(error.message) from error
    file.save()
    return file


def rewrap(file: SealedFile, *, marking_id: int, at: datetime) -> None:
    """The marking of its thing changed: its key is wrapped under the other marking's. Part of the act that did it.
    Raises NotOpened and NoKeys."""
    with transaction.atomic():
        key = file_key(file)
        file.marking_id = marking_id
        _wrap(file, key, at)
        file.save()


def _wrap(file: SealedFile, key: bytes, at: datetime) -> None:
    marking = markings_with([file.marking_id])[0]
    under = key_for(marking, at)
    file.wrapped = wrapped(key, under, secrets.token_bytes(12), about_file(file, marking.digest))


def key_for(marking: Marking, at: datetime) -> bytes:
    """The key of a marking, made when it is first used."""
    roots = roots_to_seal()
    row = MarkingKey.objects.whole(KEYS_ARE_NO_CONTENT).filter(marking=marking).first()
    if row is not None:
        return key_of(row, marking.digest, roots)
    key = secrets.token_bytes(KEY)
    held = roots.wrap(key, secrets.token_bytes(12), about_marking(marking.digest))
    MarkingKey.objects.create(marking=marking, root=roots.current, wrapped=held, made_at=at)
    return key
