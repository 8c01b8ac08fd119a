"""Which first screen a post works at. A desk is a layout over what its holder may read, never a power."""

from collections.abc import Collection
from enum import StrEnum

from comity.foundation.words.rules.said import say


class Desk(StrEnum):
    """The layouts there are; a framework file may name one for a post."""

    PLANNER = "planner"
    COUNTRY = "country"
    EMBASSY = "embassy"
    SECRETARIAT = "secretariat"
    DECIDER = "decider"
    CLERK = "clerk"
    AUDITOR = "auditor"
    TRAINING = "training"
    LIAISON = "liaison"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Desk.PLANNER: say("Planner"),
    Desk.COUNTRY: say("Country desk"),
    Desk.EMBASSY: say("Embassy"),
    Desk.SECRETARIAT: say("Secretariat"),
    Desk.DECIDER: say("Decisions"),
    Desk.CLERK: say("Parliamentary clerk"),
    Desk.AUDITOR: say("Auditor"),
    Desk.TRAINING: say("Training and exchanges"),
    Desk.LIAISON: say("Partner liaison"),
}

_OF_INSTITUTION = {
    "embassy": Desk.EMBASSY,
    "parliament": Desk.CLERK,
    "audit-office": Desk.AUDITOR,
    "partner": Desk.LIAISON,
}


def desk_of(named: str, *, institution_kind: str, character: str, may: Collection[str]) -> Desk | None:
    """The desk of a post: the one its framework names, else what its institution, powers and character suggest.

    Where somebody sits says more than what they may do: an ambassador who may propose still wants *this week here*.
    None for a post that only needs to know what waits on it.
    """
    if named:
        return Desk(named)
    if institution_kind in _OF_INSTITUTION:
        return _OF_INSTITUTION[institution_kind]
    if "decide" in may:
        return Desk.DECIDER
    if institution_kind == "ministry" and character == "diplomatic":
        return Desk.COUNTRY
    return Desk.PLANNER if "propose" in may else None
