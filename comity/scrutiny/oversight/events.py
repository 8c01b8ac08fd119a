"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import say


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(Event):
    """A frozen copy was handed out; whoever holds it can show by this digest that it was not changed since."""

    kind: ClassVar[str] = "snapshot.taken"
    population: str
    rows: int
    digest: str
    record_size: int
    record_root: str

    def sentence(self) -> str:
        return say(
            "A snapshot of {rows} engagements ({population}) was taken: {digest}.",
            rows=self.rows,
            population=self.population,
            digest=self.digest,
        )
