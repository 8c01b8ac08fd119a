"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import known, say


@dataclass(frozen=True, kw_only=True)
class ActRefused(Event):
    """Somebody tried what they may not do. Nothing else changed."""

    kind: ClassVar[str] = "access.refused"
    who: str
    doing: str
    why: str

    def sentence(self) -> str:
        return say("{who} tried to {doing} and was refused: {why}.", who=self.who, doing=self.doing, why=self.why)


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind: ClassVar[str] = "access.signed-in"
    who: str
    way: str

    def sentence(self) -> str:
        return say("{who} signed in ({way}).", who=self.who, way=known(self.way))


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind: ClassVar[str] = "access.signed-out"
    who: str

    def sentence(self) -> str:
        return say("{who} signed out.", who=self.who)


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
        said = {"person": self.person, "username": self.username, "nation": self.nationality, "reads": self.reads}
        if self.invented:
            return say("{person} ({username}, {nation}) was given an invented person's account, {reads}.", **said)
        return say("{person} ({username}, {nation}) was given an account, {reads}.", **said)


@dataclass(frozen=True, kw_only=True)
class ClearanceChanged(Event):
    kind: ClassVar[str] = "person.clearance-changed"
    person: str
    username: str
    before: str
    after: str
    reason: str

    def sentence(self) -> str:
        return say(
            "{person} ({username}), until now {before}, is now {after}: {reason}",
            person=self.person,
            username=self.username,
            before=self.before,
            after=self.after,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    kind: ClassVar[str] = "person.account-closed"
    person: str
    username: str
    reason: str

    def sentence(self) -> str:
        return say(
            "The account of {person} ({username}) was closed: {reason}",
            person=self.person,
            username=self.username,
            reason=self.reason,
        )
