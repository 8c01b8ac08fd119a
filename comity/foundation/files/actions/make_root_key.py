"""Make a root key: in the key file, readable by its owner only, or in the token. No act of its own."""

import os
import secrets
from pathlib import Path

from comity.foundation.words.rules.said import say

from ..models import MarkingKey
from ..queries import KEYS_ARE_NO_CONTENT, key_store, root_keys
from ..queries.token import make_token_key
from ..rules.root_keys import NoKeys, RootKeys, Roots, written_root_keys
from ..rules.sealing import KEY
from ..rules.token_address import TokenAddress


def roots_to_seal() -> Roots:
    """The root keys; the first is made when nothing was ever sealed. Never anew for what was: that would hide its loss.
    Raises NoKeys."""
    store = key_store()
    if isinstance(store, Path) and not store.exists() and _nothing_was_sealed():
        _keep(store, {}, exclusive=True)
    if isinstance(store, TokenAddress) and _nothing_was_sealed():
        make_token_key(store, first=True)
    return root_keys()


def _nothing_was_sealed() -> bool:
    return not MarkingKey.objects.whole(KEYS_ARE_NO_CONTENT).exists()


def add_root_key() -> Roots:
    """A new root key in use, the others kept for what is older. Raises NoKeys where the house cannot make one."""
    store = key_store()
    if isinstance(store, TokenAddress):
        make_token_key(store, first=False)
    elif isinstance(store, Path):
        found = root_keys()
        assert isinstance(found, RootKeys)  # noqa: S101  (tells the type checker)
        _keep(store, found.keys, exclusive=False)
    else:
        raise NoKeys(
            say("The keys stand in the environment: put a new NAME:KEY before the others, and run this again.")
        )
    return root_keys()


def _keep(path: Path, keys: dict[str, bytes], *, exclusive: bool) -> None:
    """Written whole beside the file and moved there at once: a key file is never half there."""
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
