"""The urgent path of a route, as its framework writes it: who may hurry what, what it spares, and what it then owes.

The section ``urgent`` of a route. Hours exist here and nowhere else in a framework. After the emergency paths of
constitutions: authority given beforehand, told within a stated time, reviewed afterwards, open to recall.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from comity.foundation.words.rules.said import known, say

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Hours = Annotated[int, Field(ge=1, le=96)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cause(StrEnum):
    """Why something cannot wait. A framework chooses among these."""

    EVACUATION = "evacuation"
    DISASTER = "disaster"
    THREAT_TO_LIFE = "threat-to-life"
    ATTACK = "attack"
    EPIDEMIC = "epidemic"

    @property
    def words(self) -> str:
        return _CAUSE_WORDS[self]


_CAUSE_WORDS = {
    Cause.EVACUATION: say("evacuation"),
    Cause.DISASTER: say("disaster"),
    Cause.THREAT_TO_LIFE: say("threat to life"),
    Cause.ATTACK: say("attack"),
    Cause.EPIDEMIC: say("epidemic"),
}


def cause_in_words(code: str) -> str:
    """A cause as the record has it: an old entry may name one that is no longer known."""
    return _CAUSE_WORDS.get(code) or known(code)  # type: ignore[call-overload]


class Pace(Strict):
    """Hours allowed for an answer, for the one paper that goes up, for a signature."""

    answer: Hours
    consolidate: Hours
    sign: Hours


class ShortSilence(Strict):
    """That silence counts within hours, and the instrument that says so."""

    hours: Hours
    instrument: Key
    article: str = ""


class Telling(Strict):
    """Somebody who must be told, within so many hours after it was declared urgent or decided."""

    post: Key
    within: Hours
    after: Literal["declared", "decided"] = "decided"
    by: Key | None = None
    what: str
    instrument: Key
    article: str = ""


class Reviewing(Strict):
    """The review that opens by itself so many hours after the decision, and is answered within so many days."""

    opens_after: Annotated[int, Field(ge=1, le=720)]
    days: Annotated[int, Field(ge=1, le=180)]
    posts: Annotated[tuple[Key, ...], Field(min_length=1)]
    reports_to: Key
    questions: Annotated[tuple[str, ...], Field(min_length=1)]
    instrument: Key
    article: str = ""


class Urgent(Strict):
    """What remains of a route under urgency is worked out by `urgency.urgent_route`.

    `classes` narrows the route's own; none named means all of them. `together`: whoever is still asked is asked at
    once. `lapses_after`: hours after which, undecided, the dossier is back on its ordinary route.
    """

    title: str
    why: str
    instrument: Key
    article: str = ""
    causes: Annotated[tuple[Cause, ...], Field(min_length=1)]
    classes: tuple[Key, ...] = ()
    skip: tuple[Key, ...] = ()
    together: bool = False
    hours: Pace
    silence: ShortSilence | None = None
    lapses_after: Hours
    author_may_declare: bool = False
    tell: tuple[Telling, ...] = ()
    review: Reviewing | None = None
