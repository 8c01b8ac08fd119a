"""Facts this room announces. That something was opened is told openly; what and why, under its own marking."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import say, say_many


@dataclass(frozen=True, kw_only=True)
class EmergencyEvent(Event):
    """What all have in common; never announced itself. `opening` is its reference."""

    kind: ClassVar[str] = "emergency.event"
    opening: str

    def sentence(self) -> str:
        return say("Something happened to {opening}.", opening=self.opening)


@dataclass(frozen=True, kw_only=True)
class EmergencyOpened(EmergencyEvent):
    kind: ClassVar[str] = "emergency.opened"
    who: str
    until: str
    instrument: str

    def sentence(self) -> str:
        return say(
            "{who} opened one thing above their clearance in an emergency, until {until}, under {instrument} "
            "({opening}).",
            who=self.who,
            until=self.until,
            instrument=self.instrument,
            opening=self.opening,
        )


@dataclass(frozen=True, kw_only=True)
class EmergencyReasonGiven(EmergencyEvent):
    kind: ClassVar[str] = "emergency.reason-given"
    what: str
    reason: str

    def sentence(self) -> str:
        return say("{opening} opened {what}: “{reason}”", opening=self.opening, what=self.what, reason=self.reason)


@dataclass(frozen=True, kw_only=True)
class EmergencyPageRead(EmergencyEvent):
    kind: ClassVar[str] = "emergency.page-read"
    what: str
    page: str

    def sentence(self) -> str:
        return say(
            "By {opening}, {what} was asked for at the page {page}.",
            opening=self.opening,
            what=self.what,
            page=self.page,
        )


@dataclass(frozen=True, kw_only=True)
class EmergencyEnded(EmergencyEvent):
    """`who` opened it; `early` says that somebody ended it before its time. `pages` were asked for meanwhile."""

    kind: ClassVar[str] = "emergency.ended"
    who: str
    early: bool
    pages: int

    def sentence(self) -> str:
        said = {
            "opening": self.opening,
            "who": self.who,
            "pages": say_many("{count} page was asked for", "{count} pages were asked for", self.pages),
        }
        if self.early:
            return say("{opening} of {who} was ended before its time: {pages}.", **said)
        return say("The time of {opening} of {who} ran out: {pages}.", **said)
