"""Facts this room announces. Each names the engagement by its reference and title as they were then."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import say, series

from .rules.changes import change_again


@dataclass(frozen=True, kw_only=True)
class EngagementEvent(Event):
    """What all have in common; never announced itself."""

    kind: ClassVar[str] = "engagement.event"
    reference: str
    title: str

    def sentence(self) -> str:
        return say("Something happened to {what}.", what=self.called)

    @property
    def called(self) -> str:
        return say("{reference} “{title}”", reference=self.reference, title=self.title)


@dataclass(frozen=True, kw_only=True)
class ConceptBegun(EngagementEvent):
    kind: ClassVar[str] = "engagement.concept-begun"
    lead: str
    digest: str

    def sentence(self) -> str:
        return say("{what} was begun as a concept, led by {lead}.", what=self.called, lead=self.lead)


@dataclass(frozen=True, kw_only=True)
class ConceptChanged(EngagementEvent):
    kind: ClassVar[str] = "engagement.concept-changed"
    number: int
    changed: tuple[str, ...]
    digest: str

    def sentence(self) -> str:
        return say("{what}, still a concept, was changed: {changes}.", what=self.called, changes=_listed(self.changed))


@dataclass(frozen=True, kw_only=True)
class EngagementProposed(EngagementEvent):
    kind: ClassVar[str] = "engagement.proposed"
    number: int
    digest: str
    under: str

    def sentence(self) -> str:
        return say(
            "{what} was proposed in version {number} under {instrument}.",
            what=self.called,
            number=self.number,
            instrument=self.under,
        )


@dataclass(frozen=True, kw_only=True)
class ClearanceBegun(EngagementEvent):
    kind: ClassVar[str] = "engagement.clearance-begun"
    dossier: str

    def sentence(self) -> str:
        return say("{what} is in clearance as {dossier}.", what=self.called, dossier=self.dossier)


@dataclass(frozen=True, kw_only=True)
class EngagementAmended(EngagementEvent):
    kind: ClassVar[str] = "engagement.amended"
    number: int
    changed: tuple[str, ...]
    digest: str
    why: str
    reopened: bool

    def sentence(self) -> str:
        said = {"what": self.called, "number": self.number, "changes": _listed(self.changed), "why": self.why}
        if self.reopened:
            return say(
                "{what} was amended to version {number}: {changes}. Why: “{why}” This reopened its clearance.", **said
            )
        return say("{what} was amended to version {number}: {changes}. Why: “{why}”", **said)


@dataclass(frozen=True, kw_only=True)
class ClearanceReopened(EngagementEvent):
    kind: ClassVar[str] = "engagement.clearance-reopened"
    why: str

    def sentence(self) -> str:
        return say(
            "{what} is no longer authorised: it went back to clearance. Why: “{why}”", what=self.called, why=self.why
        )


@dataclass(frozen=True, kw_only=True)
class MarkingChanged(EngagementEvent):
    kind: ClassVar[str] = "engagement.marking-changed"
    before: str
    after: str
    why: str

    def sentence(self) -> str:
        return say(
            "{what} is marked {after} instead of {before}. Why: “{why}”",
            what=self.called,
            after=self.after,
            before=self.before,
            why=self.why,
        )


@dataclass(frozen=True, kw_only=True)
class EngagementWithdrawn(EngagementEvent):
    kind: ClassVar[str] = "engagement.withdrawn"
    reason: str

    def sentence(self) -> str:
        return say("{what} was withdrawn: “{reason}”", what=self.called, reason=self.reason)


@dataclass(frozen=True, kw_only=True)
class EngagementRevised(EngagementEvent):
    kind: ClassVar[str] = "engagement.revised"
    reason: str

    def sentence(self) -> str:
        return say("{what} is a concept again, to be revised: “{reason}”", what=self.called, reason=self.reason)


@dataclass(frozen=True, kw_only=True)
class EngagementAuthorised(EngagementEvent):
    kind: ClassVar[str] = "engagement.authorised"
    dossier: str
    digest: str

    def sentence(self) -> str:
        return say(
            "{what} is authorised by {dossier}, for the text {digest}.",
            what=self.called,
            dossier=self.dossier,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class EngagementRefused(EngagementEvent):
    kind: ClassVar[str] = "engagement.refused"
    dossier: str

    def sentence(self) -> str:
        return say("{what} is refused by {dossier}.", what=self.called, dossier=self.dossier)


@dataclass(frozen=True, kw_only=True)
class EngagementSuspended(EngagementEvent):
    kind: ClassVar[str] = "engagement.suspended"
    dossier: str

    def sentence(self) -> str:
        return say("{what} is suspended: the clearance {dossier} is.", what=self.called, dossier=self.dossier)


@dataclass(frozen=True, kw_only=True)
class EngagementResumed(EngagementEvent):
    kind: ClassVar[str] = "engagement.resumed"
    dossier: str

    def sentence(self) -> str:
        return say(
            "{what} is authorised again: the suspension of {dossier} was lifted.",
            what=self.called,
            dossier=self.dossier,
        )


@dataclass(frozen=True, kw_only=True)
class EngagementRevoked(EngagementEvent):
    kind: ClassVar[str] = "engagement.revoked"
    dossier: str

    def sentence(self) -> str:
        return say("{what} is cancelled: its clearance {dossier} was revoked.", what=self.called, dossier=self.dossier)


@dataclass(frozen=True, kw_only=True)
class EngagementCancelled(EngagementEvent):
    kind: ClassVar[str] = "engagement.cancelled"
    reason: str

    def sentence(self) -> str:
        return say("{what} was cancelled by its lead: “{reason}”", what=self.called, reason=self.reason)


@dataclass(frozen=True, kw_only=True)
class EngagementBegun(EngagementEvent):
    kind: ClassVar[str] = "engagement.begun"

    def sentence(self) -> str:
        return say("{what} is under way.", what=self.called)


@dataclass(frozen=True, kw_only=True)
class EngagementCompleted(EngagementEvent):
    kind: ClassVar[str] = "engagement.completed"

    def sentence(self) -> str:
        return say("{what} is completed.", what=self.called)


@dataclass(frozen=True, kw_only=True)
class EngagementAssessed(EngagementEvent):
    kind: ClassVar[str] = "engagement.assessed"
    assessment: str

    def sentence(self) -> str:
        return say("{what} was assessed: “{assessment}”", what=self.called, assessment=self.assessment)


@dataclass(frozen=True, kw_only=True)
class EngagementClosed(EngagementEvent):
    kind: ClassVar[str] = "engagement.closed"

    def sentence(self) -> str:
        return say("{what} is closed: completed, assessed and accounted for.", what=self.called)


@dataclass(frozen=True, kw_only=True)
class EngagementImported(EngagementEvent):
    kind: ClassVar[str] = "engagement.imported"
    source: str
    row: int
    digest: str

    def sentence(self) -> str:
        return say(
            "{what} was imported as a concept from {source}, row {row}.",
            what=self.called,
            source=self.source,
            row=self.row,
        )


def _listed(changed: tuple[str, ...]) -> str:
    return series([change_again(change) for change in changed])


@dataclass(frozen=True, kw_only=True)
class DraftHandedOver(Event):
    """No word of what it says: a draft is nobody's to see but its author's."""

    kind: ClassVar[str] = "draft.handed-over"
    author: str
    post: str
    to: str

    def sentence(self) -> str:
        return say(
            "A draft that {author} left at {post} was handed to {other}.",
            author=self.author,
            post=self.post,
            other=self.to,
        )
