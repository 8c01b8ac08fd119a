"""Facts this room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.record.rules.erasable import FRAMEWORK, POWER
from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import day, known, say, series

from .rules.framework import power_in_words
from .rules.powers import up_to

NO_REASON = say("no reason given")
RETURNED = say("They are back.")
LEFT = say("They left the post.")


@dataclass(frozen=True, kw_only=True)
class StatesLoaded(Event):
    """States of the library were made known: how many codes, and how many spellings of their names."""

    kind: ClassVar[str] = "states.loaded"
    states: int
    names: int

    def sentence(self) -> str:
        return say(
            "The states of the library were made known: {states} states, {names} names.",
            states=self.states,
            names=self.names,
        )


@dataclass(frozen=True, kw_only=True)
class FrameworkAdopted(Event):
    kind: ClassVar[str] = "framework.adopted"
    never_erased: ClassVar[str] = FRAMEWORK
    version: ClassVar[int] = 2  # proposed_by
    framework: str
    adopted_version: str
    title: str
    digest: str
    posts: int
    mandates: int
    proposed_by: str = ""

    def sentence(self) -> str:
        if self.proposed_by:
            return say(
                "The framework “{title}”, version {version}, was adopted as {proposer} proposed it: {posts} posts, "
                "{mandates} mandates.",
                title=self.title,
                version=self.adopted_version,
                proposer=self.proposed_by,
                posts=self.posts,
                mandates=self.mandates,
            )
        return say(
            "The framework “{title}”, version {version}, was adopted: {posts} posts, {mandates} mandates.",
            title=self.title,
            version=self.adopted_version,
            posts=self.posts,
            mandates=self.mandates,
        )


@dataclass(frozen=True, kw_only=True)
class VersionProposed(Event):
    kind: ClassVar[str] = "framework.version-proposed"
    framework: str
    proposed_version: str
    title: str
    against: str
    digest: str
    approver: str
    proposal: str
    why: str

    def sentence(self) -> str:
        return say(
            "Version {version} of the framework “{title}” was proposed in place of {against}, for {post} to approve: "
            "“{why}”",
            version=self.proposed_version,
            title=self.title,
            against=self.against,
            post=self.approver,
            why=self.why,
        )


@dataclass(frozen=True, kw_only=True)
class VersionDeclined(Event):
    kind: ClassVar[str] = "framework.version-declined"
    framework: str
    declined_version: str
    title: str
    post: str
    reason: str

    def sentence(self) -> str:
        return say(
            "{post} ended the proposal of version {version} of the framework “{title}”: “{reason}”",
            post=self.post,
            version=self.declined_version,
            title=self.title,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class PersonAppointed(Event):
    kind: ClassVar[str] = "post.person-appointed"
    never_erased: ClassVar[str] = POWER
    person: str
    post: str
    institution: str
    acting: bool
    starts: date

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
    never_erased: ClassVar[str] = POWER
    person: str
    post: str
    ends: date

    def sentence(self) -> str:
        return say("{person} ceases to be {post} on {day}.", person=self.person, post=self.post, day=day(self.ends))


@dataclass(frozen=True, kw_only=True)
class MandateDelegated(Event):
    """A power was lent. `bounds` are the keys of classes, and facts with their limits, as the framework writes them;
    `called` has for each of them the title of the class, or the unit of the limit."""

    kind: ClassVar[str] = "mandate.delegated"
    never_erased: ClassVar[str] = POWER
    version: ClassVar[int] = 2  # bounds, called, covers, starts
    delegation: str
    may: str
    from_post: str
    to_post: str
    until: date
    instrument: str
    reason: str
    bounds: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    covers: str = ""
    starts: date | None = None

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
        return series(map(_bound, self.bounds, self.called), ", ") or say("for all its cases")


def _bound(key: str, called: str) -> str:
    term, _, limit = key.rpartition(" ")
    return up_to(term, limit, called) if term else known(called)


@dataclass(frozen=True, kw_only=True)
class DelegationRevoked(Event):
    kind: ClassVar[str] = "mandate.delegation-revoked"
    never_erased: ClassVar[str] = POWER
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
    ends: date

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
    starts: date
    until: date
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
