"""Finds keys and opens what is sealed. Whoever asks has asked first whether its reader may: a key knows no reader."""

import os
import stat
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from comity.foundation.words.rules.said import say

from .models import MarkingKey, SealedFile
from .rules.root_keys import NoKeys, RootKeys, read_root_keys
from .rules.sealing import NotOpened, opened, unwrapped

KEYS_ARE_NO_CONTENT = "a key is shown to nobody; what it opens was asked for by its reader"


def key_file() -> Path | None:
    """Where the key store is a file; None where it is the environment. Raises NoKeys for a store not known here."""
    kind, _, rest = str(settings.FILE_KEYS).partition(":")
    if kind == "file" and rest:
        return Path(rest)
    if kind == "env" and rest:
        return None
    raise NoKeys(say("COMITY_FILE_KEYS is {said}; it must be file:PATH or env:NAME.", said=settings.FILE_KEYS))


def root_keys() -> RootKeys:
    """Raises NoKeys when there are none, or when others than their owner could read the file."""
    path = key_file()
    if path is None:
        name = str(settings.FILE_KEYS).partition(":")[2]
        if not (text := os.environ.get(name, "")):
            raise NoKeys(say("The environment holds no {name}. Set it to NAME:KEY.", name=name))
        return read_root_keys(text)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NoKeys(say("{path} can be read by others. Run chmod 600 on it, and change the keys.", path=str(path)))
        return read_root_keys(path.read_text())
    except FileNotFoundError as error:
        raise NoKeys(say("There is no key store at {path}. Restore it from its copy.", path=str(path))) from error


def about_marking(digest: str) -> str:
    return f"marking {digest}"


def about_file(file: SealedFile, digest: str) -> str:
    """What a file's key is bound to: its place, the thing it is of, and the marking."""
    return f"file {file.place} of {file.kind} {file.key} under {digest}"


def key_of(row: MarkingKey, digest: str, roots: RootKeys) -> bytes:
    """The key of a marking. Raises NoKeys and NotOpened."""
    return unwrapped(bytes(row.wrapped), roots.called(row.root), about_marking(digest))


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
