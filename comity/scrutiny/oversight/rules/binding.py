"""Does every opinion and signature bind the text that was before it, by what the record tells of texts put?"""

from collections.abc import Iterable
from dataclasses import dataclass

BINDING = (
    "opinion.given",
    "dossier.countersigned",
    "decision.key-turned",
    "clearance.granted",
    "clearance.refused",
)
"""Kinds of entries that bind the digest of what was seen."""

PUT = ("dossier.opened", "dossier.subject-amended")
"""Kinds of entries that put a text."""


@dataclass(frozen=True, slots=True)
class Put:
    """A text was put by this entry: the dossier's first, or the one of this number."""

    seq: int
    dossier: str
    number: int
    digest: str


class Texts:
    """Which texts were put on each dossier, in order."""

    def __init__(self, put: Iterable[Put]) -> None:
        self._of: dict[str, list[Put]] = {}
        for one in sorted(put, key=lambda one: one.seq):
            self._of.setdefault(one.dossier, []).append(one)

    def before(self, dossier: str, seq: int) -> Put | None:
        """The text that was before the deciders when the entry `seq` was made."""
        return next((one for one in reversed(self._of.get(dossier, ())) if one.seq < seq), None)
