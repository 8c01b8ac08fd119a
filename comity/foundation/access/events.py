"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ActRefused(Event):
    """Somebody tried what they may not do. Nothing else changed."""

    kind: ClassVar[str] = "access.refused"
    who: str
    doing: str
    why: str

    def sentence(self) -> str:
        return f"{self.who} tried to {self.doing} and was refused: {self.why}."


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind: ClassVar[str] = "access.signed-in"
    who: str
    way: str

    def sentence(self) -> str:
        return f"{self.who} signed in ({self.way})."


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind: ClassVar[str] = "access.signed-out"
    who: str

    def sentence(self) -> str:
        return f"{self.who} signed out."


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    """`reads` says in words what they may read: clearances and need-to-know groups."""

    kind: ClassVar[str] = "person.added"
    person: str
    username: str
    nationality: str
    reads: str
    invented: bool

    def sentence(self) -> str:
        what = "an invented person's account" if self.invented else "an account"
        return f"{self.person} ({self.username}, {self.nationality}) was given {what}, {self.reads}."


@dataclass(frozen=True, kw_only=True)
class ClearanceChanged(Event):
    kind: ClassVar[str] = "person.clearance-changed"
    person: str
    username: str
    before: str
    after: str
    reason: str

    def sentence(self) -> str:
        return f"{self.person} ({self.username}), until now {self.before}, is now {self.after}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    kind: ClassVar[str] = "person.account-closed"
    person: str
    username: str
    reason: str

    def sentence(self) -> str:
        return f"The account of {self.person} ({self.username}) was closed: {self.reason}"
