"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import day, say

from .rules.framework import power_in_words

NO_REASON = say("no reason given")
RETURNED = say("They are back.")
LEFT = say("They left the post.")


@dataclass(frozen=True, kw_only=True)
class FrameworkAdopted(Event):
    kind: ClassVar[str] = "framework.adopted"
    framework: str
    adopted_version: str
    title: str
    digest: str
    posts: int
    mandates: int

    def sentence(self) -> str:
        return say(
            "The framework “{title}”, version {version}, was adopted: {posts} posts, {mandates} mandates.",
            title=self.title,
            version=self.adopted_version,
            posts=self.posts,
            mandates=self.mandates,
        )


@dataclass(frozen=True, kw_only=True)
class PersonAppointed(Event):
    kind: ClassVar[str] = "post.person-appointed"
    person: str
    post: str
    institution: str
    acting: bool
    starts: str

    def sentence(self) -> str:
        values = {
            "person": self.person,
            "post": self.post,
            "institution": self.institution,
            "day": day(self.starts),
        }
        if self.acting:
            return say("{person} was appointed acting {post}, {institution}, from {day}.", **values)
        return say("{person} was appointed {post}, {institution}, from {day}.", **values)


@dataclass(frozen=True, kw_only=True)
class AppointmentEnded(Event):
    kind: ClassVar[str] = "post.appointment-ended"
    person: str
    post: str
    ends: str

    def sentence(self) -> str:
        return say("{person} ceases to be {post} on {day}.", person=self.person, post=self.post, day=day(self.ends))


@dataclass(frozen=True, kw_only=True)
class MandateDelegated(Event):
    kind: ClassVar[str] = "mandate.delegated"
    delegation: str
    may: str
    from_post: str
    to_post: str
    until: str
    instrument: str
    reason: str
    bounds: tuple[str, ...] = ()
    covers: str = ""

    def sentence(self) -> str:
        values = {
            "post": self.from_post,
            "may": power_in_words(self.may),
            "instrument": self.instrument,
            "other": self.to_post,
            "day": day(self.until),
            "delegation": self.delegation,
            "reason": self.reason,
        }
        if self.covers:
            values |= {"absence": self.covers, "bounds": self._bounds()}
            return say(
                "The power of {post} to {may} under {instrument} was lent to {other} until {day} ({delegation}, "
                "{bounds}), to cover an absence ({absence}): {reason}",
                **values,
            )
        if self.bounds:
            return say(
                "The power of {post} to {may} under {instrument} was delegated to {other} until {day} ({delegation}, "
                "{bounds}): {reason}",
                **values,
                bounds=self._bounds(),
            )
        return say(
            "The power of {post} to {may} under {instrument} was delegated to {other} until {day} ({delegation}): "
            "{reason}",
            **values,
        )

    def _bounds(self) -> str:
        return ", ".join(self.bounds) or say("for all its cases")


@dataclass(frozen=True, kw_only=True)
class DelegationRevoked(Event):
    kind: ClassVar[str] = "mandate.delegation-revoked"
    delegation: str
    reason: str

    def sentence(self) -> str:
        return say(
            "{delegation} was revoked: {reason}",
            delegation=self.delegation,
            reason=recalled(self.reason, RETURNED, NO_REASON),
        )


@dataclass(frozen=True, kw_only=True)
class DelegationEnded(Event):
    """A loan ends with the appointment that it was made from."""

    kind: ClassVar[str] = "mandate.delegation-ended"
    delegation: str
    may: str
    from_post: str
    to_post: str
    person: str
    ends: str

    def sentence(self) -> str:
        return say(
            "{delegation}, the power of {post} to {may} lent to {other}, ends on {day} with the appointment of "
            "{person}.",
            delegation=self.delegation,
            post=self.from_post,
            may=power_in_words(self.may),
            other=self.to_post,
            day=day(self.ends),
            person=self.person,
        )


@dataclass(frozen=True, kw_only=True)
class AbsenceCovered(Event):
    kind: ClassVar[str] = "absence.covered"
    absence: str
    person: str
    post: str
    by_post: str
    starts: str
    until: str
    delegations: tuple[str, ...]
    reason: str

    def sentence(self) -> str:
        return say(
            "{person}, {post}, is away from {start} until {end}; {other} covers ({absence}; {delegations}): {reason}",
            person=self.person,
            post=self.post,
            start=day(self.starts),
            end=day(self.until),
            other=self.by_post,
            absence=self.absence,
            delegations=", ".join(self.delegations),
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(Event):
    kind: ClassVar[str] = "absence.ended"
    absence: str
    person: str
    post: str
    by_post: str
    why: str

    def sentence(self) -> str:
        return say(
            "The cover of {person}, {post}, by {other} is over ({absence}): {why}",
            person=self.person,
            post=self.post,
            other=self.by_post,
            absence=self.absence,
            why=recalled(self.why, RETURNED, LEFT, NO_REASON),
        )
