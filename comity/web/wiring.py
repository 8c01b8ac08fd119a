"""What happens when…? The one place where a lower room's event moves a higher room."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.actions.authorise_engagement import authorise_engagement
from comity.activity.engagements.actions.refuse_engagement import refuse_engagement
from comity.activity.engagements.actions.resume_engagement import resume_engagement
from comity.activity.engagements.actions.revoke_engagement import revoke_engagement
from comity.activity.engagements.actions.suspend_engagement import suspend_engagement
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import listen
from comity.mandate.institutions.events import FrameworkAdopted
from comity.procedure.clearance.actions.check_routes import check_routes
from comity.procedure.clearance.events import (
    ClearanceEvent,
    ClearanceGranted,
    ClearanceRefused,
    ClearanceResumed,
    ClearanceRevoked,
    ClearanceSuspended,
)

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
