"""Root keys that never leave a token: a hardware security module, or whatever else speaks PKCS #11.

The library `python-pkcs11` is an extra (`comity[pkcs11]`): a house whose keys stand in a file does without it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from comity.foundation.words.rules.said import say

from ..rules.root_keys import NoKeys
from ..rules.sealing import KEY, NotOpened
from ..rules.token_address import LABEL, TokenAddress, number_in

TAG_BITS = 128
NONCE = 12
# A token says by these that it cannot be asked; by any other of its errors, that what it was handed does not fit.
AWAY = ("SessionHandleInvalid", "SessionClosed", "DeviceRemoved", "DeviceError", "TokenNotPresent", "UserNotLoggedIn")


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """The root keys in a token; only their names are here."""

    at: TokenAddress
    current: str
    names: frozenset[str]

    def wrap(self, key: bytes, nonce: bytes, about: str) -> bytes:
        with _asking(self.at) as (library, session):
            held = _root(library, session, self.current).encrypt(key, **_way(library, nonce, about))
        return nonce + bytes(held)

    def unwrap(self, name: str, held: bytes, about: str) -> bytes:
        if name not in self.names:
            raise NoKeys(say("The key {name} is needed and not in the key store. Put it back.", name=name))
        with _asking(self.at) as (library, session):
            root = _root(library, session, name)
            try:
                return bytes(root.decrypt(held[NONCE:], **_way(library, held[:NONCE], about)))
            except (library.PKCS11Error, ValueError) as error:
                if type(error).__name__ in AWAY:
                    raise
                raise NotOpened(say("its key is not for this file and marking")) from error


def token_keys(at: TokenAddress) -> TokenKeys:
    """Raises NoKeys when the token cannot be asked, or holds no root key."""
    with _asking(at) as (library, session):
        found = _numbers(library, session)
    if not found:
        raise NoKeys(say("The token holds no root key. Plug in the one that does, or restore it."))
    return TokenKeys(at, f"{LABEL}{max(found)}", frozenset(f"{LABEL}{number}" for number in found))


def make_token_key(at: TokenAddress, *, first: bool) -> None:
    """A new root key, made in the token and never to leave it; `first` only where there is none. Raises NoKeys."""
    with _asking(at) as (library, session):
        found = _numbers(library, session)
        if first and found:
            return
        session.generate_key(
            library.KeyType.AES,
            KEY * 8,
            label=f"{LABEL}{max(found, default=0) + 1}",
            store=True,
            template={library.Attribute.SENSITIVE: True, library.Attribute.EXTRACTABLE: False},
        )


def _numbers(library: Any, session: Any) -> list[int]:
    keys = session.get_objects({library.Attribute.CLASS: library.ObjectClass.SECRET_KEY})
    return [number for key in keys if (number := number_in(key.label or "")) is not None]


def _root(library: Any, session: Any, name: str) -> Any:
    return session.get_key(object_class=library.ObjectClass.SECRET_KEY, label=name)


def _way(library: Any, nonce: bytes, about: str) -> dict[str, Any]:
    params = library.GCMParams(nonce, about.encode(), TAG_BITS)
    return {"mechanism": library.Mechanism.AES_GCM, "mechanism_param": params}


_lock = threading.Lock()
_sessions: dict[tuple[int, TokenAddress], Any] = {}  # one for each process: a process may log in once, and a fork anew


@contextmanager
def _asking(at: TokenAddress) -> Iterator[tuple[Any, Any]]:
    """The library and a session in which the house is logged in; one question at a time. Raises NoKeys."""
    try:
        library = import_module("pkcs11")
    except ImportError as error:
        raise NoKeys(say("A token needs the library python-pkcs11: install comity[pkcs11].")) from error
    with _lock:
        try:
            yield library, _session(library, at)
        except (library.PKCS11Error, OSError, RuntimeError) as error:
            if isinstance(error, NotOpened):
                raise
            _forget(library, at)
            why = str(error) or type(error).__name__
            raise NoKeys(say("The token {token} cannot be asked: {why}.", token=at.token, why=why)) from error


def _session(library: Any, at: TokenAddress) -> Any:
    key = (os.getpid(), at)
    if key not in _sessions:
        interface = library.lib(at.module)
        if any(pid != os.getpid() for pid, _ in _sessions):
            _sessions.clear()
            interface.reinitialize()
        pin = Path(at.pin_source).read_text().strip()
        _sessions[key] = interface.get_token(token_label=at.token).open(rw=True, user_pin=pin)
    return _sessions[key]


def _forget(library: Any, at: TokenAddress) -> None:
    """The next question logs in anew."""
    session = _sessions.pop((os.getpid(), at), None)
    if session is not None:
        with suppress(library.PKCS11Error):
            session.close()
