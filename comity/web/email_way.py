"""How mail leaves the house, from one address in the environment.

`smtp://user:password@host:587` speaks TLS from STARTTLS on, `smtps://host:465` from the first byte, and
`smtp+plain://host:25` not at all, for a relay on the same machine; `file:///folder` writes each mail into a file.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True, slots=True)
class EmailWay:
    """`kind` is ``smtp``, ``file``, or empty: then mails stay in the outbox."""

    kind: str = ""
    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    folder: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def email_way(address: str, demonstration_folder: Path | None) -> EmailWay:
    """Without an address a demonstration writes files, and any other house sends nothing.

    Raises ValueError for an address that is none of the above.
    """
    if not address:
        return EmailWay() if demonstration_folder is None else _into(str(demonstration_folder))
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path:
        return _into(unquote(parts.path))
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("COMITY_EMAIL_URL begins with smtp://, smtps://, smtp+plain:// or file:// and names a place")
    return EmailWay(
        kind="smtp",
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp",
        tls=parts.scheme == "smtps",
    )


def _into(folder: str) -> EmailWay:
    return EmailWay(kind="file", backend="django.core.mail.backends.filebased.EmailBackend", folder=folder)
