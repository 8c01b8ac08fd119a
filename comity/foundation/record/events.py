"""What every event is, and who listens. Rooms declare their events on this base; only wiring listens.

Free of Django, so that rules may name events and things.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from comity.foundation.words.rules.said import say, say_many

from .rules.absence import WITHHOLD
from .rules.acting import Acting
from .rules.plain import Plain, Unwritable, plain
from .rules.retelling import Unreadable, made_again
from .rules.thing import Thing

__all__ = [
    "AbsenceDeclined",
    "AbsenceProposed",
    "BodyErased",
    "BodyShownAgain",
    "BodyWithheld",
    "Event",
    "KeyMade",
    "KeyRotated",
    "QuorumSet",
    "RecordResumed",
    "RowsSealed",
    "RowsTold",
    "Thing",
    "Unwritable",
    "WitnessAdded",
    "WitnessRefused",
    "WitnessRemoved",
    "deliver",
    "event_class",
    "is_heard",
    "kinds",
    "listen",
    "retold",
    "stop_listening",
]

KIND_AT_MOST = 80  # characters
_KIND = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*(\.[a-z][a-z0-9]*([-_][a-z0-9]+)*)+")
_kinds: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event(ABC):
    """A fact in the past tense. Subclasses are frozen dataclasses that write down their `kind`.

    The kind stands in the record for ever, so it is never derived from where the class lives; `version` is
    raised when the fields change. Declaring a subclass raises TypeError without a kind of its own, or with
    one that another event has.
    """

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    # Why an entry of this kind is never erased, as a saying; empty where it may be (rules/erasable.py).
    never_erased: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        kind = cls.__dict__.get("kind")
        if not isinstance(kind, str) or not _KIND.fullmatch(kind) or len(kind) > KIND_AT_MOST:
            raise TypeError(f"{cls.__qualname__} must write down its kind, such as 'engagement.proposed'")
        other = _kinds.get(kind)
        # The same class may be declared again: dataclass(slots=True) makes it anew, not yet qualified.
        if other and (other.__module__, other.__name__) != (cls.__module__, cls.__name__):
            raise TypeError(f"{cls.__qualname__} has the kind of {other.__qualname__}: {kind}")
        _kinds[kind] = cls

    @abstractmethod
    def sentence(self) -> str:
        """What happened, in one sentence for the auditor, complete without the other fields."""

    def body(self) -> dict[str, Plain]:
        """The fields as plain JSON. Raises Unwritable; TypeError if the class is not a frozen dataclass."""
        return {name: plain(getattr(self, name)) for name in _fields_of(type(self))}


@cache
def _fields_of(event_class: type[Event]) -> tuple[str, ...]:
    parameters = event_class.__dict__.get("__dataclass_params__")
    if parameters is None or not parameters.frozen:
        # Undecorated, it would inherit its base's field list and silently lose its own.
        raise TypeError(f"{event_class.__qualname__} must be a frozen dataclass of its own")
    return tuple(field.name for field in fields(event_class))


def retold(kind: str, version: int, body: Mapping[str, Any], sentence: str) -> str:
    """The sentence of an entry so that it can be said in the reader's language: the event is made again from `body`
    and tells itself. What does not give exactly the sentence that was kept is not believed, and that one is shown.
    """
    known = _kinds.get(kind)
    if known is None or known.version != version:
        return sentence
    try:
        told = made_again(known, body["event"]).sentence()
    except (Unreadable, AttributeError, LookupError, TypeError, ValueError):
        return sentence
    return told if told == sentence else sentence


Happened = TypeVar("Happened", bound=Event)
Listener = Callable[..., object]
_listeners: list[tuple[type[Event], Listener]] = []
_hearing: dict[type[Event], tuple[Listener, ...]] = {}


def kinds() -> tuple[str, ...]:
    """Every kind declared in this process, in order of the alphabet."""
    return tuple(sorted(_kinds))


def event_class(kind: str) -> type[Event] | None:
    """The class that declared a kind; None for a kind that only old entries have."""
    return _kinds.get(kind)


def listen(event_class: type[Happened], function: Listener) -> None:
    """Call `function(event, actor=..., at=...)` whenever such an event (or a subclass) is announced.

    It runs in the announcing transaction, after the entry is written and in order of registration; what it
    raises undoes the whole act. Raises ValueError if the function already listens to that class.
    """
    if (event_class, function) in _listeners:
        raise ValueError(f"{function!r} already listens to {event_class.__qualname__}")
    _listeners.append((event_class, function))
    _hearing.clear()


def stop_listening(event_class: type[Happened], function: Listener) -> None:
    """Undo `listen`. Raises ValueError if it was not listening."""
    _listeners.remove((event_class, function))
    _hearing.clear()


def deliver(event: Event, *, actor: Acting, at: datetime) -> None:
    """Tell every listener of this event; `announce` and `announce_many` alone call this."""
    for function in _who_hears(type(event)):
        function(event, actor=actor, at=at)


def is_heard(event_class: type[Event]) -> bool:
    """Whether anybody listens to such events."""
    return bool(_who_hears(event_class))


def _who_hears(event_class: type[Event]) -> tuple[Listener, ...]:
    if event_class not in _hearing:
        _hearing[event_class] = tuple(function for wanted, function in _listeners if issubclass(event_class, wanted))
    return _hearing[event_class]


@dataclass(frozen=True, kw_only=True)
class KeyMade(Event):
    """The record has its first key. `key` is the public part, as it is handed on."""

    kind: ClassVar[str] = "record.key-made"
    key: str

    def sentence(self) -> str:
        return say("The record is signed from now on. Its public key is {key}.", key=self.key)


@dataclass(frozen=True, kw_only=True)
class KeyRotated(Event):
    """Another key signs from now on. `handover` is the note both signed; the new one alone when the old is lost."""

    kind: ClassVar[str] = "record.key-rotated"
    old: str
    key: str
    handover: str
    lost: bool
    reason: str

    def sentence(self) -> str:
        said = {"key": self.key, "old": self.old, "reason": self.reason}
        if self.lost:
            return say("The key {old} of the record was lost ({reason}). It is signed with {key} from now on.", **said)
        return say("The record is signed with {key} from now on, in place of {old} ({reason}).", **said)


@dataclass(frozen=True, kw_only=True)
class WitnessAdded(Event):
    """Somebody outside is asked from now on to cosign how far the record reaches. `key` is their public key."""

    kind: ClassVar[str] = "record.witness-added"
    name: str
    key: str
    url: str

    def sentence(self) -> str:
        said = {"name": self.name, "key": self.key, "url": self.url}
        return say("{name} is asked at {url} to witness the record. Its public key is {key}.", **said)


@dataclass(frozen=True, kw_only=True)
class WitnessRemoved(Event):
    """A witness is asked no longer, and counts no longer. What it cosigned stays."""

    kind: ClassVar[str] = "record.witness-removed"
    name: str
    key: str
    reason: str

    def sentence(self) -> str:
        said = {"name": self.name, "key": self.key, "reason": self.reason}
        return say("{name} with the key {key} witnesses the record no longer ({reason}).", **said)


@dataclass(frozen=True, kw_only=True)
class WitnessRefused(Event):
    """A witness has cosigned what this record does not continue. `detail` is what it answered, in the terms of HTTP."""

    kind: ClassVar[str] = "record.witness-refused"
    name: str
    key: str
    detail: str

    def sentence(self) -> str:
        said = {"name": self.name, "key": self.key, "detail": self.detail}
        return say("{name} refused to cosign: by its key {key} it has signed another history ({detail}).", **said)


@dataclass(frozen=True, kw_only=True)
class QuorumSet(Event):
    """So many witnesses make a checkpoint public from now on."""

    kind: ClassVar[str] = "record.quorum-set"
    needed: int
    before: int
    reason: str

    def sentence(self) -> str:
        if not self.needed:
            return say("The record needs no witness from now on ({reason}).", reason=self.reason or say("not said"))
        told = say_many(
            "{count} witness must cosign the record from now on before it counts as public",
            "{count} witnesses must cosign the record from now on before it counts as public",
            self.needed,
        )
        if self.reason:
            return say("{told} ({reason}).", told=told, reason=self.reason)
        return say("{told}.", told=told)


@dataclass(frozen=True, kw_only=True)
class AbsenceProposed(Event):
    """It was proposed that the body of `entry` be erased or withheld (`what`); nothing is gone yet."""

    kind: ClassVar[str] = "record.absence-proposed"
    entry: int
    what: str
    reason: str
    legal_basis: str

    def sentence(self) -> str:
        said = {"entry": str(self.entry), "reason": self.reason, "basis": self.legal_basis}
        if self.what == WITHHOLD:
            return say("It was proposed to withhold from evidence what entry {entry} says: {reason} ({basis}).", **said)
        return say("It was proposed to erase for ever what entry {entry} says: {reason} ({basis}).", **said)


@dataclass(frozen=True, kw_only=True)
class AbsenceDeclined(Event):
    """What was proposed in entry `proposal` is not done; `entry` says what it said."""

    kind: ClassVar[str] = "record.absence-declined"
    entry: int
    what: str
    proposal: int
    reason: str

    def sentence(self) -> str:
        said = {"entry": str(self.entry), "proposal": str(self.proposal), "reason": self.reason}
        if self.what == WITHHOLD:
            return say("What entry {entry} says is not withheld, as entry {proposal} proposed: {reason}", **said)
        return say("What entry {entry} says is not erased, as entry {proposal} proposed: {reason}", **said)


@dataclass(frozen=True, kw_only=True)
class BodyErased(Event):
    """The body and the salt of `entry` exist no more; its leaf, with this commitment, stays.

    A verifier reads `entry` and `commitment` (docs/reference/record-format.md). `rows` are those of which the body had
    told, as table and key with a space between: the audit cannot judge them until another entry tells of them.
    """

    kind: ClassVar[str] = "record.body-erased"
    entry: int
    commitment: str
    proposal: int
    reason: str
    legal_basis: str
    rows: tuple[str, ...] = ()

    def sentence(self) -> str:
        return say(
            "What entry {entry} said was erased for ever, as proposed in entry {proposal}: {reason} ({basis}).",
            entry=str(self.entry),
            proposal=str(self.proposal),
            reason=self.reason,
            basis=self.legal_basis,
        )


@dataclass(frozen=True, kw_only=True)
class BodyWithheld(Event):
    """The body of `entry` is read in the house as before, and leaves it in no evidence."""

    kind: ClassVar[str] = "record.body-withheld"
    entry: int
    proposal: int
    reason: str
    legal_basis: str

    def sentence(self) -> str:
        return say(
            "What entry {entry} says is withheld from evidence, as proposed in entry {proposal}: {reason} ({basis}).",
            entry=str(self.entry),
            proposal=str(self.proposal),
            reason=self.reason,
            basis=self.legal_basis,
        )


@dataclass(frozen=True, kw_only=True)
class BodyShownAgain(Event):
    """The body of `entry`, which was withheld, is in evidence again."""

    kind: ClassVar[str] = "record.body-shown-again"
    entry: int
    reason: str

    def sentence(self) -> str:
        return say(
            "What entry {entry} says is shown in evidence again: {reason}", entry=str(self.entry), reason=self.reason
        )


@dataclass(frozen=True, kw_only=True)
class RecordResumed(Event):
    """The record goes on although more of it, or another, was signed. `signed` is the note that no longer holds."""

    kind: ClassVar[str] = "record.resumed"
    size: int
    signed_size: int
    signed: str
    reason: str

    def sentence(self) -> str:
        return say(
            "The record goes on from {size} entries although this house had signed {signed_size}, which the database "
            "no longer has ({reason}).",
            size=self.size,
            signed_size=self.signed_size,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class RowsTold(Event):
    """An act touched more rows than one entry holds: this one goes on telling of them."""

    kind: ClassVar[str] = "record.rows-told"
    entry: int
    rows: int

    def sentence(self) -> str:
        return say_many(
            "{rows} further row was touched by what entry {entry} tells.",
            "{rows} further rows were touched by what entry {entry} tells.",
            self.rows,
            rows=self.rows,
            entry=self.entry,
        )


@dataclass(frozen=True, kw_only=True)
class RowsSealed(Event):
    """What the rows say now holds from now on, although no act brought it about. `named` are the first that an entry
    had told of otherwise."""

    kind: ClassVar[str] = "record.rows-sealed"
    rows: int
    otherwise: int
    named: tuple[str, ...]
    reason: str

    def sentence(self) -> str:
        if not self.otherwise:
            return say_many(
                "{rows} row was sealed as it stands, which no entry had told of ({reason}).",
                "{rows} rows were sealed as they stand, which no entry had told of ({reason}).",
                self.rows,
                rows=self.rows,
                reason=self.reason,
            )
        return say_many(
            "{rows} row was sealed as it stands ({reason}); {otherwise} of them differed from what the record told.",
            "{rows} rows were sealed as they stand ({reason}); {otherwise} of them differed from what the record told.",
            self.rows,
            rows=self.rows,
            otherwise=self.otherwise,
            reason=self.reason,
        )
