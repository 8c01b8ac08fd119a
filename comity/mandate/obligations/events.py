"""Facts this room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import day, say

from .rules.origin import read_origin


@dataclass(frozen=True, kw_only=True)
class ObligationRaised(Event):
    kind: ClassVar[str] = "obligation.raised"
    version: ClassVar[int] = 2  # due_time
    what: str
    owed_by: str
    owed_to: str
    due: date | None
    due_time: str = ""
    origin: str

    def sentence(self) -> str:
        values = {"owes": self.owed_by, "owed": self.owed_to, "what": self.what, "origin": read_origin(self.origin)}
        if self.due and self.due_time:
            return say(
                "{owes} owes {owed} by {due}, {time} UTC: {what} ({origin})",
                due=day(self.due),
                time=self.due_time,
                **values,
            )
        if self.due:
            return say("{owes} owes {owed} by {due}: {what} ({origin})", due=day(self.due), **values)
        return say("{owes} owes {owed}: {what} ({origin})", **values)


@dataclass(frozen=True, kw_only=True)
class ObligationKept(Event):
    kind: ClassVar[str] = "obligation.kept"
    what: str
    words: str

    def sentence(self) -> str:
        return say("An obligation was kept: {what} How: {words}", what=self.what, words=self.words)


@dataclass(frozen=True, kw_only=True)
class ObligationWaived(Event):
    kind: ClassVar[str] = "obligation.waived"
    what: str
    words: str

    def sentence(self) -> str:
        return say("An obligation was waived: {what} Why: {words}", what=self.what, words=self.words)
