"""What the crisis desk does to many engagements at once. Each is one act of the house, done to each of them singly."""

from enum import StrEnum

from comity.activity.engagements.rules.life import State
from comity.foundation.words.rules.said import say, say_many
from comity.mandate.institutions.rules.framework import May


class DeskAct(StrEnum):
    SUSPEND = "suspend"
    RESUME = "resume"
    RECLEAR = "reclear"
    HURRY = "hurry"
    INFORM = "inform"

    @property
    def words(self) -> str:
        """As it stands on a button."""
        return _WORDS[self]

    @property
    def what(self) -> str:
        """What follows from it, for each engagement."""
        return _WHAT[self]

    @property
    def mandates(self) -> tuple[May, ...]:
        """Any one of these powers, before it is asked again for each engagement."""
        return _MANDATES[self]

    @property
    def states(self) -> frozenset[State]:
        """The states of an engagement in which it can be done at all."""
        return _STATES[self]

    @property
    def undone_by(self) -> "DeskAct | None":
        return {DeskAct.SUSPEND: DeskAct.RESUME}.get(self)

    def counted(self, count: int) -> str:
        """The act on so many, on a button."""
        return _COUNTED[self](count)


_WORDS = {
    DeskAct.SUSPEND: say("Suspend"),
    DeskAct.RESUME: say("Lift the suspension"),
    DeskAct.RECLEAR: say("Clear again"),
    DeskAct.HURRY: say("Declare urgent"),
    DeskAct.INFORM: say("Inform those concerned"),
}
_WHAT = {
    DeskAct.SUSPEND: say("It stops until the suspension is lifted. Needs the mandate to revoke."),
    DeskAct.RESUME: say("It is authorised again as it was. Needs the mandate to revoke."),
    DeskAct.RECLEAR: say(
        "It is authorised no more, and everybody is asked again from the beginning. Needs the mandate to revoke."
    ),
    DeskAct.HURRY: say(
        "Its clearance goes by the urgent path of its route, is told by the hour and is reviewed. "
        "Needs the mandate to declare."
    ),
    DeskAct.INFORM: say("The lead, the embassies and the partners who may read it are told what you write."),
}
_MANDATES = {
    DeskAct.SUSPEND: (May.REVOKE,),
    DeskAct.RESUME: (May.REVOKE,),
    DeskAct.RECLEAR: (May.REVOKE,),
    DeskAct.HURRY: (May.DECLARE,),
    DeskAct.INFORM: (May.DECLARE, May.REVOKE, May.PROPOSE),
}
_ALL = frozenset(
    {State.CONCEPT, State.PROPOSED, State.IN_CLEARANCE, State.AUTHORISED, State.UNDER_WAY, State.SUSPENDED}
)
_STATES = {
    DeskAct.SUSPEND: frozenset({State.AUTHORISED, State.UNDER_WAY}),
    DeskAct.RESUME: frozenset({State.SUSPENDED}),
    DeskAct.RECLEAR: frozenset({State.AUTHORISED, State.SUSPENDED}),
    DeskAct.HURRY: frozenset({State.IN_CLEARANCE}),
    DeskAct.INFORM: _ALL,
}
_COUNTED = {
    DeskAct.SUSPEND: lambda n: say_many("Suspend {count} engagement", "Suspend {count} engagements", n),
    DeskAct.RESUME: lambda n: say_many(
        "Lift the suspension of {count} engagement", "Lift the suspension of {count} engagements", n
    ),
    DeskAct.RECLEAR: lambda n: say_many("Clear {count} engagement again", "Clear {count} engagements again", n),
    DeskAct.HURRY: lambda n: say_many("Declare {count} engagement urgent", "Declare {count} engagements urgent", n),
    DeskAct.INFORM: lambda n: say_many(
        "Inform those concerned by {count} engagement", "Inform those concerned by {count} engagements", n
    ),
}


class Outcome(StrEnum):
    """How far one line of a round has come."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
