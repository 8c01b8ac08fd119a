"""Write down that something is owed."""

from dataclasses import dataclass
from datetime import date, datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import Post

from ..events import ObligationRaised
from ..models import Obligation


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed, by whom to whom, by when (a day, or a moment where hours count), about which thing, and why."""

    what: str
    owed_by: Post
    owed_to: Post
    due: date | None
    due_at: datetime | None = None
    about: Thing
    origin: str
    origin_key: str
    marking_id: int


@attempt
def raise_obligation(owed: Owed, *, actor: Actor, at: datetime) -> Obligation:
    """Raise it once per origin: raising the same origin again returns the first.

    It has no permission of its own: it follows from an act (a condition, a norm) that had one.
    """
    obligation: Obligation
    obligation, new = Obligation.objects.whole("an origin raises once, whoever reads").get_or_create(
        origin_key=owed.origin_key,
        defaults={
            "what": owed.what,
            "owed_by": owed.owed_by,
            "owed_to": owed.owed_to,
            "due": owed.due_at.date() if owed.due_at else owed.due,
            "due_at": owed.due_at,
            "thing_kind": owed.about.kind,
            "thing_key": owed.about.key,
            "thing_reference": owed.about.reference,
            "origin": owed.origin,
            "marking_id": owed.marking_id,
            "raised_at": at,
        },
    )
    if new:
        event = ObligationRaised(
            what=owed.what,
            owed_by=owed.owed_by.title,
            owed_to=owed.owed_to.title,
            due=obligation.due,
            due_time=f"{owed.due_at:%H:%M}" if owed.due_at else "",
            origin=owed.origin,
        )
        things = [Thing("obligation", str(obligation.pk), ""), owed.about]
        announce(event, actor=actor, at=at, about=things, marking_id=owed.marking_id)
    return obligation
