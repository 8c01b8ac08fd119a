"""A label as the standard writes it, faithfully: what stands in the XML, not yet what it means to this house."""

from dataclasses import dataclass, field
from datetime import datetime

from comity.foundation.labels.rules.label import CategoryKind

from .spellings import LabelKind


@dataclass(frozen=True, slots=True)
class WrittenCategory:
    """Values under one tag. `kind` is None when the file says none that the standard knows: then it binds everybody."""

    tag: str
    kind: CategoryKind | None
    values: tuple[str, ...] = ()
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Originator:
    """Who gave the label, and what kind of name that is (`rfc822Name`, `directoryName`, …)."""

    name: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """From `at` on, `successor` stands in its place. A successor has no successor of its own."""

    at: datetime
    successor: "WrittenLabel"


@dataclass(frozen=True, slots=True)
class WrittenLabel:
    """What one confidentiality label says. All moments are in UTC."""

    policy: str
    classification: str
    policy_uri: str | None = None
    privacy_mark: str | None = None
    categories: tuple[WrittenCategory, ...] = ()
    originator: Originator | None = None
    created: datetime | None = None
    review: datetime | None = None
    succession: Succession | None = None
    kind: LabelKind = LabelKind.ORIGINATOR
    id: str | None = field(default=None, compare=False)

    def values(self, tag: str) -> tuple[str, ...]:
        """Every value under a tag, compared without case."""
        return tuple(v for c in self.categories if c.tag.casefold() == tag.casefold() for v in c.values)

    def at(self, moment: datetime) -> "WrittenLabel":
        """What it says at a moment: its successor, once that has taken its place."""
        if self.succession is not None and moment >= self.succession.at:
            return self.succession.successor
        return self
