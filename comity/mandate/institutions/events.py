"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event


@dataclass(frozen=True, kw_only=True)
class FrameworkAdopted(Event):
    kind: ClassVar[str] = "framework.adopted"
    framework: str
    adopted_version: str
    title: str
    digest: str
    posts: int
    mandates: int

    def sentence(self) -> str:
        return (
            f"The framework “{self.title}”, version {self.adopted_version}, was adopted: "
            f"{self.posts} posts, {self.mandates} mandates."
        )


@dataclass(frozen=True, kw_only=True)
class PersonAppointed(Event):
    kind: ClassVar[str] = "post.person-appointed"
    person: str
    post: str
    institution: str
    acting: bool
    starts: str

    def sentence(self) -> str:
        manner = "acting " if self.acting else ""
        return f"{self.person} was appointed {manner}{self.post}, {self.institution}, from {self.starts}."


@dataclass(frozen=True, kw_only=True)
class AppointmentEnded(Event):
    kind: ClassVar[str] = "post.appointment-ended"
    person: str
    post: str
    ends: str

    def sentence(self) -> str:
        return f"{self.person} ceases to be {self.post} on {self.ends}."


@dataclass(frozen=True, kw_only=True)
class MandateDelegated(Event):
    kind: ClassVar[str] = "mandate.delegated"
    delegation: str
    may: str
    from_post: str
    to_post: str
    until: str
    instrument: str
    reason: str

    def sentence(self) -> str:
        return (
            f"The power of {self.from_post} to {self.may} under {self.instrument} was delegated to "
            f"{self.to_post} until {self.until} ({self.delegation}): {self.reason}"
        )


@dataclass(frozen=True, kw_only=True)
class DelegationRevoked(Event):
    kind: ClassVar[str] = "mandate.delegation-revoked"
    delegation: str
    reason: str

    def sentence(self) -> str:
        return f"{self.delegation} was revoked: {self.reason}"
