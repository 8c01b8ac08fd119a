"""What a label says and what a reader brings. After ADatP-4774: policy, classification, categories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

RELEASABLE_TO = "Releasable To"
NEED_TO_KNOW = "Need To Know"


class CategoryKind(StrEnum):
    """How a category's values bind a reader."""

    RESTRICTIVE = "RESTRICTIVE"  # the reader needs all of them
    PERMISSIVE = "PERMISSIVE"  # the reader needs any one of them
    INFORMATIVE = "INFORMATIVE"  # they bind nobody


@dataclass(frozen=True, slots=True)
class Category:
    tag: str
    kind: CategoryKind
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Label:
    """A marking as a value: two labels that say the same are equal."""

    policy: str
    classification: str
    categories: frozenset[Category] = frozenset()

    def values(self, tag: str) -> frozenset[str] | None:
        """The values under a tag, or None when the label does not have that category."""
        found = [category.values for category in self.categories if category.tag == tag]
        return frozenset().union(*found) if found else None

    @property
    def releasable_to(self) -> frozenset[str] | None:
        return self.values(RELEASABLE_TO)

    @property
    def need_to_know(self) -> frozenset[str]:
        return self.values(NEED_TO_KNOW) or frozenset()

    def as_data(self) -> dict[str, object]:
        """Plain data in one fixed order, fit for JSON and for a digest."""
        categories = [
            {"tag": c.tag, "kind": str(c.kind), "values": sorted(c.values)}
            for c in sorted(self.categories, key=lambda c: (c.tag, str(c.kind)))
        ]
        return {"policy": self.policy, "classification": self.classification, "categories": categories}

    def digest(self) -> str:
        return sha256(repr(self.as_data()).encode()).hexdigest()

    def in_words(self) -> str:
        """The banner line: ``RESTRICTED · Releasable To AUS, FJI · Need To Know budget``."""
        said = [
            f"{c.tag} {', '.join(sorted(c.values)) or 'nobody'}"
            for c in sorted(self.categories, key=lambda c: c.tag, reverse=True)
        ]
        return " · ".join([self.classification, *said])


def label(
    policy: str,
    classification: str,
    *,
    releasable_to: Iterable[str] | None = None,
    need_to_know: Iterable[str] = (),
) -> Label:
    """A label in the two categories everyone uses; ``releasable_to=None`` sets no limit by nationality."""
    categories = set()
    if releasable_to is not None:
        categories.add(Category(RELEASABLE_TO, CategoryKind.PERMISSIVE, frozenset(releasable_to)))
    if groups := frozenset(need_to_know):
        categories.add(Category(NEED_TO_KNOW, CategoryKind.RESTRICTIVE, groups))
    return Label(policy, classification, frozenset(categories))


def from_data(data: Mapping[str, object]) -> Label:
    """The label that ``as_data`` wrote down. Raises KeyError or ValueError on anything else."""
    categories = data["categories"]
    if not isinstance(categories, list):
        raise ValueError("categories must be a list")
    return Label(
        str(data["policy"]),
        str(data["classification"]),
        frozenset(
            Category(str(c["tag"]), CategoryKind(c["kind"]), frozenset(map(str, c["values"]))) for c in categories
        ),
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: one nationality, a clearance per policy, need-to-know groups. No clearance reads nothing."""

    nationality: str
    clearances: frozenset[tuple[str, str]] = frozenset()
    groups: frozenset[str] = field(default_factory=frozenset)

    def clearance(self, policy: str) -> str | None:
        return dict(self.clearances).get(policy)
