"""What every event is, and who listens. Rooms declare their events on this base; only wiring listens.

Free of Django, so that rules may name events and things.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from comity.foundation.words.rules.said import say, say_many

from .rules.acting import Acting
from .rules.plain import Plain, Unwritable, plain
from .rules.retelling import Unreadable, made_again
from .rules.thing import Thing

__all__ = [
    "Event",
    "KeyMade",
    "KeyRotated",
    "RowsSealed",
    "RowsTold",
    "Thing",
    "Unwritable",
    "deliver",
    "event_class",
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
        parameters = type(self).__dict__.get("__dataclass_params__")
        if parameters is None or not parameters.frozen:
            # Undecorated, it would inherit its base's field list and silently lose its own.
            raise TypeError(f"{type(self).__qualname__} must be a frozen dataclass of its own")
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


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


def stop_listening(event_class: type[Happened], function: Listener) -> None:
    """Undo `listen`. Raises ValueError if it was not listening."""
    _listeners.remove((event_class, function))


def deliver(event: Event, *, actor: Acting, at: datetime) -> None:
    """Tell every listener of this event; `announce` alone calls this."""
    for wanted, function in tuple(_listeners):
        if isinstance(event, wanted):
            function(event, actor=actor, at=at)


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
            "{rows} row was sealed as it stands ({reason}), and differed from what the record told.",
            "{rows} rows were sealed as they stand ({reason}); {otherwise} of them differed from what the record told.",
            self.rows,
            rows=self.rows,
            otherwise=self.otherwise,
            reason=self.reason,
        )
