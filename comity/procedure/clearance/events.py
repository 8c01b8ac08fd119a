"""Facts this room announces. Each names the dossier and the subject it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.record.rules.erasable import DECISION
from comity.foundation.words.rules.said import day, known, say, series
from comity.mandate.institutions.rules.promises import Happening

from .rules.material import WHYS
from .rules.needs import needed
from .rules.opinion import in_plain_words
from .rules.urgent import cause_in_words
from .rules.written import read, read_change, read_material


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
        return say("Something happened to {reference}.", reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class DossierOpened(ClearanceEvent):
    kind: ClassVar[str] = "dossier.opened"
    title: str
    route: str
    why: str
    digest: str

    def sentence(self) -> str:
        return say(
            "{reference} was opened to clear {subject_reference} “{title}” by the route “{route}”: {why}.",
            reference=self.reference,
            subject_reference=self.subject_reference,
            title=self.title,
            route=self.route,
            why=read(self.why),
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
        values = {"post": self.post, "needs": needed(self.needs), "cites": self.cites, "due": day(self.due)}
        if self.again:
            return say("{post} was asked again for {needs} under {cites}, by {due}.", **values)
        return say("{post} was asked for {needs} under {cites}, by {due}.", **values)


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
        if self.pauses:
            return say(
                "{post} asked for information: “{question}” Its clock stands still until the answer.",
                post=self.post,
                question=self.question,
            )
        return say(
            "{post} asked for information: “{question}” Its clock runs on.", post=self.post, question=self.question
        )


@dataclass(frozen=True, kw_only=True)
class InformationGiven(ClearanceEvent):
    kind: ClassVar[str] = "information.given"
    post: str
    question: str
    answer: str

    def sentence(self) -> str:
        return say("{post} was answered: “{answer}”", post=self.post, answer=read(self.answer))


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(ClearanceEvent):
    kind: ClassVar[str] = "hold.placed"
    post: str
    reason: str
    expires: str

    def sentence(self) -> str:
        return say(
            "{post} placed a hold until {expires}: “{reason}”",
            post=self.post,
            expires=day(self.expires),
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class HoldReleased(ClearanceEvent):
    kind: ClassVar[str] = "hold.released"
    post: str
    reason: str

    def sentence(self) -> str:
        return say("{post} released its hold: “{reason}”", post=self.post, reason=read(self.reason))


@dataclass(frozen=True, kw_only=True)
class HoldExpired(ClearanceEvent):
    kind: ClassVar[str] = "hold.expired"
    post: str

    def sentence(self) -> str:
        return say("The hold of {post} reached its end and fell away; its answer is still due.", post=self.post)


@dataclass(frozen=True, kw_only=True)
class CommentMade(ClearanceEvent):
    kind: ClassVar[str] = "comment.made"
    post: str
    severity: str
    about: str
    words: str

    def sentence(self) -> str:
        values = {"post": self.post, "severity": in_plain_words(self.severity), "words": self.words}
        if self.about:
            return say("{post} made a {severity} comment on {line}: “{words}”", line=known(self.about), **values)
        return say("{post} made a {severity} comment: “{words}”", **values)


@dataclass(frozen=True, kw_only=True)
class CommentAdjudicated(ClearanceEvent):
    kind: ClassVar[str] = "comment.adjudicated"
    words: str
    outcome: str
    rationale: str

    def sentence(self) -> str:
        return say(
            "The comment “{words}” was {outcome}: “{rationale}”",
            words=self.words,
            outcome=in_plain_words(self.outcome),
            rationale=self.rationale,
        )


@dataclass(frozen=True, kw_only=True)
class ObjectionElevated(ClearanceEvent):
    kind: ClassVar[str] = "objection.elevated"
    post: str
    to: str
    reason: str

    def sentence(self) -> str:
        return say(
            "The objection of {post} was elevated to {to}: “{reason}”", post=self.post, to=self.to, reason=self.reason
        )


@dataclass(frozen=True, kw_only=True)
class ConsultationReassigned(ClearanceEvent):
    kind: ClassVar[str] = "consultation.reassigned"
    post: str
    to: str
    reason: str

    def sentence(self) -> str:
        values = {"post": self.post, "reference": self.reference, "other": self.to}
        if self.reason:
            said = say("{post} is vacant: what it was asked on {reference} goes to {other}.", **values)
            return series([said, *_quoted(self.reason)], " ")
        return say("{post} is vacant: what it was asked on {reference} goes to {other}.", **values)


@dataclass(frozen=True, kw_only=True)
class ConsultationLapsed(ClearanceEvent):
    kind: ClassVar[str] = "consultation.lapsed"
    post: str
    outcome: str
    cites: str

    def sentence(self) -> str:
        return say(
            "{post} did not answer in time: {outcome} ({cites}).",
            post=self.post,
            outcome=read(self.outcome),
            cites=self.cites,
        )


@dataclass(frozen=True, kw_only=True)
class DossierAdvanced(ClearanceEvent):
    kind: ClassVar[str] = "dossier.advanced"
    to: str

    def sentence(self) -> str:
        return say("{reference} went on to {to}.", reference=self.reference, to=read(self.to))


@dataclass(frozen=True, kw_only=True)
class DossierConsolidated(ClearanceEvent):
    kind: ClassVar[str] = "dossier.consolidated"
    version: ClassVar[int] = 2  # decide_by and if_late
    summary: str
    recommendation: str
    decide_by: str = ""
    if_late: str = ""
    objections: tuple[str, ...]

    def sentence(self) -> str:
        said = say(
            "{reference} was consolidated; recommended: “{recommendation}”",
            reference=self.reference,
            recommendation=self.recommendation,
        )
        still = [say("Outstanding objections: {posts}.", posts=", ".join(self.objections))] if self.objections else []
        return series([said, *still], " ")


@dataclass(frozen=True, kw_only=True)
class DossierSentBack(ClearanceEvent):
    kind: ClassVar[str] = "dossier.sent-back"
    post: str
    reason: str

    def sentence(self) -> str:
        return say(
            "{post} sent {reference} back: “{reason}”",
            post=self.post,
            reference=self.reference,
            reason=read(self.reason),
        )


@dataclass(frozen=True, kw_only=True)
class DossierCountersigned(ClearanceEvent):
    kind: ClassVar[str] = "dossier.countersigned"
    never_erased: ClassVar[str] = DECISION
    version: ClassVar[int] = 2  # under
    post: str
    digest: str
    cites: str
    under: str = ""

    def sentence(self) -> str:
        return say(
            "{post} countersigned {reference} under {cites} (text {digest}).",
            post=_who(self.post, self.under),
            reference=self.reference,
            cites=self.cites,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class KeyTurned(ClearanceEvent):
    kind: ClassVar[str] = "decision.key-turned"
    never_erased: ClassVar[str] = DECISION
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
    never_erased: ClassVar[str] = DECISION
    digest: str
    over_objection: str

    def sentence(self) -> str:
        return say(
            "{subject_reference} is authorised: every key of {reference} has been turned for text {digest}.",
            subject_reference=self.subject_reference,
            reference=self.reference,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class ClearanceRefused(ClearanceEvent):
    kind: ClassVar[str] = "clearance.refused"
    never_erased: ClassVar[str] = DECISION
    digest: str
    reason: str

    def sentence(self) -> str:
        return say(
            "{subject_reference} is refused by {reference}: “{reason}”",
            subject_reference=self.subject_reference,
            reference=self.reference,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(ClearanceEvent):
    kind: ClassVar[str] = "dossier.withdrawn"
    reason: str

    def sentence(self) -> str:
        return say("{reference} was withdrawn: “{reason}”", reference=self.reference, reason=self.reason)


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
        return say(
            "{post} did not do its part in time; {told} was told ({cites}). Nothing is decided by lapse of time.",
            post=self.post,
            told=read(self.told),
            cites=self.cites,
        )


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """What every change of how a clearance stands tells: which post did it, why, and under which loan."""

    post: str
    reason: str
    under: str = ""
    subject_reference: str

    def _values(self) -> dict[str, str]:
        return {
            "post": _who(self.post, self.under),
            "subject_reference": self.subject_reference,
            "reason": self.reason,
        }


@dataclass(frozen=True, kw_only=True)
class ClearanceSuspended(_Standing, ClearanceEvent):
    kind: ClassVar[str] = "clearance.suspended"
    never_erased: ClassVar[str] = DECISION
    version: ClassVar[int] = 2  # under

    def sentence(self) -> str:
        return say("{post} suspended the clearance of {subject_reference}: “{reason}”", **self._values())


@dataclass(frozen=True, kw_only=True)
class ClearanceResumed(_Standing, ClearanceEvent):
    kind: ClassVar[str] = "clearance.resumed"
    never_erased: ClassVar[str] = DECISION
    version: ClassVar[int] = 2  # under

    def sentence(self) -> str:
        return say("{post} lifted the suspension of {subject_reference}: “{reason}”", **self._values())


@dataclass(frozen=True, kw_only=True)
class ClearanceRevoked(_Standing, ClearanceEvent):
    kind: ClassVar[str] = "clearance.revoked"
    never_erased: ClassVar[str] = DECISION
    version: ClassVar[int] = 2  # under

    def sentence(self) -> str:
        return say("{post} revoked the clearance of {subject_reference}: “{reason}”", **self._values())


@dataclass(frozen=True, kw_only=True)
class ClearanceReopened(_Standing, ClearanceEvent):
    kind: ClassVar[str] = "clearance.reopened"
    never_erased: ClassVar[str] = DECISION

    def sentence(self) -> str:
        return say("{post} had {subject_reference} cleared again from the beginning: “{reason}”", **self._values())


@dataclass(frozen=True, kw_only=True)
class UrgencyDeclared(ClearanceEvent):
    kind: ClassVar[str] = "urgency.declared"
    never_erased: ClassVar[str] = DECISION
    post: str
    cause: str
    why: str
    skipped: tuple[str, ...]
    until: str
    until_time: str
    cites: str
    under: str = ""

    def sentence(self) -> str:
        return say(
            "{post} declared {reference} urgent under {cites}, for {cause}: “{why}” Not asked: {skipped}. "
            "It ends on {day} at {time} UTC if nothing is decided.",
            post=_who(self.post, self.under),
            reference=self.reference,
            cites=self.cites,
            cause=cause_in_words(self.cause),
            why=self.why,
            skipped=", ".join(self.skipped) or say("nobody is left out"),
            day=day(self.until),
            time=self.until_time,
        )


@dataclass(frozen=True, kw_only=True)
class UrgencyLapsed(ClearanceEvent):
    kind: ClassVar[str] = "urgency.lapsed"
    fallen: tuple[str, ...]

    def sentence(self) -> str:
        return say(
            "The hours of urgency of {reference} ran out with nothing decided: it is back on its ordinary route, and "
            "nothing that was signed stands. Asked anew: {posts}.",
            reference=self.reference,
            posts=", ".join(self.fallen) or say("nobody"),
        )


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(ClearanceEvent):
    kind: ClassVar[str] = "urgency.review-opened"
    review: str
    posts: tuple[str, ...]
    questions: tuple[str, ...]
    due: str
    cites: str

    def sentence(self) -> str:
        return say(
            "The review of the urgent decision {reference} opened by itself under {cites}. {posts} answer by {due}.",
            reference=self.reference,
            cites=self.cites,
            posts=", ".join(self.posts),
            due=day(self.due),
        )


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(ClearanceEvent):
    kind: ClassVar[str] = "urgency.review-answered"
    never_erased: ClassVar[str] = DECISION
    post: str
    was_urgent: bool
    words: str
    answers: tuple[str, ...]

    def sentence(self) -> str:
        values = {"post": self.post, "reference": self.reference, "words": self.words}
        if self.was_urgent:
            return say("{post} reviewed {reference} and found that it was urgent: “{words}”", **values)
        return say("{post} reviewed {reference} and found that it was not urgent: “{words}”", **values)


@dataclass(frozen=True, kw_only=True)
class GrantRecalled(ClearanceEvent):
    kind: ClassVar[str] = "clearance.recalled"
    never_erased: ClassVar[str] = DECISION
    post: str
    reason: str

    def sentence(self) -> str:
        return say(
            "{post} recalled the urgent clearance of {subject_reference}: “{reason}” What was authorised is cancelled.",
            post=self.post,
            subject_reference=self.subject_reference,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class DossierMigrated(ClearanceEvent):
    kind: ClassVar[str] = "dossier.migrated"
    from_version: str
    to_version: str
    route: str
    kept: tuple[str, ...]
    asked: tuple[str, ...]
    dropped: tuple[str, ...]
    reason: str

    def sentence(self) -> str:
        said = say(
            "{reference} was moved from version {old} of its framework to {new}, by the route “{route}”: “{reason}” "
            "Every signature fell.",
            reference=self.reference,
            old=self.from_version,
            new=self.to_version,
            route=self.route,
            reason=self.reason,
        )
        kept = [say("Answers of {posts} stand.", posts=", ".join(self.kept))] if self.kept else []
        asked = [say("To be asked: {posts}.", posts=", ".join(self.asked))] if self.asked else []
        dropped = [say("No longer asked: {posts}.", posts=", ".join(self.dropped))] if self.dropped else []
        return series([said, *kept, *asked, *dropped], " ")


OVERSEEN: Mapping[type[ClearanceEvent], Happening] = {
    DossierOpened: Happening.OPENED,
    ClearanceGranted: Happening.GRANTED,
    ClearanceRefused: Happening.REFUSED,
    DossierWithdrawn: Happening.WITHDRAWN,
    ClearanceSuspended: Happening.SUSPENDED,
    ClearanceResumed: Happening.RESUMED,
    ClearanceRevoked: Happening.REVOKED,
    GrantRecalled: Happening.REVOKED,
}
"""The facts of which a framework may say that somebody is to be told, under the names that its file gives them."""


def _who(post: str, under: str) -> str:
    return say("{post} (by {under})", post=post, under=read(under)) if under else post


def _quoted(words: str) -> list[str]:
    return [say("“{words}”", words=words)] if words else []


def _opinion(event: OpinionGiven) -> str:
    who = _who(event.post, event.under)
    match event.opinion:
        case "nonconcur":
            said = say(
                "{who} does not concur. Basis: “{basis}” What would cure it: “{cure}”",
                who=who,
                basis=event.basis,
                cure=event.cure,
            )
        case "concur_with_conditions":
            listed = "; ".join(f"({n}) {words.rstrip('.')}" for n, words in enumerate(event.conditions, 1))
            said = say("{who} concurs with conditions: {conditions}.", who=who, conditions=listed)
        case "no_interest":
            said = say("{who} has no interest.", who=who)
        case "silence":
            return say(
                "{post} was silent, and silence counts as concurrence under {basis}.",
                post=event.post,
                basis=event.basis,
            )
        case _:
            said = say("{who} concurs.", who=who)
    return series([said, *_quoted(event.words)], " ")


def _key(event: KeyTurned) -> str:
    values = {"who": _who(event.post, event.under), "reference": event.reference, "cites": event.cites}
    if event.grants:
        said = say("{who} granted {reference} under {cites}.", **values)
    else:
        said = say("{who} refused {reference} under {cites}.", **values)
    over = [say("Over the objection: “{words}”", words=event.over_objection)] if event.over_objection else []
    return series([said, *_quoted(event.reason), *over], " ")


def _amended(event: SubjectAmended) -> str:
    listed = series([read_change(line) for line in event.changed], ", ")
    if not event.material:
        return say(
            "{subject_reference} was amended ({changes}) within the tolerances: nobody is asked again.",
            subject_reference=event.subject_reference,
            changes=listed,
        )
    return say(
        "{subject_reference} was amended materially ({changes}): {why} Asked again: {posts}.",
        subject_reference=event.subject_reference,
        changes=listed,
        why=read_material(event.why, WHYS),
        posts=", ".join(event.asked_again) or say("nobody"),
    )
