"""What moves on the way up, and what became of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.settle_notices import settle_notices
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import Said, say
from comity.mandate.institutions.queries import posts, posts_of
from comity.procedure.clearance.events import (
    ClearanceEvent,
    ClearanceGranted,
    ClearanceRefused,
    ClearanceResumed,
    ClearanceRevoked,
    ClearanceSuspended,
    DecisionOverdue,
    DossierAdvanced,
    DossierConsolidated,
    DossierSentBack,
    HoldExpired,
    HoldPlaced,
    KeyTurned,
    ObjectionElevated,
)
from comity.procedure.clearance.queries import dossier_whoever_reads, signing_now
from comity.procedure.clearance.rules.life import State

from .telling import of_dossier, tell, who_holds

SIGNED = [Topic.SIGN, Topic.CLOCK]


def to_sign(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    """After every step up or back what was to be signed before is settled, and whoever must sign now is told."""
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    done = [*SIGNED, Topic.LEAD] if isinstance(event, DossierConsolidated) else SIGNED
    settle_notices(matter.thing, actor=actor, at=at, topics=done)
    keys = [rule.post for rule in signing_now(dossier)]
    if not keys:
        return
    words = (
        say("{reference} “{title}” waits for your countersignature", **matter.said)
        if dossier.state == State.COUNTERSIGNING
        else say("{reference} “{title}” waits for your decision", **matter.said)
    )
    signers = posts().filter(key__in=keys).values_list("pk", flat=True)
    tell(signers, Topic.SIGN, words, matter, actor=actor, at=at, due=dossier.due_at)


def signed(event: KeyTurned, *, actor: Actor, at: datetime) -> None:
    """Who holds the post that signed is asked no more; the others still are."""
    people = who_holds(posts().filter(title=event.post).values_list("pk", flat=True), at)
    about = Thing("dossier", event.dossier, event.reference)
    settle_notices(about, actor=actor, at=at, topics=SIGNED, person_ids=people)


def to_consolidate(event: DossierAdvanced, *, actor: Actor, at: datetime) -> None:
    dossier = dossier_whoever_reads(UUID(event.dossier))
    if dossier.state == State.CONSOLIDATING:
        matter = of_dossier(dossier)
        words = say("Everybody has answered {reference} “{title}”: consolidate it", **matter.said)
        tell([dossier.lead_post_id], Topic.LEAD, words, matter, actor=actor, at=at, due=dossier.due_at)


_BECAME: Mapping[type[ClearanceEvent], Callable[[Any, dict[str, str]], Said]] = {
    ClearanceGranted: lambda _, said: say("{reference} “{title}” is granted", **said),
    ClearanceRefused: lambda _, said: say("{reference} “{title}” is refused", **said),
    ClearanceSuspended: lambda _, said: say("The clearance {reference} “{title}” is suspended", **said),
    ClearanceResumed: lambda _, said: say("The suspension of {reference} “{title}” is lifted", **said),
    ClearanceRevoked: lambda _, said: say("The clearance {reference} “{title}” is revoked", **said),
    DossierSentBack: lambda event, said: say("{post} sent {reference} “{title}” back to you", post=event.post, **said),
    HoldPlaced: lambda event, said: say("{post} placed a hold on {reference} “{title}”", post=event.post, **said),
    HoldExpired: lambda event, said: say(
        "The hold of {post} on {reference} “{title}” is over", post=event.post, **said
    ),
    ObjectionElevated: lambda event, said: say(
        "The objection to {reference} “{title}” went to {above}", above=event.to, **said
    ),
}
MOVES = tuple(_BECAME)


def moved(event: ClearanceEvent, *, actor: Actor, at: datetime) -> None:
    """The lead is told what became of its dossier."""
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    words = _BECAME[type(event)](event, matter.said)
    tell([dossier.lead_post_id], Topic.LEAD, words, matter, actor=actor, at=at)


def overdue(event: DecisionOverdue, *, actor: Actor, at: datetime) -> None:
    """Whoever is late is told, and so is the post above."""
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    late = list(posts_of([dossier.framework]).filter(title=event.post).values_list("pk", flat=True))
    words = say("You are late with {reference} “{title}”", **matter.said)
    tell(late, Topic.CLOCK, words, matter, actor=actor, at=at)
    above = dossier.escalations.filter(at=at, waiting_on_id__in=late).values_list("told_to_id", flat=True)
    words = say("{post} is late with {reference} “{title}”", post=event.post, **matter.said)
    tell(above, Topic.CLOCK, words, matter, actor=actor, at=at)
