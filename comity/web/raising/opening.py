"""Something was opened in an emergency, and is closed again: whoever watches over it is told at once."""

from datetime import datetime

from comity.activity.emergency.events import EmergencyEnded, EmergencyEvent, EmergencyOpened
from comity.activity.emergency.queries import opening_called, thing_of, watchers
from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.words.rules.said import Said, say

from .telling import who_holds


def opened(event: EmergencyOpened, *, actor: Actor, at: datetime) -> None:
    words = say("{who} opened something in an emergency, until {until}", who=event.who, until=event.until)
    _tell(event, words, actor=actor, at=at)


def ended(event: EmergencyEnded, *, actor: Actor, at: datetime) -> None:
    _tell(event, say("{opening} of {who} is over: review it", opening=event.opening, who=event.who), actor=actor, at=at)


def _tell(event: EmergencyEvent, words: Said, *, actor: Actor, at: datetime) -> None:
    """In words that name nothing of what was opened: security officers and overseers need not be cleared for it."""
    opening = opening_called(event.opening)
    notify(
        who_holds(watchers(opening.framework_key), at),
        actor=actor,
        at=at,
        topic=Topic.CRISIS,
        words=words,
        about=thing_of(opening),
        marking_id=opening.marking_id,
    )
