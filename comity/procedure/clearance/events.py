"""Facts this room announces. Each names the dossier and the subject it is about."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ClearanceEvent(Event):
    """What all have in common; never announced itself."""

    kind: ClassVar[str] = "clearance.event"
    dossier: str
    reference: str
    subject_kind: str
    subject_key: str
    subject_reference: str

    def sentence(self) -> str:
        return f"Something happened to {self.reference}."


@dataclass(frozen=True, kw_only=True)
class DossierOpened(ClearanceEvent):
    kind: ClassVar[str] = "dossier.opened"
    title: str
    route: str
    why: str
    digest: str

    def sentence(self) -> str:
        return (
            f"{self.reference} was opened to clear {self.subject_reference} “{self.title}” "
            f"by the route “{self.route}”: {self.why}."
        )


@dataclass(frozen=True, kw_only=True)
class ConsultationAsked(ClearanceEvent):
    kind: ClassVar[str] = "consultation.asked"
    post: str
    needs: str
    cites: str
    due: str
    again: bool

    def sentence(self) -> str:
        return (
            f"{self.post} was asked{' again' if self.again else ''} for {self.needs} under {self.cites}, by {self.due}."
        )


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(ClearanceEvent):
    kind: ClassVar[str] = "opinion.given"
    post: str
    opinion: str
    words: str
    basis: str
    cure: str
    conditions: tuple[str, ...]
    digest: str
    under: str

    def sentence(self) -> str:
        return _opinion(self)


@dataclass(frozen=True, kw_only=True)
class InformationRequested(ClearanceEvent):
    kind: ClassVar[str] = "information.requested"
    post: str
    question: str
    pauses: bool

    def sentence(self) -> str:
        clock = "stands still until the answer" if self.pauses else "runs on"
        return f"{self.post} asked for information: “{self.question}” Its clock {clock}."


@dataclass(frozen=True, kw_only=True)
class InformationGiven(ClearanceEvent):
    kind: ClassVar[str] = "information.given"
    post: str
    question: str
    answer: str

    def sentence(self) -> str:
        return f"{self.post} was answered: “{self.answer}”"


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(ClearanceEvent):
    kind: ClassVar[str] = "hold.placed"
    post: str
    reason: str
    expires: str

    def sentence(self) -> str:
        return f"{self.post} placed a hold until {self.expires}: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class HoldReleased(ClearanceEvent):
    kind: ClassVar[str] = "hold.released"
    post: str
    reason: str

    def sentence(self) -> str:
        return f"{self.post} released its hold: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class HoldExpired(ClearanceEvent):
    kind: ClassVar[str] = "hold.expired"
    post: str

    def sentence(self) -> str:
        return f"The hold of {self.post} reached its end and fell away; its answer is still due."


@dataclass(frozen=True, kw_only=True)
class CommentMade(ClearanceEvent):
    kind: ClassVar[str] = "comment.made"
    post: str
    severity: str
    about: str
    words: str

    def sentence(self) -> str:
        return f"{self.post} made a {self.severity} comment{' on ' + self.about if self.about else ''}: “{self.words}”"


@dataclass(frozen=True, kw_only=True)
class CommentAdjudicated(ClearanceEvent):
    kind: ClassVar[str] = "comment.adjudicated"
    words: str
    outcome: str
    rationale: str

    def sentence(self) -> str:
        return f"The comment “{self.words}” was {self.outcome.replace('_', ' ')}: “{self.rationale}”"


@dataclass(frozen=True, kw_only=True)
class ObjectionElevated(ClearanceEvent):
    kind: ClassVar[str] = "objection.elevated"
    post: str
    to: str
    reason: str

    def sentence(self) -> str:
        return f"The objection of {self.post} was elevated to {self.to}: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class ConsultationLapsed(ClearanceEvent):
    kind: ClassVar[str] = "consultation.lapsed"
    post: str
    outcome: str
    cites: str

    def sentence(self) -> str:
        return f"{self.post} did not answer in time: {self.outcome} ({self.cites})."


@dataclass(frozen=True, kw_only=True)
class DossierAdvanced(ClearanceEvent):
    kind: ClassVar[str] = "dossier.advanced"
    to: str

    def sentence(self) -> str:
        return f"{self.reference} went on to {self.to}."


@dataclass(frozen=True, kw_only=True)
class DossierConsolidated(ClearanceEvent):
    kind: ClassVar[str] = "dossier.consolidated"
    summary: str
    recommendation: str
    objections: tuple[str, ...]

    def sentence(self) -> str:
        return f"{self.reference} was consolidated; recommended: “{self.recommendation}”{_still(self.objections)}"


@dataclass(frozen=True, kw_only=True)
class DossierSentBack(ClearanceEvent):
    kind: ClassVar[str] = "dossier.sent-back"
    post: str
    reason: str

    def sentence(self) -> str:
        return f"{self.post} sent {self.reference} back: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class DossierCountersigned(ClearanceEvent):
    kind: ClassVar[str] = "dossier.countersigned"
    post: str
    digest: str
    cites: str

    def sentence(self) -> str:
        return f"{self.post} countersigned {self.reference} under {self.cites} (text {self.digest[:12]})."


@dataclass(frozen=True, kw_only=True)
class KeyTurned(ClearanceEvent):
    kind: ClassVar[str] = "decision.key-turned"
    post: str
    grants: bool
    reason: str
    over_objection: str
    digest: str
    cites: str
    under: str

    def sentence(self) -> str:
        return _key(self)


@dataclass(frozen=True, kw_only=True)
class ClearanceGranted(ClearanceEvent):
    kind: ClassVar[str] = "clearance.granted"
    digest: str
    over_objection: str

    def sentence(self) -> str:
        return (
            f"{self.subject_reference} is authorised: every key of {self.reference} "
            f"has been turned for text {self.digest[:12]}."
        )


@dataclass(frozen=True, kw_only=True)
class ClearanceRefused(ClearanceEvent):
    kind: ClassVar[str] = "clearance.refused"
    digest: str
    reason: str

    def sentence(self) -> str:
        return f"{self.subject_reference} is refused by {self.reference}: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(ClearanceEvent):
    kind: ClassVar[str] = "dossier.withdrawn"
    reason: str

    def sentence(self) -> str:
        return f"{self.reference} was withdrawn: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class SubjectAmended(ClearanceEvent):
    kind: ClassVar[str] = "dossier.subject-amended"
    number: int
    digest: str
    changed: tuple[str, ...]
    material: bool
    asked_again: tuple[str, ...]
    why: str

    def sentence(self) -> str:
        return _amended(self)


@dataclass(frozen=True, kw_only=True)
class DecisionOverdue(ClearanceEvent):
    kind: ClassVar[str] = "decision.overdue"
    post: str
    told: str
    cites: str

    def sentence(self) -> str:
        return (
            f"{self.post} did not do its part in time; {self.told} was told ({self.cites}). "
            "Nothing is decided by lapse of time."
        )


@dataclass(frozen=True, kw_only=True)
class ClearanceSuspended(ClearanceEvent):
    kind: ClassVar[str] = "clearance.suspended"
    post: str
    reason: str

    def sentence(self) -> str:
        return f"{self.post} suspended the clearance of {self.subject_reference}: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class ClearanceResumed(ClearanceEvent):
    kind: ClassVar[str] = "clearance.resumed"
    post: str
    reason: str

    def sentence(self) -> str:
        return f"{self.post} lifted the suspension of {self.subject_reference}: “{self.reason}”"


@dataclass(frozen=True, kw_only=True)
class ClearanceRevoked(ClearanceEvent):
    kind: ClassVar[str] = "clearance.revoked"
    post: str
    reason: str

    def sentence(self) -> str:
        return f"{self.post} revoked the clearance of {self.subject_reference}: “{self.reason}”"


def _opinion(event: OpinionGiven) -> str:
    through = f" (by {event.under})" if event.under else ""
    said = f" “{event.words}”" if event.words else ""
    match event.opinion:
        case "nonconcur":
            return (
                f"{event.post}{through} does not concur. Basis: “{event.basis}” "
                f"What would cure it: “{event.cure}”{said}"
            )
        case "concur_with_conditions":
            listed = "; ".join(f"({n}) {words.rstrip('.')}" for n, words in enumerate(event.conditions, 1))
            return f"{event.post}{through} concurs with conditions: {listed}.{said}"
        case "no_interest":
            return f"{event.post}{through} has no interest.{said}"
        case "silence":
            return f"{event.post} was silent, and silence counts as concurrence under {event.basis}."
        case _:
            return f"{event.post}{through} concurs.{said}"


def _key(event: KeyTurned) -> str:
    through = f" (by {event.under})" if event.under else ""
    verb = "granted" if event.grants else "refused"
    over = f" Over the objection: “{event.over_objection}”" if event.over_objection else ""
    why = f" “{event.reason}”" if event.reason else ""
    return f"{event.post}{through} {verb} {event.reference} under {event.cites}.{why}{over}"


def _amended(event: SubjectAmended) -> str:
    listed = ", ".join(event.changed)
    if not event.material:
        return f"{event.subject_reference} was amended ({listed}) within the tolerances: nobody is asked again."
    again = ", ".join(event.asked_again) or "nobody"
    return f"{event.subject_reference} was amended materially ({listed}): {event.why} Asked again: {again}."


def _still(objections: tuple[str, ...]) -> str:
    return f" Outstanding objections: {', '.join(objections)}." if objections else ""
