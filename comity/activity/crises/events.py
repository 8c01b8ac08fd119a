"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.activity.engagements.rules.vocabulary import ZONE_WORDS
from comity.foundation.record.events import Event
from comity.foundation.record.rules.erasable import DECISION
from comity.foundation.words.rules.said import day, known, nation, say, say_many
from comity.procedure.clearance.rules.urgent import cause_in_words

from .rules.desk_acts import DeskAct


@dataclass(frozen=True, kw_only=True)
class CrisisEvent(Event):
    """What all have in common; never announced itself."""

    kind: ClassVar[str] = "crisis.event"
    crisis: str
    reference: str
    title: str

    def sentence(self) -> str:
        return say("Something was done in the crisis {reference}.", reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class CrisisDeclared(CrisisEvent):
    kind: ClassVar[str] = "crisis.declared"
    never_erased: ClassVar[str] = DECISION
    cause: str
    state: str
    state_name: str
    zone: str
    why: str
    until: str
    until_time: str
    cites: str
    under: str = ""
    """The delegation, where the power was lent; `cites` tells of it in words."""

    def sentence(self) -> str:
        return say(
            "{reference} “{title}”: a crisis was declared for {where} under {cites}, for {cause}: “{why}” It is over "
            "on {day} at {time} UTC unless it is ended before.",
            reference=self.reference,
            title=self.title,
            where=nation(self.state, self.state_name) if self.state else region(self.zone),
            cites=self.cites,
            cause=cause_in_words(self.cause),
            why=self.why,
            day=day(self.until),
            time=self.until_time,
        )


@dataclass(frozen=True, kw_only=True)
class CrisisEnded(CrisisEvent):
    kind: ClassVar[str] = "crisis.ended"
    why: str

    def sentence(self) -> str:
        return say(
            "The crisis {reference} “{title}” was ended: “{why}”",
            reference=self.reference,
            title=self.title,
            why=self.why,
        )


@dataclass(frozen=True, kw_only=True)
class RoundBegun(CrisisEvent):
    kind: ClassVar[str] = "crisis.round-begun"
    act: str
    words: str
    count: int

    def sentence(self) -> str:
        return say(
            "In the crisis {reference} the desk began to go through {engagements}, one by one: {act}. “{words}”",
            reference=self.reference,
            engagements=say_many("{count} engagement", "{count} engagements", self.count),
            act=act_in_words(self.act),
            words=self.words,
        )


@dataclass(frozen=True, kw_only=True)
class ConcernedInformed(CrisisEvent):
    kind: ClassVar[str] = "crisis.concerned-informed"
    engagement: str
    engagement_reference: str
    words: str
    posts: tuple[str, ...]

    def sentence(self) -> str:
        return say(
            "Because of {reference} “{title}”, {posts} were informed about {engagement}: “{words}”",
            reference=self.reference,
            title=self.title,
            posts=", ".join(self.posts),
            engagement=self.engagement_reference,
            words=self.words,
        )


def region(zone: str) -> str:
    return ZONE_WORDS.get(zone) or known(zone)


def act_in_words(act: str) -> str:
    return DeskAct(act).words if act in set(DeskAct) else known(act)
