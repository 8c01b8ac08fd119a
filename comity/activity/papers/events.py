"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import say


@dataclass(frozen=True, kw_only=True)
class PapersEvent(Event):
    """What all have in common; never announced itself."""

    kind: ClassVar[str] = "papers.event"
    reference: str

    def sentence(self) -> str:
        return say("Something was laid beside {reference}.", reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class PaperAttached(PapersEvent):
    kind: ClassVar[str] = "papers.attached"
    name: str
    digest: str
    size: int

    def sentence(self) -> str:
        return say(
            "The paper “{name}” was laid beside {reference} (content {digest}).",
            name=self.name,
            reference=self.reference,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class PaperWithdrawn(PapersEvent):
    kind: ClassVar[str] = "papers.withdrawn"
    name: str
    digest: str

    def sentence(self) -> str:
        return say("The paper “{name}” was withdrawn from {reference}.", name=self.name, reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class PaperRestored(PapersEvent):
    kind: ClassVar[str] = "papers.restored"
    name: str
    digest: str

    def sentence(self) -> str:
        return say("The paper “{name}” lies beside {reference} again.", name=self.name, reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class PaperHandedOut(PapersEvent):
    """A copy with its marking in it: `copy` is the digest of those bytes, `digest` that of what lies here."""

    kind: ClassVar[str] = "papers.handed-out"
    name: str
    digest: str
    copy: str
    by: str

    def sentence(self) -> str:
        return say(
            "{by} took a copy of “{name}” of {reference} with its marking in it: {copy}, made of {digest}.",
            by=self.by,
            name=self.name,
            reference=self.reference,
            copy=self.copy[:12],
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class RemarkMade(PapersEvent):
    """`remark` is its key; `mentioned` are the ids of the people it speaks to, all of whom may read it."""

    kind: ClassVar[str] = "papers.remark-made"
    remark: str
    words: str
    mentioned: tuple[int, ...]

    def sentence(self) -> str:
        return say("A remark on {reference}: “{words}”", reference=self.reference, words=self.words)


@dataclass(frozen=True, kw_only=True)
class RemarkTakenBack(PapersEvent):
    kind: ClassVar[str] = "papers.remark-taken-back"
    remark: str
    words: str

    def sentence(self) -> str:
        return say(
            "A remark on {reference} was taken back at once: “{words}”", reference=self.reference, words=self.words
        )


@dataclass(frozen=True, kw_only=True)
class PaperBegun(PapersEvent):
    """A paper that is written here, part by part; its parts tell of themselves."""

    kind: ClassVar[str] = "papers.begun"
    name: str

    def sentence(self) -> str:
        return say("The paper “{name}” was begun beside {reference}.", name=self.name, reference=self.reference)


@dataclass(frozen=True, kw_only=True)
class WrittenPaperWithdrawn(PapersEvent):
    kind: ClassVar[str] = "papers.written-withdrawn"
    name: str

    def sentence(self) -> str:
        return say(
            "The paper “{name}”, written beside {reference}, was withdrawn.", name=self.name, reference=self.reference
        )


@dataclass(frozen=True, kw_only=True)
class WrittenPaperRestored(PapersEvent):
    kind: ClassVar[str] = "papers.written-restored"
    name: str

    def sentence(self) -> str:
        return say(
            "The paper “{name}”, written beside {reference}, stands again.", name=self.name, reference=self.reference
        )
