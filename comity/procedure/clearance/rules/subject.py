"""What is put before the deciders: facts that choose the route, particulars that people read, one digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

import rfc8785


@dataclass(frozen=True, slots=True)
class Particular:
    """One line of the subject: a field, its label, its value as plain data, and the text people read."""

    field: str
    label: str
    value: object
    text: str

    def as_data(self) -> dict[str, object]:
        return {"field": self.field, "label": self.label, "value": plain(self.value), "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing to be cleared, frozen as it is put. `authors` are the ids of all who wrote in it."""

    kind: str
    key: str
    reference: str
    title: str
    facts: Mapping[str, object]
    particulars: tuple[Particular, ...]
    lead_post_id: int
    marking_id: int
    authors: frozenset[int]
    version: int

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of every value that is read or that chooses the route.

        Labels and phrasing stay out: a release of the software that words them better must not undo what
        people are deciding.
        """
        particulars = [p.as_data() for p in self.particulars]
        return digest_of(
            kind=self.kind, key=self.key, title=self.title, facts=plain(self.facts), particulars=particulars
        )


def digest_of(*, kind: str, key: str, title: str, facts: object, particulars: Sequence[Mapping[str, object]]) -> str:
    """The digest of a subject from its plain data, as it is put and as it is kept.

    Raises ValueError or KeyError for what was never a subject.
    """
    said = {
        "kind": kind,
        "key": key,
        "title": title,
        "facts": facts,
        "particulars": [{"field": p["field"], "value": p["value"]} for p in particulars],
    }
    return sha256(rfc8785.dumps(said)).hexdigest()  # type: ignore[arg-type]


def plain(value: object) -> object:
    """A fact as JSON can hold it: dates and decimals as text, sets as sorted lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
