"""How a content is sealed: in chunks under a key of its own, so that nothing can be changed, cut or moved.

The form: `MARK`, then chunks of `CHUNK` plain bytes, each AES-256-GCM under the file's key with its own place in the
file as nonce and a mark on the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). A
key seals one file once, so no nonce comes twice. Every chunk is bound to the place at which the file lies.
"""

import io
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.foundation.words.rules.said import Said, say

MARK = b"comity sealed 1\n"
CHUNK = 64 * 1024
TAG = 16
KEY = 32


class NotOpened(FileNotFoundError):
    """A sealed content cannot be opened. `message` says why, and nothing of the content."""

    def __init__(self, message: Said) -> None:
        super().__init__(message)
        self.message = message


def sealed(chunks: Iterable[bytes], key: bytes, place: str) -> Iterator[bytes]:
    """The sealed form of a content, piece by piece. `key` is new, and seals nothing else."""
    cipher, bound = AESGCM(key), _bound(place)
    yield MARK
    number, held = 0, b""
    for piece in _pieces(chunks):
        if number or held:
            yield cipher.encrypt(_nonce(number, last=False), held, bound)
            number += 1
        held = piece
    yield cipher.encrypt(_nonce(number, last=True), held, bound)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in full chunks; the last may be short."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _bound(place: str) -> bytes:
    return MARK + place.encode()


class Unsealed(io.RawIOBase):
    """A sealed content, read piece by piece; never more than two chunks of it are in memory.

    No byte is handed out before its chunk was verified. Raises NotOpened at the first that is not as it was sealed, and
    at an end that is not the end.
    """

    def __init__(self, file: IO[bytes], key: bytes, place: str) -> None:
        self._file, self._cipher, self._bound = file, AESGCM(key), _bound(place)
        self._number, self._held = 0, b""
        if file.read(len(MARK)) != MARK:
            raise NotOpened(say("it is not in the sealed form"))
        self._next: bytes = file.read(CHUNK + TAG)
        self._advance()  # so that whoever opens is refused at once, before a word of it is answered

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self._held and self._next:
            self._advance()
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def _advance(self) -> None:
        chunk, self._next = self._next, self._file.read(CHUNK + TAG)
        try:
            self._held = self._cipher.decrypt(_nonce(self._number, last=not self._next), chunk, self._bound)
        except (InvalidTag, ValueError) as error:
            self._next = b""
            raise NotOpened(say("it is not as it was sealed: changed, cut or moved")) from error
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def opened(file: IO[bytes], key: bytes, place: str) -> "io.BufferedReader":
    """The content of a sealed file. Raises NotOpened."""
    try:
        return io.BufferedReader(Unsealed(file, key, place), CHUNK)
    except NotOpened:
        file.close()
        raise


def wrapped(key: bytes, under: bytes, nonce: bytes, about: str) -> bytes:
    """A key sealed under another, bound to what it opens. `nonce` are 12 random bytes."""
    return nonce + AESGCM(under).encrypt(nonce, key, about.encode())


def unwrapped(held: bytes, under: bytes, about: str) -> bytes:
    """The key. Raises NotOpened when it is wrapped under another key, or for something else."""
    try:
        return AESGCM(under).decrypt(held[:12], held[12:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise NotOpened(say("its key is not for this file and marking")) from error
