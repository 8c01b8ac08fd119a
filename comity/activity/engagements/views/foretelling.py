"""What the record will say of a move, told before it is made: the sentence of the very event that the act announces."""

from collections.abc import Callable

from comity.activity.engagements.actions.change_engagement import named
from comity.activity.engagements.events import (
    EngagementAssessed,
    EngagementBegun,
    EngagementCancelled,
    EngagementClosed,
    EngagementCompleted,
    EngagementProposed,
    EngagementRevised,
    EngagementWithdrawn,
)
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import snapshot_of
from comity.activity.engagements.rules.life import Move
from comity.activity.engagements.rules.particulars import digest

TYPED = "…"  # what the person is about to write

SENTENCES: dict[Move, Callable[[Engagement], str]] = {
    Move.WITHDRAW: lambda it: EngagementWithdrawn(**named(it), reason=TYPED).sentence(),
    Move.REVISE: lambda it: EngagementRevised(**named(it), reason=TYPED).sentence(),
    Move.CANCEL: lambda it: EngagementCancelled(**named(it), reason=TYPED).sentence(),
    Move.ASSESS: lambda it: EngagementAssessed(**named(it), assessment=TYPED).sentence(),
    Move.BEGIN: lambda it: EngagementBegun(**named(it)).sentence(),
    Move.COMPLETE: lambda it: EngagementCompleted(**named(it)).sentence(),
    Move.CLOSE: lambda it: EngagementClosed(**named(it)).sentence(),
}


def foretold(move: Move, it: Engagement) -> str:
    return SENTENCES[move](it)


def foretold_proposal(it: Engagement, under: str) -> str:
    """`under`: the instrument that the verdict names."""
    return EngagementProposed(**named(it), number=it.version, digest=digest(snapshot_of(it)), under=under).sentence()
