"""What happens when…? The one place where a lower room's event moves a higher room."""

from datetime import datetime
from uuid import UUID

from comity.activity.crises.events import ConcernedInformed, CrisisDeclared, CrisisEnded
from comity.activity.emergency.events import EmergencyEnded, EmergencyOpened
from comity.activity.engagements.actions.authorise_engagement import authorise_engagement
from comity.activity.engagements.actions.refuse_engagement import refuse_engagement
from comity.activity.engagements.actions.reopen_engagement import reopen_engagement
from comity.activity.engagements.actions.resume_engagement import resume_engagement
from comity.activity.engagements.actions.revoke_engagement import revoke_engagement
from comity.activity.engagements.actions.suspend_engagement import suspend_engagement
from comity.activity.papers.events import RemarkMade, RemarkTakenBack
from comity.activity.release.actions.agree_release import agree_release
from comity.activity.release.actions.refuse_release import refuse_release
from comity.activity.release.events import (
    PackageHandedOver,
    ReleaseAgreed,
    ReleaseAsked,
    ReleaseDeclined,
    ReleaseRecalled,
    ReleaseRefused,
)
from comity.foundation.access.events import AccountClosed, ClearanceChanged
from comity.foundation.access.queries import account_of
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import BodyErased, Event, Listener, listen
from comity.mandate.institutions.actions.vacate_posts import vacate_posts
from comity.mandate.institutions.events import (
    AppointmentEnded,
    DelegationEnded,
    DelegationRevoked,
    FrameworkAdopted,
    MandateDelegated,
    PersonAppointed,
    VersionProposed,
)
from comity.mandate.institutions.queries import framework_in_force, proposal_text
from comity.procedure.assurance.actions.prove_promises import prove_promises
from comity.procedure.clearance.actions.check_routes import check_routes
from comity.procedure.clearance.actions.owe_to_oversight import owe_to_oversight
from comity.procedure.clearance.events import (
    OVERSEEN,
    ClearanceEvent,
    ClearanceGranted,
    ClearanceRefused,
    ClearanceReopened,
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
    GrantRecalled,
    InformationGiven,
    InformationRequested,
    KeyTurned,
    OpinionGiven,
    ReviewOpened,
    SubjectAmended,
    UrgencyDeclared,
    UrgencyLapsed,
)
from comity.scrutiny.oversight.events import FindingAcknowledged, FindingGone, FindingMade

from .frameworks.knowing import known_here
from .raising import alarming, asking, forgetting, hurrying, mentioning, moving, opening, overseeing, powers, releasing
from .raising.telling import unless_long_past

ENGAGEMENT, RELEASE = "engagement", "release"


def _authorise(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        authorise_engagement(UUID(event.subject_key), actor=actor, at=at)
    elif event.subject_kind == RELEASE:
        agree_release(UUID(event.subject_key), actor=actor, at=at)


def _refuse(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        refuse_engagement(UUID(event.subject_key), actor=actor, at=at)
    elif event.subject_kind == RELEASE:
        refuse_release(UUID(event.subject_key), actor=actor, at=at)


def _suspend(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        suspend_engagement(UUID(event.subject_key), actor=actor, at=at)


def _resume(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        resume_engagement(UUID(event.subject_key), actor=actor, at=at)


def _revoke(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        revoke_engagement(UUID(event.subject_key), actor=actor, at=at)


def _reopen(event: ClearanceReopened, *, actor: Actor, at: datetime) -> None:
    if event.subject_kind == ENGAGEMENT:
        reopen_engagement(UUID(event.subject_key), actor=actor, at=at, why=event.reason)


def _check_adopted(event: FrameworkAdopted, *, actor: Actor, at: datetime) -> None:
    """What the lower rooms could not check: that the routes of the new framework can be gone, and its promises kept."""
    framework = framework_in_force(event.framework)
    if framework is not None:
        check_routes(framework.text, actor=actor, at=at, known=known_here(), name=f"{event.framework}.yaml")
        prove_promises(framework.text, actor=actor, at=at)


def _check_proposed(event: VersionProposed, *, actor: Actor, at: datetime) -> None:
    """What is not whole, or promises what is not proved, is not even proposed."""
    key, text = proposal_text(event.proposal)
    check_routes(text, actor=actor, at=at, known=known_here(), name=f"{key}.yaml")
    prove_promises(text, actor=actor, at=at)


def _owe_to_oversight(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    """Whoever the framework says is to be told of this is owed it from now on."""
    owe_to_oversight(event, actor=actor, at=at)


def _vacate(event: AccountClosed, *, actor: Actor, at: datetime) -> None:
    """Nobody holds a post without an account."""
    person = account_of(event.username)
    if person is not None:
        vacate_posts(person.pk, actor=actor, at=at)


def connect() -> None:
    """Called once, when the application is ready."""
    listen(FrameworkAdopted, _check_adopted)
    listen(VersionProposed, _check_proposed)
    listen(AccountClosed, _vacate)
    listen(ClearanceGranted, _authorise)
    listen(ClearanceRefused, _refuse)
    listen(ClearanceSuspended, _suspend)
    listen(ClearanceResumed, _resume)
    listen(ClearanceRevoked, _revoke)
    listen(GrantRecalled, _revoke)
    listen(ClearanceReopened, _reopen)
    for happened in OVERSEEN:
        listen(happened, _owe_to_oversight)
    _connect_notices()


def _connect_notices() -> None:
    """Who is told of what; see the package `raising`."""
    _tell(ConsultationAsked, asking.asked)
    _tell(OpinionGiven, asking.answered)
    _tell(ConsultationLapsed, asking.lapsed)
    _tell(InformationRequested, asking.information_asked)
    _tell(InformationGiven, asking.information_given)
    _tell(DossierAdvanced, moving.to_consolidate)
    for up_or_back in (DossierConsolidated, DossierCountersigned, DossierSentBack, DossierWithdrawn, SubjectAmended):
        _tell(up_or_back, moving.to_sign)
    for decided in (ClearanceGranted, ClearanceRefused):
        _tell(decided, moving.to_sign)
    _tell(KeyTurned, moving.signed)
    for of_the_lead in moving.MOVES:
        _tell(of_the_lead, moving.moved)
    _tell(DecisionOverdue, moving.overdue)
    _tell(UrgencyDeclared, hurrying.declared)
    _tell(UrgencyLapsed, hurrying.lapsed)
    _tell(ReviewOpened, hurrying.review_opened)
    _tell(GrantRecalled, hurrying.recalled)
    _tell(CrisisDeclared, alarming.declared)
    _tell(CrisisEnded, alarming.ended)
    _tell(ConcernedInformed, alarming.informed)
    _tell(EmergencyOpened, opening.opened)
    _tell(EmergencyEnded, opening.ended)
    _tell(PersonAppointed, powers.appointed)
    _tell(AppointmentEnded, powers.appointment_ended)
    _tell(MandateDelegated, powers.power_lent)
    _tell(DelegationEnded, powers.power_ended)
    _tell(DelegationRevoked, powers.power_taken_back)
    _tell(ClearanceChanged, powers.clearance_changed)
    _tell(RemarkMade, mentioning.mentioned)
    _tell(RemarkTakenBack, mentioning.taken_back)
    _tell(ReleaseAsked, releasing.asked)
    _tell(ReleaseDeclined, releasing.declined)
    _tell(ReleaseAgreed, releasing.agreed)
    _tell(ReleaseRefused, releasing.refused)
    _tell(PackageHandedOver, releasing.handed_over)
    _tell(ReleaseRecalled, releasing.recalled)
    _tell(FindingMade, overseeing.found)
    _tell(FindingAcknowledged, overseeing.noted)
    _tell(FindingGone, overseeing.gone)
    listen(BodyErased, forgetting.erased)  # however long past: what was erased is told to nobody


def _tell(happened: type[Event], telling: Listener) -> None:
    listen(happened, unless_long_past(telling))
