"""Finds keys and opens what is sealed. Whoever asks has asked first whether its reader may: a key knows no reader."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from comity.foundation.words.rules.said import say

from ..models import MarkingKey, SealedFile
from ..rules.root_keys import NoKeys, Roots, read_root_keys
from ..rules.sealing import NotOpened, opened, unwrapped
from ..rules.token_address import TokenAddress, read_token_address
from .token import token_keys

KEYS_ARE_NO_CONTENT = "a key is shown to nobody; what it opens was asked for by its reader"
SEALED = "sealed"  # the folder of the store in which sealed contents lie


def key_store() -> Path | TokenAddress | str:
    """Where the root keys are: a file, a token, or a variable of the environment, by its name. Raises NoKeys."""
    kind, _, rest = str(settings.FILE_KEYS).partition(":")
    if kind == "file" and rest:
        return Path(rest)
    if kind == "pkcs11":
        return read_token_address(rest)
    if kind == "env" and rest:
        return rest
    raise NoKeys(
        say("COMITY_FILE_KEYS is {said}; it must be file:PATH, env:NAME or pkcs11:TOKEN.", said=str(settings.FILE_KEYS))
    )


def root_keys() -> Roots:
    """Raises NoKeys when there are none, or when others than their owner could read the file."""
    store = key_store()
    if isinstance(store, TokenAddress):
        return token_keys(store)
    if isinstance(store, Path):
        return read_root_keys(_written_in(store))
    if not (text := os.environ.get(store, "")):
        raise NoKeys(say("The environment holds no {name}. Set it to NAME:KEY.", name=store))
    return read_root_keys(text)


def _written_in(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NoKeys(say("{path} can be read by others. Run chmod 600 on it, and change the keys.", path=str(path)))
        return path.read_text()
    except FileNotFoundError as error:
        raise NoKeys(say("There is no key store at {path}. Restore it from its copy.", path=str(path))) from error


def about_marking(digest: str) -> str:
    return f"marking {digest}"


def about_file(file: SealedFile, digest: str) -> str:
    """What a file's key is bound to: its place, the thing it is of, and the marking."""
    return f"file {file.place} of {file.kind} {file.key} under {digest}"


def key_of(row: MarkingKey, digest: str, roots: Roots) -> bytes:
    """The key of a marking. Raises NoKeys and NotOpened."""
    return roots.unwrap(row.root, bytes(row.wrapped), about_marking(digest))


def file_of_thing(kind: str, key: str) -> SealedFile | None:
    rows = SealedFile.objects.whole(KEYS_ARE_NO_CONTENT)
    found: SealedFile | None = rows.filter(kind=kind, key=key).select_related("marking").first()
    return found


def file_key(file: SealedFile) -> bytes:
    """The key of a content. Raises NotOpened when it was erased or does not fit, and NoKeys."""
    if file.erased_at is not None:
        raise NotOpened(say("it was erased"))
    row = MarkingKey.objects.whole(KEYS_ARE_NO_CONTENT).filter(marking_id=file.marking_id).first()
    if row is None:
        raise NotOpened(say("its marking has no key"))
    digest = file.marking.digest
    return unwrapped(bytes(file.wrapped), key_of(row, digest, root_keys()), about_file(file, digest))


def open_sealed(kind: str, key: str) -> IO[bytes] | None:
    """The content of a thing, read piece by piece; None when it was never sealed. Raises NotOpened, a
    FileNotFoundError."""
    file = file_of_thing(kind, key)
    if file is None:
        return None
    try:
        opens = file_key(file)
    except NoKeys as error:
        raise NotOpened(error.message) from error
    return opened(default_storage.open(file.place), opens, file.place)


def sealed_keys(kind: str) -> set[str]:
    """The keys of the things of one kind whose content is sealed."""
    return set(SealedFile.objects.whole(KEYS_ARE_NO_CONTENT).filter(kind=kind).values_list("key", flat=True))


@dataclass(frozen=True, slots=True)
class Swept:
    """What lies in the store and is nobody's, and what should lie there and does not."""

    orphans: tuple[str, ...]
    missing: tuple[SealedFile, ...]


def swept(before: datetime) -> Swept:
    """Sealed contents that were stored before this moment and that no act took, or that were erased; younger ones may
    be about to be taken. And those that an act took and that are gone."""
    rows = SealedFile.objects.whole("the operator compares the store with what was taken, and opens nothing")
    wanted = {row.place: row for row in rows.filter(erased_at__isnull=True)}
    lying = set(_places())
    old = (place for place in lying - wanted.keys() if default_storage.get_modified_time(place) < before)
    return Swept(tuple(sorted(old)), tuple(wanted[place] for place in sorted(wanted.keys() - lying)))


def _places() -> Iterator[str]:
    try:
        folders = default_storage.listdir(SEALED)[0]
    except FileNotFoundError:
        return
    for folder in folders:
        yield from (f"{SEALED}/{folder}/{name}" for name in default_storage.listdir(f"{SEALED}/{folder}")[1])
