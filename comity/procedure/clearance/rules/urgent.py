"""The urgent path of a route, as its framework writes it: who may hurry what, what it spares, and what it then owes.

The section ``urgent`` of a route. Hours exist here and nowhere else in a framework. After the emergency paths of
constitutions: authority given beforehand, told within a stated time, reviewed afterwards, open to recall.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from comity.foundation.words.rules.said import known, say
from comity.mandate.institutions.rules.strict import Key, Strict

Hours = Annotated[int, Field(ge=1, le=96)]


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
    """Hours allowed under urgency, day and night; never more than the ordinary clock allows."""

    answer: Hours
    """For whoever is asked, and for a body that rules on an objection."""
    consolidate: Hours
    """For the one paper that goes up."""
    sign: Hours
    """For the countersignature, and for each key."""


class ShortSilence(Strict):
    """That silence counts within hours, and the instrument that says so."""

    hours: Hours
    instrument: Key
    article: str = ""


class Telling(Strict):
    """Somebody who must be told, within so many hours after it was declared urgent or decided."""

    post: Key
    """Who is told."""
    within: Hours
    after: Literal["declared", "decided"] = "decided"
    """From when the hours count."""
    by: Key | None = None
    """The post that owes it; without it, the post that leads the dossier."""
    what: str
    """What is to be told, in one sentence, as it will stand on the list of what is owed."""
    instrument: Key
    article: str = ""


class Reviewing(Strict):
    """The review that opens by itself after the decision, and is answered by every post that is named."""

    opens_after: Annotated[int, Field(ge=1, le=720)]
    """Hours after the decision."""
    days: Annotated[int, Field(ge=1, le=180)]
    """Days of the calendar that those who review it have."""
    posts: Annotated[tuple[Key, ...], Field(min_length=1)]
    """Who reviews it; one of them at least of parliament or of independent character."""
    reports_to: Key
    """To whom the answers are owed."""
    questions: Annotated[tuple[str, ...], Field(min_length=1)]
    """What each of them answers."""
    instrument: Key
    article: str = ""


class Urgent(Strict):
    """What remains of a route when something cannot wait: who is spared, who is told, who reviews it."""

    # What remains is worked out by `urgency.urgent_route`; whether it is bounded, by `bounding.of_urgent`.

    title: str
    why: str
    """Why this may be hurried; shown to everybody who is asked in a hurry."""
    instrument: Key
    """The law, policy or agreement that lets it be hurried."""
    article: str = ""
    causes: Annotated[tuple[Cause, ...], Field(min_length=1)]
    """For which causes, and no other."""
    classes: tuple[Key, ...] = ()
    """For which of the route's classes; for all of them when none is named."""
    skip: tuple[Key, ...] = ()
    """The steps that are spared. None that is `never_skipped` or `released_to_addressee`."""
    together: bool = False
    """True: whoever is still asked is asked at once, and not stage after stage."""
    hours: Pace
    silence: ShortSilence | None = None
    """Only with this does silence count within hours, and only where it counts on the ordinary route."""
    lapses_after: Hours
    """Hours after which it ends by itself: undecided, the dossier is back on its ordinary route."""
    author_may_declare: bool = False
    """True lets whoever wrote the proposal declare it urgent too. They clear it no more than before."""
    tell: tuple[Telling, ...] = ()
    """Who must be told; one of them at least of parliament or of independent character."""
    review: Reviewing | None = None
    """Without a review nothing can be hurried: the file is refused."""
