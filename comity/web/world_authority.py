"""Play one act of a world about who may: what is lent, who is away and covered, who leaves, and what becomes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from comity.foundation.access.queries import person_named
from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.cover_absence import cover_absence
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.actions.end_appointment import end_appointment
from comity.mandate.institutions.queries import (
    Appointment,
    actor_from,
    framework_over,
    holder_of_record,
    mandates_in_force,
    post_by_key,
)
from comity.procedure.clearance.actions.reassign_consultation import reassign_consultation
from comity.procedure.clearance.queries import consultations_of
from comity.procedure.clearance.rules.life import OPEN

from .world_acts import Told
from .world_file import AuthorityEntry, BadWorld


def play_authority(told: Told, act: AuthorityEntry, *, at: datetime) -> None:
    """Raises Refused or NotAllowed as the action does; BadWorld when the act points at nothing."""
    _PLAYS[act.do](told, act, actor_from(_held(act.by, at)), at)
    told.actors.clear()  # whoever acted from a post may hold it no more


def _held(key: str | None, at: datetime) -> Appointment:
    post = post_by_key(key or "")
    held = holder_of_record(post.pk, at)
    if held is None:
        raise BadWorld(f"nobody holds {post.title} on {at:%Y-%m-%d}")
    return held


def _until(told: Told, act: AuthorityEntry) -> datetime:
    day = told.days.rough(act.until).first
    if day is None:
        raise BadWorld(f"{act.at}: it has no end")
    return datetime.combine(day, time(23, 59), UTC)


def _lend(told: Told, act: AuthorityEntry, actor: Actor, at: datetime) -> None:
    post = post_by_key(act.by)
    framework = framework_over(post)
    own = [m for m in mandates_in_force(framework) if m.post_id == post.pk and m.may == act.may] if framework else []
    if not own:
        raise BadWorld(f"{act.at}: {post.title} holds no power to {act.may}")
    delegate_mandate(
        own[0],
        actor=actor,
        at=at,
        to_post=post_by_key(act.to or ""),
        until=_until(told, act),
        classes=act.classes,
        ceiling=act.ceiling,
        reason=act.reason,
    )


def _cover(told: Told, act: AuthorityEntry, actor: Actor, at: datetime) -> None:
    cover_absence(
        _held(act.of or act.by, at),
        actor=actor,
        at=at,
        by_post=post_by_key(act.to or ""),
        starts=at,
        until=_until(told, act),
        reason=act.reason,
    )


def _leave(told: Told, act: AuthorityEntry, actor: Actor, at: datetime) -> None:
    end_appointment(_held(act.of, at), actor=actor, at=at, ends=at.date())


def _appoint(told: Told, act: AuthorityEntry, actor: Actor, at: datetime) -> None:
    person = person_named(act.person or "")
    if person is None:
        raise BadWorld(f"{act.at}: there is nobody called {act.person}")
    post = post_by_key(act.of or "")
    appoint_person(post, actor=actor, at=at, person=person, starts=at.date(), acting=act.acting)


def _take_over(told: Told, act: AuthorityEntry, actor: Actor, at: datetime) -> None:
    it = told.engagements.get(act.engagement or "")
    dossier_id = told.dossiers.get(act.engagement or "") or (it.dossier_id if it else None)
    rows = consultations_of(dossier_id).filter(post__key=act.of, state__in=OPEN) if dossier_id else None
    row = rows.first() if rows is not None else None
    if row is None:
        raise BadWorld(f"{act.at}: nothing is asked of {act.of} on {act.engagement}")
    reassign_consultation(row.pk, actor=actor, at=at, reason=act.reason)


_PLAYS: dict[str, Callable[[Told, AuthorityEntry, Actor, datetime], None]] = {
    "lend": _lend,
    "cover": _cover,
    "leave": _leave,
    "appoint": _appoint,
    "take_over": _take_over,
}
