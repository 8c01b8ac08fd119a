"""Where a token is that keeps the root keys: a PKCS #11 URI (RFC 7512), as `COMITY_FILE_KEYS` says it.

pkcs11:token=comity?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/comity/pin
"""

from dataclasses import dataclass
from urllib.parse import unquote

from comity.foundation.words.rules.said import say

from .root_keys import NoKeys

LABEL = "comity-root-"  # and a number: the key with the highest one is in use


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """`pin_source` is a file that holds the PIN, and nothing else."""

    module: str
    token: str
    pin_source: str


def read_token_address(said: str) -> TokenAddress:
    """What stands after `pkcs11:`. Raises NoKeys when the token, the module or the source of the PIN is not told."""
    path, _, query = said.partition("?")
    where = dict(_pairs(path, ";"))
    how = dict(_pairs(query, "&"))
    found = TokenAddress(
        how.get("module-path", ""), where.get("token", ""), how.get("pin-source", "").removeprefix("file:")
    )
    if not (found.module and found.token and found.pin_source):
        raise NoKeys(
            say("COMITY_FILE_KEYS lacks a part: pkcs11:token=LABEL?module-path=LIBRARY&pin-source=file:PATH is needed.")
        )
    return found


def _pairs(text: str, between: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in text.split(between) if part)
    return [(name, unquote(value)) for name, _, value in parts]


def number_in(label: str) -> int | None:
    """The number of a root key in a token; None for a key that is not of this house."""
    said = label.removeprefix(LABEL)
    return int(said) if label.startswith(LABEL) and said.isdecimal() else None
