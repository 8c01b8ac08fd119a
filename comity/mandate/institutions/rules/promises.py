"""What a framework promises about itself: who is told, which properties are to hold, who lets the next version in."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from comity.foundation.words.rules.said import say

from .clock import Clock
from .strict import Key, Strict


class Happening(StrEnum):
    """What may become of a clearance, and oversight may have to be told of."""

    OPENED = "opened"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REVOKED = "revoked"

    @property
    def words(self) -> str:
        """As it reads after “when it is”."""
        return _HAPPENED[self]


_HAPPENED = {
    Happening.OPENED: say("put to clearance"),
    Happening.GRANTED: say("granted"),
    Happening.REFUSED: say("refused"),
    Happening.WITHDRAWN: say("withdrawn"),
    Happening.SUSPENDED: say("suspended"),
    Happening.RESUMED: say("resumed"),
    Happening.REVOKED: say("revoked"),
}


class OversightEntry(Strict):
    """Somebody outside the decision is to be told of something within a clock. When it happens, that is owed."""

    key: Key
    tell: Key
    """The post that is to be told: a committee's clerk, an auditor."""
    by: Key | None = None
    """The post that owes it; without it, the post that leads the dossier."""
    when: Happening
    """What must have happened."""
    classes: tuple[Key, ...] = ()
    """Of which classes; of every class when none is named."""
    what: str
    """What is to be told, in one sentence, as it will stand on the list of what is owed."""
    within: Clock
    instrument: Key
    """The law, policy or agreement that says so."""
    article: str = ""


class EmergencyEntry(Strict):
    """Who may open one thing above what they are cleared for when it cannot wait, and who is told at once."""

    posts: Annotated[tuple[Key, ...], Field(min_length=1)]
    """The posts that may; nobody else ever does, and it is never lent."""
    tell: Annotated[tuple[Key, ...], Field(min_length=1)]
    """The security officers: told at once, beside every parliamentary and independent post."""
    hours: Annotated[int, Field(ge=1, le=24)] = 4
    """For how many hours at most."""
    instrument: Key
    article: str = ""


class AdoptionEntry(Strict):
    """Who approves the next version, besides the post that proposes it: another post and another person."""

    approved_by: Key
    """A post that is not military, such as the civilian head of government."""
    instrument: Key
    article: str = ""


class Property(StrEnum):
    """What can be promised of every run of a framework's procedure."""

    CIVILIAN_CONTROL = "civilian-control"
    TWO_KEYS = "two-keys"
    NO_SELF_APPROVAL = "no-self-approval"
    SILENCE_NEVER_DECIDES = "silence-never-decides"
    NO_DEAD_END = "no-dead-end"
    OVERSIGHT_IS_TOLD = "oversight-is-told"
    URGENT_PATH_IS_BOUNDED = "urgent-path-is-bounded"
    LOANS_ARE_BOUNDED = "loans-are-bounded"
    CLASSES_ARE_COMPLETE_AND_EXCLUSIVE = "classes-are-complete-and-exclusive"

    @property
    def words(self) -> str:
        return _PROPERTY_WORDS[self]


_PROPERTY_WORDS = {
    Property.CIVILIAN_CONTROL: say(
        "nothing is authorised without the affirmative act of a civilian whom no military post appoints"
    ),
    Property.TWO_KEYS: say("the keys are turned by different posts and different people"),
    Property.NO_SELF_APPROVAL: say("nobody clears what they wrote, by any route"),
    Property.SILENCE_NEVER_DECIDES: say("silence never decides where no instrument says so"),
    Property.NO_DEAD_END: say("from every state some lawful run ends, and every clock that lapses leads somewhere"),
    Property.OVERSIGHT_IS_TOLD: say("whoever is to be told is told in time"),
    Property.URGENT_PATH_IS_BOUNDED: say("the urgent path is bounded, and reviewed afterwards"),
    Property.LOANS_ARE_BOUNDED: say(
        "no power is lent further than the framework says, none without an end, and each can be taken back"
    ),
    Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE: say("every possible engagement has exactly one route"),
}

PARAMETERS: dict[Property, frozenset[str]] = {
    Property.CIVILIAN_CONTROL: frozenset({"classes"}),
    Property.TWO_KEYS: frozenset({"classes"}),
    Property.SILENCE_NEVER_DECIDES: frozenset({"except_under"}),
    Property.OVERSIGHT_IS_TOLD: frozenset({"entries", "within"}),
}
"""Which parameters a property takes; those not named take none."""


class PropertyEntry(Strict):
    """One property that this framework is to hold."""

    hold: Property
    classes: tuple[Key, ...] = ()
    """Of civilian control and of two keys: for which classes; for every class when none is named."""
    except_under: tuple[Key, ...] = ()
    """Of silence: the instruments that let it count."""
    entries: tuple[Key, ...] = ()
    """Of oversight: which of its entries; all when none is named."""
    within: Clock | None = None
    """Of oversight: the longest that the law leaves for telling, whatever the entries say."""

    @model_validator(mode="after")
    def _its_own_parameters(self) -> "PropertyEntry":
        given = {name for name in ("classes", "except_under", "entries", "within") if getattr(self, name)}
        if foreign := sorted(given - PARAMETERS.get(self.hold, frozenset())):
            allowed = ", ".join(sorted(PARAMETERS.get(self.hold, frozenset()))) or "nothing"
            raise ValueError(f"{self.hold} takes {allowed} beside its name, and no {', '.join(foreign)}")
        return self
