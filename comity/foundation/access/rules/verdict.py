"""The answer to "may they?", always with its reasons; and the two ways an act is turned down."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.foundation.labels.rules.label import Label
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say, series


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed or not, why in words for the person concerned, and the instrument or rule it rests on."""

    allowed: bool
    reasons: tuple[str, ...]
    source: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def why(self) -> str:
        return series(self.reasons)


def allow(*reasons: str, source: str = "") -> Verdict:
    return Verdict(True, reasons, source)


def deny(*reasons: str, source: str = "") -> Verdict:
    return Verdict(False, reasons, source)


def first_denial(*verdicts: Verdict) -> Verdict:
    """The first verdict that denies, else the last one. Nothing asked is nothing allowed."""
    for verdict in verdicts:
        if not verdict:
            return verdict
    return verdicts[-1] if verdicts else deny(say("no rule allows this"))


class Refused(Exception):
    """The act is not right as it stands: wrong state, incomplete, out of date. Says what to do.

    `message` and `fields` are sayings: a page shows those, since ``str`` of an exception is plain English.
    """

    def __init__(self, message: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class NotAllowed(Exception):
    """The act is not permitted to this actor. The attempt is written to the record."""

    def __init__(self, verdict: Verdict, doing: str, about: Sequence[Thing], marking_id: int) -> None:
        self.message: str = say("Not allowed to {doing}: {why}.", doing=doing, why=verdict.why)
        super().__init__(self.message)
        self.verdict = verdict
        self.doing = doing
        self.about = tuple(about)
        self.marking_id = marking_id
        self.asked_about = next((_called(thing) for thing in self.about), "")
        self.label: Label | None = None  # noted before the refused act, and perhaps the marking's row, is undone


def _called(thing: Thing) -> str:
    """How *who could?* is asked about it: a post by its key, anything else by its reference."""
    if thing.kind in ("engagement", "dossier"):
        return thing.reference
    return thing.key if thing.kind == "post" else ""


def require(verdict: Verdict, *, doing: str, about: Sequence[Thing], marking_id: int) -> Verdict:
    """Go on only if allowed. Raises NotAllowed; `doing` is a verb phrase that reads after "tried to"."""
    if not verdict:
        raise NotAllowed(verdict, doing, about, marking_id)
    return verdict
