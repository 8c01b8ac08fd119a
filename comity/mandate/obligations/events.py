"""Facts this room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from comity.foundation.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ObligationRaised(Event):
    kind: ClassVar[str] = "obligation.raised"
    what: str
    owed_by: str
    owed_to: str
    due: date | None
    origin: str

    def sentence(self) -> str:
        when = f" by {self.due:%d %B %Y}" if self.due else ""
        return f"{self.owed_by} owes {self.owed_to}{when}: {self.what} ({self.origin})"


@dataclass(frozen=True, kw_only=True)
class ObligationKept(Event):
    kind: ClassVar[str] = "obligation.kept"
    what: str
    words: str

    def sentence(self) -> str:
        return f"An obligation was kept: {self.what} How: {self.words}"


@dataclass(frozen=True, kw_only=True)
class ObligationWaived(Event):
    kind: ClassVar[str] = "obligation.waived"
    what: str
    words: str

    def sentence(self) -> str:
        return f"An obligation was waived: {self.what} Why: {self.words}"
