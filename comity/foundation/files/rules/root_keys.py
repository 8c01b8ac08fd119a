"""The keys above all others: what every store of them can do, and how those that are written down are read.

Written, they stand one a line or a word, `NAME:KEY`, the one in use first.
"""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Protocol

from comity.foundation.words.rules.said import Said, say

from .sealing import KEY, unwrapped, wrapped


class NoKeys(Exception):
    """The keys of sealed files cannot be had. The message says what to do."""

    def __init__(self, message: Said) -> None:
        super().__init__(message)
        self.message = message


class Roots(Protocol):
    """A store of root keys. `current` is the name of the one that new keys are wrapped under."""

    @property
    def current(self) -> str: ...

    def wrap(self, key: bytes, nonce: bytes, about: str) -> bytes:
        """A key, wrapped under the current one and bound to what it opens. Raises NoKeys."""

    def unwrap(self, name: str, held: bytes, about: str) -> bytes:
        """The key that was wrapped under the one of this name. Raises NoKeys and NotOpened."""


@dataclass(frozen=True, slots=True)
class RootKeys:
    """`current` is the name of the one that new keys are wrapped under; the others open what is older."""

    current: str
    keys: dict[str, bytes] = field(repr=False)

    def called(self, name: str) -> bytes:
        if name not in self.keys:
            raise NoKeys(say("The key {name} is needed and not in the key store. Put it back.", name=name))
        return self.keys[name]

    def wrap(self, key: bytes, nonce: bytes, about: str) -> bytes:
        return wrapped(key, self.called(self.current), nonce, about)

    def unwrap(self, name: str, held: bytes, about: str) -> bytes:
        return unwrapped(held, self.called(name), about)


def read_root_keys(text: str) -> RootKeys:
    """Raises NoKeys when a line is not a name and 32 bytes in base64, or a name comes twice."""
    keys: dict[str, bytes] = {}
    for word in text.split():
        name, _, said = word.partition(":")
        try:
            key = base64.b64decode(said, altchars=b"-_", validate=True)
        except binascii.Error:
            key = b""
        if not name or len(key) != KEY or name in keys:
            raise NoKeys(say("A line of the key store is no NAME:KEY of 32 bytes in base64. Restore it from its copy."))
        keys[name] = key
    if not keys:
        raise NoKeys(say("The key store is empty. Restore it from its copy."))
    return RootKeys(next(iter(keys)), keys)


def written_root_keys(found: RootKeys) -> str:
    order = [found.current, *(name for name in found.keys if name != found.current)]
    return "".join(f"{name}:{base64.urlsafe_b64encode(found.keys[name]).decode()}\n" for name in order)
