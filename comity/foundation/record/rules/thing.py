"""What an entry of the record is about."""

from dataclasses import dataclass, field
from uuid import UUID

KIND_AT_MOST, KEY_AT_MOST, REFERENCE_AT_MOST = 60, 60, 200  # characters


@dataclass(frozen=True, init=False, slots=True)
class Thing:
    """One thing of the house: its kind, its key and the reference people call it by.

    Two things are the same if kind and key are; the reference (`ENG-2026-0012`) is how it was called then.
    Raises ValueError for a text longer than the record keeps.
    """

    kind: str
    key: str
    reference: str = field(compare=False)

    def __init__(self, kind: str, key: UUID | str | int, reference: str = "") -> None:
        self._set("kind", kind, KIND_AT_MOST)
        self._set("key", str(key), KEY_AT_MOST)
        self._set("reference", reference, REFERENCE_AT_MOST)

    def _set(self, name: str, text: str, at_most: int) -> None:
        # Only PostgreSQL would refuse it; SQLite keeps any length.
        if len(text) > at_most:
            raise ValueError(f"the {name} of a thing has at most {at_most} characters, not {len(text)}")
        object.__setattr__(self, name, text)

    def __str__(self) -> str:
        return self.reference or f"{self.kind} {self.key}"
