"""What comes next for an engagement, who holds it and by when: the one line that keeps a pipeline moving."""

from dataclasses import dataclass
from datetime import date, datetime

from comity.foundation.words.rules.said import say

from .life import State


@dataclass(frozen=True, slots=True)
class Next:
    """`blocking`: nothing else can go on before it."""

    what: str
    who: str
    due: datetime | date | None = None
    blocking: bool = False


def next_step(
    state: State | str,
    *,
    lead: str,
    today: date,
    start: date | None = None,
    end: date | None = None,
    clearing: Next | None = None,
    owed: Next | None = None,
) -> Next:
    """`clearing` is what its dossier waits for, `owed` the promise due first; either may be hidden from the reader.

    A promise that is late comes before everything but clearance: nothing is booked on a broken promise.
    """
    here = State(state)
    if here in (State.PROPOSED, State.IN_CLEARANCE):
        return clearing or Next(say("Clearance"), say("those who are asked"))
    if owed is not None and _day(owed.due) is not None and (_day(owed.due) or today) < today:
        return Next(owed.what, owed.who, owed.due, blocking=True)
    if here is State.AUTHORISED:
        late = start is not None and start <= today
        return (
            Next(say("Say that it has begun"), lead, start, True) if late else owed or Next(say("Begin"), lead, start)
        )
    if here is State.UNDER_WAY:
        over = end is not None and end < today
        return Next(say("Say that it is over"), lead, end, True) if over else owed or Next(say("Finish"), lead, end)
    if here is State.CONCEPT:
        return Next(say("Propose it, or give it up"), lead, start, start is not None and start <= today)
    return Next(_LEFT[here], lead, blocking=here is State.SUSPENDED) if here in _LEFT else Next(say("Nothing more"), "")


_LEFT = {
    State.SUSPENDED: say("Lift the suspension, or cancel"),
    State.COMPLETED: say("Write what it achieved"),
    State.ASSESSED: say("Close it"),
}


def _day(due: datetime | date | None) -> date | None:
    return due.date() if isinstance(due, datetime) else due
