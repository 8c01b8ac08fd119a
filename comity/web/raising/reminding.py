"""What time alone brings: clocks about to run out, and what is owed soon or late."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from comity.foundation.access.rules.actor import the_clock
from comity.foundation.notices.queries import told_already
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.obligations.queries import Obligation, falling_due
from comity.procedure.clearance.queries import lapsing_consultations

from .telling import Matter, of_consultation, tell

Row = TypeVar("Row", bound=Any)
SOON = timedelta(days=1)
OWED_SOON = timedelta(days=7)


def remind(at: datetime) -> None:
    """Tell once of every clock that lapses within a day, and of what a post owes within a week or owes late."""
    clock = the_clock()
    for row, once in _untold(lapsing_consultations(at, at + SOON), "lapsing", lambda row: row.due_at.isoformat()):
        matter = of_consultation(row)
        words = say("Your answer to {reference} “{title}” is due within a day", **matter.said)
        tell([row.post_id], Topic.CLOCK, words, matter, actor=clock, at=at, due=row.due_at, once=once)
    today = at.date()
    soon: Iterable[Any] = falling_due((at + OWED_SOON).date())
    for owed, once in _untold(soon, "owed", lambda owed: "late" if owed.due < today else "soon"):
        _remind_of(owed, cast(date, owed.due), once, at)


def _remind_of(owed: Obligation, day: date, once: str, at: datetime) -> None:
    words = say("Overdue: {what}", what=owed.what) if day < at.date() else say("Owed soon: {what}", what=owed.what)
    matter = Matter(Thing("obligation", owed.pk, owed.thing_reference), owed.marking_id, {})
    due = datetime.combine(day, time.max, UTC)
    tell([owed.owed_by_id], Topic.OBLIGATION, words, matter, actor=the_clock(), at=at, due=due, once=once)


def _untold(rows: Iterable[Row], kind: str, when: Callable[[Row], str]) -> Iterator[tuple[Row, str]]:
    """Those of which nobody was told yet, each with the name under which it is told once."""
    named = {f"{kind}:{row.pk}:{when(row)}": row for row in rows}
    told = told_already(named)
    return ((row, once) for once, row in named.items() if once not in told)
