"""What a label says and what a reader brings. After ADatP-4774: policy, classification, categories."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
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
class Succession:
    """From this moment (in UTC) the label says what its successor says."""

    at: datetime
    successor: "Label"


@dataclass(frozen=True, slots=True)
class Label:
    """A marking as a value: two labels that say the same are equal.

    `originators` are those whose information it is: they bind nobody who reads, and whoever releases. `also` are
    labels of other policies that hold at the same time (the join of things under several policies): a reader must
    satisfy each. They are one for each policy, by name after this one's, and plain; otherwise ValueError is raised.
    """

    policy: str
    classification: str
    categories: frozenset[Category] = frozenset()
    originators: frozenset[str] = frozenset()
    also: frozenset["Label"] = frozenset()
    succession: Succession | None = None

    def __post_init__(self) -> None:
        names = [self.policy, *sorted(one.policy for one in self.also)]
        if names != sorted(set(names)):
            raise ValueError(
                "the labels that hold together are one for each policy, the first by name before the others"
            )
        if any(one.originators or one.also or one.succession for one in self.also):
            raise ValueError("a label that holds beside another says no originators, others or successor of its own")
        if self.succession and self.succession.at.tzinfo is None:
            raise ValueError("a succession says its moment with its zone")

    def values(self, tag: str) -> frozenset[str] | None:
        """The values under a tag, or None when the label does not have that category.

        Of several permissive limits under one tag (a join may have them) only what stands in all.
        """
        found = [category for category in self.categories if category.tag == tag]
        limits = [category.values for category in found if category.kind is CategoryKind.PERMISSIVE]
        others = [category.values for category in found if category.kind is not CategoryKind.PERMISSIVE]
        if limits:
            return frozenset.intersection(*limits)
        return frozenset().union(*others) if others else None

    @property
    def releasable_to(self) -> frozenset[str] | None:
        return self.values(RELEASABLE_TO)

    @property
    def need_to_know(self) -> frozenset[str]:
        return self.values(NEED_TO_KNOW) or frozenset()

    def each(self) -> Iterator["Label"]:
        """The label of each policy that holds now, by the policies' names; none has others beside it or after it."""
        alone = replace(self, originators=frozenset(), also=frozenset(), succession=None)
        yield from sorted((alone, *self.also), key=lambda one: one.policy)

    def in_force(self, at: datetime) -> "Label":
        """What the label says at this moment: itself, or the successor whose time has come."""
        found = self
        while found.succession and found.succession.at <= at:
            found = found.succession.successor
        return found

    def as_data(self) -> dict[str, object]:
        """Plain data in one fixed order, fit for JSON and for a digest. What is not said is not written."""
        categories = [
            {"tag": c.tag, "kind": str(c.kind), "values": sorted(c.values)}
            for c in sorted(self.categories, key=lambda c: (c.tag, str(c.kind), sorted(c.values)))
        ]
        said: dict[str, object] = {
            "policy": self.policy,
            "classification": self.classification,
            "categories": categories,
        }
        if self.originators:
            said["originators"] = sorted(self.originators)
        if self.also:
            said["also"] = [one.as_data() for one in sorted(self.also, key=lambda one: one.policy)]
        if self.succession:
            moment = self.succession.at.astimezone(UTC).isoformat()
            said["succession"] = {"at": moment, "successor": self.succession.successor.as_data()}
        return said

    def digest(self) -> str:
        return sha256(repr(self.as_data()).encode()).hexdigest()

    def in_words(self) -> str:
        """In words that every policy shares: ``RESTRICTED · Releasable To AUS, FJI · Need To Know budget``."""
        said = [
            f"{c.tag} {', '.join(sorted(c.values)) or 'nobody'}"
            for c in sorted(self.categories, key=lambda c: (c.tag, sorted(c.values)), reverse=True)
        ]
        if self.originators:
            said.append(f"from {', '.join(sorted(self.originators))}")
        whole = [" · ".join([self.classification, *said])]
        whole += [one.in_words() for one in sorted(self.also, key=lambda one: one.policy)]
        if self.succession:
            moment = self.succession.at.astimezone(UTC)
            whole.append(f"from {moment:%Y-%m-%d %H:%M} UTC {self.succession.successor.in_words()}")
        return " | ".join(whole)


def label(
    policy: str,
    classification: str,
    *,
    releasable_to: Iterable[str] | None = None,
    need_to_know: Iterable[str] = (),
    originators: Iterable[str] = (),
    succession: Succession | None = None,
) -> Label:
    """A label in the two categories everyone uses; ``releasable_to=None`` sets no limit by nationality."""
    categories = set()
    if releasable_to is not None:
        categories.add(Category(RELEASABLE_TO, CategoryKind.PERMISSIVE, frozenset(releasable_to)))
    if groups := frozenset(need_to_know):
        categories.add(Category(NEED_TO_KNOW, CategoryKind.RESTRICTIVE, groups))
    return Label(
        policy, classification, frozenset(categories), originators=frozenset(originators), succession=succession
    )


def from_data(data: Mapping[str, object]) -> Label:
    """The label that ``as_data`` wrote down. Raises KeyError or ValueError on anything else."""
    succession = data.get("succession")
    return Label(
        str(data["policy"]),
        str(data["classification"]),
        frozenset(_category(one) for one in _list(data["categories"], "categories")),
        frozenset(map(str, _list(data.get("originators", []), "originators"))),
        frozenset(from_data(one) for one in _list(data.get("also", []), "also")),
        None if succession is None else _succession(succession),
    )


def _list(said: object, name: str) -> list[dict[str, object]]:
    if not isinstance(said, list):
        raise ValueError(f"{name} must be a list")
    return said


def _category(said: Mapping[str, object]) -> Category:
    values = _list(said["values"], "values")
    return Category(str(said["tag"]), CategoryKind(said["kind"]), frozenset(map(str, values)))  # type: ignore[arg-type]


def _succession(said: object) -> Succession:
    if not isinstance(said, dict):
        raise ValueError("a succession says when and by what")
    return Succession(datetime.fromisoformat(str(said["at"])), from_data(said["successor"]))


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing that stands open in an emergency: a row of a model, under this marking and no other, until a moment."""

    model: str
    key: str
    marking_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: one nationality, a clearance per policy, groups. No clearance reads nothing.

    A group is a need-to-know group, or, called ``POLICY VALUE``, a briefing or context of that policy
    (``NATO ATOMAL``). `opened` is what stands open to this reader beyond that: it changes no decision about a marking,
    and admits to single rows alone.
    """

    nationality: str
    clearances: frozenset[tuple[str, str]] = frozenset()
    groups: frozenset[str] = field(default_factory=frozenset)
    opened: frozenset[Opened] = frozenset()

    @property
    def plain(self) -> "Reader":
        """The same reader without what stands open in an emergency."""
        return replace(self, opened=frozenset()) if self.opened else self

    def clearance(self, policy: str) -> str | None:
        return dict(self.clearances).get(policy)
