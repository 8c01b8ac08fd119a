"""What raising a notice always is: a matter, whoever holds a post at that moment, and the words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Listener, Thing
from comity.mandate.institutions.queries import people_at
from comity.procedure.clearance.events import ClearanceEvent
from comity.procedure.clearance.queries import Consultation, Dossier, standing_with

_since: ContextVar[datetime | None] = ContextVar("told_since", default=None)


@contextmanager
def told_since(moment: datetime) -> Iterator[None]:
    """While a year that is past is played, nobody is told of what lies before this moment: it would count as read
    long since. The record tells of it all the same."""
    token = _since.set(moment)
    try:
        yield
    finally:
        _since.reset(token)


def unless_long_past(telling: Listener) -> Listener:
    """The same listener, deaf to what lies before `told_since`."""

    @wraps(telling)
    def told(event: Any, *, actor: Actor, at: datetime) -> None:
        since = _since.get()
        if since is None or at >= since:
            telling(event, actor=actor, at=at)

    return told


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notice is about, under its marking; `said` is how sentences call it."""

    thing: Thing
    marking_id: int
    said: dict[str, str]


def of_consultation(row: Consultation) -> Matter:
    dossier = row.dossier
    said = {"reference": dossier.reference, "title": dossier.title}
    return Matter(Thing("consultation", row.pk, dossier.reference), row.marking_id, said)


def of_dossier(dossier: Dossier) -> Matter:
    said = {"reference": dossier.reference, "title": dossier.title}
    return Matter(Thing("dossier", dossier.pk, dossier.reference), dossier.marking_id, said)


def who_holds(post_ids: Iterable[int], at: datetime) -> list[int]:
    """Ids of the people who hold these posts at that moment."""
    return people_at(post_ids, at)


def standing_consultations(event: ClearanceEvent, post: str) -> list[Consultation]:
    """The consultations of this post that stand; within a dossier a post is told from others by its title."""
    return list(standing_with(UUID(event.dossier), post))


def tell(
    post_ids: Iterable[int],
    topic: Topic,
    words: str,
    matter: Matter,
    *,
    actor: Actor,
    at: datetime,
    due: datetime | None = None,
    once: str = "",
) -> None:
    """Tell whoever holds these posts now."""
    notify(
        who_holds(post_ids, at),
        actor=actor,
        at=at,
        topic=topic,
        words=words,
        about=matter.thing,
        marking_id=matter.marking_id,
        due=due,
        once=once,
    )
