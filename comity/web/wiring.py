"""What happens when…? The one place where a lower room's event moves a higher room."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.actions.authorise_engagement import authorise_engagement
from comity.activity.engagements.actions.refuse_engagement import refuse_engagement
from comity.activity.engagements.actions.resume_engagement import resume_engagement
from comity.activity.engagements.actions.revoke_engagement import revoke_engagement
from comity.activity.engagements.actions.suspend_engagement import suspend_engagement
from comity.foundation.access.events import ClearanceChanged
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import listen
from comity.mandate.institutions.events import (
    AppointmentEnded,
    DelegationRevoked,
    FrameworkAdopted,
    MandateDelegated,
    PersonAppointed,
)
from comity.procedure.clearance.actions.check_routes import check_routes
from comity.procedure.clearance.events import (
    ClearanceEvent,
    ClearanceGranted,
    ClearanceRefused,
    ClearanceResumed,
    ClearanceRevoked,
    ClearanceSuspended,
    ConsultationAsked,
    ConsultationLapsed,
    DecisionOverdue,
    DossierAdvanced,
    DossierConsolidated,
    DossierCountersigned,
    DossierSentBack,
    DossierWithdrawn,
    InformationGiven,
    InformationRequested,
    KeyTurned,
    OpinionGiven,
    SubjectAmended,
)

from .raising import asking, moving, powers

ENGAGEMENT = "engagement"


def _authorise(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        authorise_engagement(UUID(event.subject_key), actor=actor, at=at)


def _refuse(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        refuse_engagement(UUID(event.subject_key), actor=actor, at=at)


def _suspend(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        suspend_engagement(UUID(event.subject_key), actor=actor, at=at)


def _resume(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        resume_engagement(UUID(event.subject_key), actor=actor, at=at)


def _revoke(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        revoke_engagement(UUID(event.subject_key), actor=actor, at=at)


def _check_routes(event: FrameworkAdopted, *, actor: Actor, at: datetime) -> None:
    """What the lower room could not check: that the routes of the new framework can be gone."""
    check_routes(event.framework, actor=actor, at=at)


def connect() -> None:
    """Called once, when the application is ready."""
    listen(FrameworkAdopted, _check_routes)
    listen(ClearanceGranted, _authorise)
    listen(ClearanceRefused, _refuse)
    listen(ClearanceSuspended, _suspend)
    listen(ClearanceResumed, _resume)
    listen(ClearanceRevoked, _revoke)
    _connect_notices()


def _connect_notices() -> None:
    """Who is told of what; see the package `raising`."""
    listen(ConsultationAsked, asking.asked)
    listen(OpinionGiven, asking.answered)
    listen(ConsultationLapsed, asking.lapsed)
    listen(InformationRequested, asking.information_asked)
    listen(InformationGiven, asking.information_given)
    listen(DossierAdvanced, moving.to_consolidate)
    for up_or_back in (DossierConsolidated, DossierCountersigned, DossierSentBack, DossierWithdrawn, SubjectAmended):
        listen(up_or_back, moving.to_sign)
    for decided in (ClearanceGranted, ClearanceRefused):
        listen(decided, moving.to_sign)
    listen(KeyTurned, moving.signed)
    for of_the_lead in moving.MOVES:
        listen(of_the_lead, moving.moved)
    listen(DecisionOverdue, moving.overdue)
    listen(PersonAppointed, powers.appointed)
    listen(AppointmentEnded, powers.appointment_ended)
    listen(MandateDelegated, powers.power_lent)
    listen(DelegationRevoked, powers.power_taken_back)
    listen(ClearanceChanged, powers.clearance_changed)
