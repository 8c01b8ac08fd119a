"""Make a root key and keep it in the key file, readable by its owner only. No act of its own."""

import os
import secrets

from comity.foundation.words.rules.said import say

from ..models import MarkingKey
from ..queries import KEYS_ARE_NO_CONTENT, key_file, root_keys
from ..rules.root_keys import NoKeys, RootKeys, written_root_keys
from ..rules.sealing import KEY


def roots_to_seal() -> RootKeys:
    """The root keys; the first is made when nothing was ever sealed. Never anew for what was: that would hide its loss.
    Raises NoKeys."""
    path = key_file()
    if path is not None and not path.exists() and not MarkingKey.objects.whole(KEYS_ARE_NO_CONTENT).exists():
        _keep({}, exclusive=True)
    return root_keys()


def add_root_key() -> RootKeys:
    """A new root key in use, the others kept for what is older. Raises NoKeys when the store is not a file."""
    if key_file() is None:
        raise NoKeys(
            say("The keys stand in the environment: put a new NAME:KEY before the others, and run this again.")
        )
    _keep(root_keys().keys, exclusive=False)
    return root_keys()


def _keep(keys: dict[str, bytes], *, exclusive: bool) -> None:
    """Written whole beside the file and moved there at once: a key file is never half there."""
    path = key_file()
    assert path is not None  # noqa: S101  (callers asked)
    name = secrets.token_hex(4)
    text = written_root_keys(RootKeys(name, {name: secrets.token_bytes(KEY), **keys}))
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{name}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if not exclusive:
        new.replace(path)
        return
    try:
        os.link(new, path)  # fails when another process was first: then its key is used
    except FileExistsError:
        pass
    finally:
        new.unlink()
