"""A frozen copy of what somebody could read at one moment, and the manifest by which it can be checked later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

COLUMNS = (
    "reference",
    "title",
    "kind",
    "state",
    "state since",
    "marking",
    "first day",
    "first day known to the",
    "last day",
    "last day known to the",
    "host",
    "place",
    "zone",
    "participants",
    "personnel",
    "cost",
    "currency",
    "lead post",
    "lead institution",
    "dossier",
    "version",
    "entered",
    "source",
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The file as it is handed out, whom it is for, and how far the record reached when it was made."""

    text: str
    rows: int
    first: date
    last: date
    marking: str
    record_size: int
    record_root: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file in UTF-8."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def population(self) -> str:
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


def thing_key(digest: str) -> str:
    """What the record calls a frozen copy by."""
    return digest[:40]


def manifest(frozen: Frozen, *, person: str, post: str, at: datetime, entry: int) -> dict[str, object]:
    """What goes with the file, in English: it is read by programs and by auditors of any country."""
    return {
        "file": "engagements.csv",
        "sha256": frozen.digest,
        "rows": frozen.rows,
        "columns": _plain(COLUMNS),
        "population": {
            "what": "engagements the taker may read, without concepts and what was given up",
            "from": frozen.first.isoformat(),
            "to": frozen.last.isoformat(),
        },
        "marking": frozen.marking,
        "taken_at": at.isoformat(),
        "taken_by": person,
        "acting_as": post,
        "record": {"size": frozen.record_size, "root": frozen.record_root, "entry_of_this_snapshot": entry},
        "note": "A cell that a spreadsheet would run as a formula begins with a single quote.",
    }


def _plain(columns: Sequence[str]) -> list[str]:
    return list(columns)
