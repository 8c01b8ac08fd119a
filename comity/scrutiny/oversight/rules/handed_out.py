"""Evidence that was made and is about to be handed out."""

from dataclasses import dataclass

from comity.foundation.record.events import Thing

from .scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What a bundle holds, its SHA-256 in hex, how far the record reached that it proves, and for whom it was made.
    `things` are those it was asked about; none for a period or an institution."""

    scope: Scope
    recipient: str
    entries: int
    withheld: int
    digest: str
    record_size: int
    things: tuple[Thing, ...] = ()
