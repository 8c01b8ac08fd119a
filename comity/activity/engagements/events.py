"""Facts this room announces. Each names the engagement by its reference and title as they were then."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event


@dataclass(frozen=True, kw_only=True)
class EngagementEvent(Event):
    """What all have in common; never announced itself."""

    kind: ClassVar[str] = "engagement.event"
    reference: str
    title: str

    def sentence(self) -> str:
        return f"Something happened to {self.called}."

    @property
    def called(self) -> str:
        return f"{self.reference} “{self.title}”"


@dataclass(frozen=True, kw_only=True)
class ConceptBegun(EngagementEvent):
    kind: ClassVar[str] = "engagement.concept-begun"
    lead: str
    digest: str

    def sentence(self) -> str:
        return f"{self.called} was begun as a concept, led by {self.lead}."


@dataclass(frozen=True, kw_only=True)
class ConceptChanged(EngagementEvent):
    kind: ClassVar[str] = "engagement.concept-changed"
    number: int
    changed: tuple[str, ...]
    digest: str

    def sentence(self) -> str:
        return f"{self.called}, still a concept, was changed: {_listed(self.changed)}."


@dataclass(frozen=True, kw_only=True)
class EngagementProposed(EngagementEvent):
    kind: ClassVar[str] = "engagement.proposed"
    number: int
    digest: str
    under: str

    def sentence(self) -> str:
        return f"{self.called} was proposed in version {self.number} under {self.under}."


@dataclass(frozen=True, kw_only=True)
class ClearanceBegun(EngagementEvent):
    kind: ClassVar[str] = "engagement.clearance-begun"
    dossier: str

    def sentence(self) -> str:
        return f"{self.called} is in clearance as {self.dossier}."


@dataclass(frozen=True, kw_only=True)
class EngagementAmended(EngagementEvent):
    kind: ClassVar[str] = "engagement.amended"
    number: int
    changed: tuple[str, ...]
    digest: str
    why: str
    reopened: bool

    def sentence(self) -> str:
        again = " This reopened its clearance." if self.reopened else ""
        return f"{self.called} was amended to version {self.number}: {_listed(self.changed)}. Why: “{self.why}”{again}"


@dataclass(frozen=True, kw_only=True)
class ClearanceReopened(EngagementEvent):
    kind: ClassVar[str] = "engagement.clearance-reopened"
    why: str

    def sentence(self) -> str:
        return f"{self.called} is no longer authorised: it went back to clearance. Why: “{self.why}”"


@dataclass(frozen=True, kw_only=True)
class MarkingChanged(EngagementEvent):
    kind: ClassVar[str] = "engagement.marking-changed"
    before: str
    after: str
    why: str

    def sentence(self) -> str:
        return f"{self.called} is marked {self.after} instead of {self.before}. Why: “{self.why}”"


@dataclass(frozen=True, kw_only=True)
class EngagementWithdrawn(EngagementEvent):
    kind: ClassVar[str] = "engagement.withdrawn"
    reason: str

    def sentence(self) -> str:
        return f"{self.called} was withdrawn: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class EngagementRevised(EngagementEvent):
    kind: ClassVar[str] = "engagement.revised"
    reason: str

    def sentence(self) -> str:
        return f"{self.called} is a concept again, to be revised: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class EngagementAuthorised(EngagementEvent):
    kind: ClassVar[str] = "engagement.authorised"
    dossier: str
    digest: str

    def sentence(self) -> str:
        return f"{self.called} is authorised by {self.dossier}, for the text {self.digest[:12]}."


@dataclass(frozen=True, kw_only=True)
class EngagementRefused(EngagementEvent):
    kind: ClassVar[str] = "engagement.refused"
    dossier: str

    def sentence(self) -> str:
        return f"{self.called} is refused by {self.dossier}."


@dataclass(frozen=True, kw_only=True)
class EngagementSuspended(EngagementEvent):
    kind: ClassVar[str] = "engagement.suspended"
    dossier: str

    def sentence(self) -> str:
        return f"{self.called} is suspended: the clearance {self.dossier} is."


@dataclass(frozen=True, kw_only=True)
class EngagementResumed(EngagementEvent):
    kind: ClassVar[str] = "engagement.resumed"
    dossier: str

    def sentence(self) -> str:
        return f"{self.called} is authorised again: the suspension of {self.dossier} was lifted."


@dataclass(frozen=True, kw_only=True)
class EngagementRevoked(EngagementEvent):
    kind: ClassVar[str] = "engagement.revoked"
    dossier: str

    def sentence(self) -> str:
        return f"{self.called} is cancelled: its clearance {self.dossier} was revoked."


@dataclass(frozen=True, kw_only=True)
class EngagementCancelled(EngagementEvent):
    kind: ClassVar[str] = "engagement.cancelled"
    reason: str

    def sentence(self) -> str:
        return f"{self.called} was cancelled by its lead: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class EngagementBegun(EngagementEvent):
    kind: ClassVar[str] = "engagement.begun"

    def sentence(self) -> str:
        return f"{self.called} is under way."


@dataclass(frozen=True, kw_only=True)
class EngagementCompleted(EngagementEvent):
    kind: ClassVar[str] = "engagement.completed"

    def sentence(self) -> str:
        return f"{self.called} is completed."


@dataclass(frozen=True, kw_only=True)
class EngagementAssessed(EngagementEvent):
    kind: ClassVar[str] = "engagement.assessed"
    assessment: str

    def sentence(self) -> str:
        return f"{self.called} was assessed: “{self.assessment}”"


@dataclass(frozen=True, kw_only=True)
class EngagementClosed(EngagementEvent):
    kind: ClassVar[str] = "engagement.closed"

    def sentence(self) -> str:
        return f"{self.called} is closed: completed, assessed and accounted for."


@dataclass(frozen=True, kw_only=True)
class EngagementImported(EngagementEvent):
    kind: ClassVar[str] = "engagement.imported"
    source: str
    row: int
    digest: str

    def sentence(self) -> str:
        return f"{self.called} was imported as a concept from {self.source}, row {self.row}."


def _listed(changed: tuple[str, ...]) -> str:
    return "; ".join(changed)
