"""Facts this room announces: what happened to a part, under the part's own marking, and never its words."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import say


@dataclass(frozen=True, kw_only=True)
class PartEvent(Event):
    """What all have in common; never announced itself. `line` is the part, `digest` that of its words."""

    kind: ClassVar[str] = "part.event"
    reference: str
    line: str
    digest: str
    marked: str

    def sentence(self) -> str:
        return say("Something happened to a part of {reference}.", reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class PartWritten(PartEvent):
    kind: ClassVar[str] = "part.written"

    def sentence(self) -> str:
        return say(
            "A part of {reference} was written and marked {marking} (content {digest}).",
            reference=self.reference,
            marking=self.marked,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class PartRewritten(PartEvent):
    kind: ClassVar[str] = "part.rewritten"
    marked_before: str

    def sentence(self) -> str:
        said = {"reference": self.reference, "marking": self.marked, "digest": self.digest[:12]}
        if self.marked_before == self.marked:
            return say("A part of {reference}, marked {marking}, was rewritten (content {digest}).", **said)
        return say(
            "A part of {reference} is marked {marking} instead of {before} (content {digest}).",
            before=self.marked_before,
            **said,
        )


@dataclass(frozen=True, kw_only=True)
class PartRemoved(PartEvent):
    kind: ClassVar[str] = "part.removed"

    def sentence(self) -> str:
        return say(
            "A part of {reference}, marked {marking}, was taken out (content {digest}).",
            reference=self.reference,
            marking=self.marked,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class PartRestored(PartEvent):
    kind: ClassVar[str] = "part.restored"

    def sentence(self) -> str:
        return say(
            "A part of {reference}, marked {marking}, is again as it was (content {digest}).",
            reference=self.reference,
            marking=self.marked,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class PartMoved(PartEvent):
    kind: ClassVar[str] = "part.moved"

    def sentence(self) -> str:
        return say(
            "A part of {reference}, marked {marking}, stands elsewhere in it (content {digest}).",
            reference=self.reference,
            marking=self.marked,
            digest=self.digest[:12],
        )
