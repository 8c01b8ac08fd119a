"""A marking policy: its levels, its tags and how it writes them. Content comes from ``library/markings``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from comity.foundation.words.rules.said import say

from .label import NEED_TO_KNOW, RELEASABLE_TO, Category, CategoryKind, Label


class HeldBy(StrEnum):
    """What of a reader is looked at for the values of a tag."""

    NATIONALITY = "nationality"  # their nation, and every community that it belongs to
    GROUP = "group"  # their need-to-know groups
    BRIEFING = "briefing"  # their groups that are called by policy and value: ``NATO ATOMAL``
    NOBODY = "nobody"  # nothing: the tag only informs, or admits nobody


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `banner` and `portion` are how it is written above a page and before a paragraph; `height` is how
    high it stands beside the levels of other policies, for the colour of a banner only."""

    name: str
    banner: str = ""
    portion: str = ""
    aliases: frozenset[str] = frozenset()
    titles: tuple[tuple[str, str], ...] = ()  # language, name
    until: date | None = None  # from this day nothing new is marked so; what is keeps its level
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a tag may have, how a paragraph abbreviates it, and its other names."""

    name: str
    portion: str = ""
    aliases: frozenset[str] = frozenset()

    def names(self) -> frozenset[str]:
        """Everything that it is called."""
        return frozenset({self.name, self.portion, *self.aliases} - {""})


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a policy: how its values bind, and what of a reader is compared with them.

    `values` are those allowed; without any, every value is. `required` has a value in every label: `default` is read
    into a label that comes without it, and a permissive one that is missing all the same admits nobody. `cleared` are
    values that everybody holds who is cleared for the label's level. A `caveat` is the originator's, whom alone it
    obeys. `banner` and `portion` are patterns with ``{values}``; an empty one writes nothing, and `portion_same` stands
    for values that are those of the page. `first` are the values that are written before all others.
    """

    name: str
    kind: CategoryKind
    held_by: HeldBy
    values: tuple[Value, ...] = ()
    aliases: frozenset[str] = frozenset()
    uri: str = ""
    required: bool = False
    default: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    caveat: bool = False
    banner: str = ""
    portion: str = ""
    portion_same: str = ""
    first: tuple[str, ...] = ()
    gap: str = ", "
    titles: tuple[tuple[str, str], ...] = ()

    def value(self, written: str) -> str | None:
        """The value meant by a name, an alias or another case of either; None when it is not allowed."""
        if not self.values:
            return written
        wanted = written.casefold()
        names = ((one.name, one.names()) for one in self.values)
        return next((name for name, called in names if wanted in {each.casefold() for each in called}), None)

    def in_order(self, values: Iterable[str]) -> list[str]:
        """As they are written: those that come first, then nations (three letters), then longer names, by alphabet."""
        place = {value: number for number, value in enumerate(self.first)}
        return sorted(values, key=lambda value: (place.get(value, len(place)), len(value) > 3, value))


ORDINARY_TAGS = (
    Tag(
        RELEASABLE_TO,
        CategoryKind.PERMISSIVE,
        HeldBy.NATIONALITY,
        aliases=frozenset({"REL TO"}),
        banner="Releasable To {values}",
        portion="REL {values}",
        portion_same="REL",
    ),
    Tag(NEED_TO_KNOW, CategoryKind.RESTRICTIVE, HeldBy.GROUP, banner="Need To Know {values}", portion="NTK {values}"),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How banner and portion are put together: `gap` between what stands in a banner, `nobody` for no value at all."""

    gap: str = " · "
    portion_gap: str = "//"
    portion: str = "({portion})"
    nobody: str = "nobody"


@dataclass(frozen=True, slots=True)
class Member:
    """A nation in a community, on the days from `since` up to and without `until`."""

    nation: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """Nations that one word means: what is releasable to it is releasable to each of them."""

    name: str
    members: tuple[Member, ...]
    aliases: frozenset[str] = frozenset()

    def has(self, nation: str, on: date) -> bool:
        return any(one.nation == nation and _holds(one.since, one.until, on) for one in self.members)


@dataclass(frozen=True, slots=True)
class Aggregation:
    """So many things of a level or above it, shown together, are to be marked higher."""

    of: str
    count: int
    becomes: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Equivalence:
    """What the levels of this policy are called in another, on the days from `since` up to and without `until`.

    `pairs` are (level here, level there). A level that stands in no pair has no twin there: who is cleared there does
    not read it. A table that nobody has compared with the agreement (`verified`) admits nobody; it only suggests.
    """

    policy: str
    pairs: tuple[tuple[str, str], ...]
    since: date | None = None
    until: date | None = None
    verified: bool = False
    source: str = ""

    def in_force(self, on: date) -> bool:
        return _holds(self.since, self.until, on)


@dataclass(frozen=True, slots=True)
class Policy:
    """The levels of one scheme, lowest first, and what else a label under it may say.

    `own`: this house marks its own things under it; the others it knows, so as to understand what arrives.
    """

    name: str
    levels: tuple[str, ...]
    tags: tuple[Tag, ...] = ORDINARY_TAGS
    grades: tuple[Level, ...] = ()  # more about each level, in the same order; or nothing
    uri: str = ""
    aliases: frozenset[str] = frozenset()
    style: Style = Style()
    communities: tuple[Community, ...] = ()
    aggregations: tuple[Aggregation, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    own: bool = True
    source: str = ""

    def rank(self, classification: str) -> int | None:
        """Height of a classification, 0 lowest; None when this policy does not know it."""
        return self.levels.index(classification) if classification in self.levels else None

    def level(self, classification: str) -> Level:
        """How a level of this policy is written. Raises KeyError when it has none of this name."""
        rank = self.rank(classification)
        if rank is None:
            raise KeyError(classification)
        return self.grades[rank] if self.grades else Level(classification)

    def height(self, classification: str) -> int | None:
        """How high a level stands for the eye, 0 to 4; None when this policy does not know it."""
        rank = self.rank(classification)
        said = self.level(classification).height if rank is not None else None
        return rank if said is None else said

    def names_of(self, classification: str) -> frozenset[str]:
        """Everything that a level of this policy is called: name, banner, portion, titles and aliases."""
        one = self.level(classification)
        said = {one.name, one.banner, one.portion, *one.aliases, *(title for _, title in one.titles)}
        return frozenset(said - {""})

    def level_called(self, written: str) -> str | None:
        """The level meant by anything that it is called, in any case; None when nothing is called so."""
        wanted = written.casefold()
        names = ((level, self.names_of(level)) for level in self.levels)
        return next((level for level, called in names if wanted in {name.casefold() for name in called}), None)

    def tag(self, name: str) -> Tag | None:
        """The tag of exactly this name."""
        return next((tag for tag in self.tags if tag.name == name), None)

    def tag_called(self, written: str) -> Tag | None:
        """The tag meant by a name or alias, in any case."""
        wanted = written.casefold()
        names = ((tag, {tag.name, *tag.aliases}) for tag in self.tags)
        return next((tag for tag, called in names if wanted in {name.casefold() for name in called}), None)

    def is_called(self, written: str) -> bool:
        """Whether a policy's name or URI, as somebody wrote it, means this one."""
        known = {self.name, self.uri, *self.aliases, *(title for _, title in self.titles)} - {""}
        return written.casefold() in {name.casefold() for name in known}

    def twins(self, classification: str, other: str, on: date) -> tuple[str, ...]:
        """What a level of this policy is equivalent to in another on this day; nothing when it has no twin there."""
        tables = [one for one in self.equivalences if one.policy == other and one.verified and one.in_force(on)]
        return tuple(there for table in tables for here, there in table.pairs if here == classification)

    def is_beside(self, other: str, on: date) -> bool:
        """Whether a verified table of equivalences with the other policy is in force on this day."""
        return any(one.policy == other and one.verified and one.in_force(on) for one in self.equivalences)

    def unsaid(self, label: Label) -> tuple[Category, ...]:
        """The permissive tags that this policy asks for and the label does not say, as categories that admit nobody."""
        said = {category.tag for category in label.categories}
        asked = (tag for tag in self.tags if tag.required and tag.kind is CategoryKind.PERMISSIVE)
        return tuple(Category(tag.name, tag.kind, frozenset()) for tag in asked if tag.name not in said)

    def faults(self, label: Label, on: date) -> tuple[str, ...]:
        """What this policy has against marking something new so on this day, a saying for each; nothing when it may."""
        found = []
        if label.classification not in self.levels:
            found.append(say("{policy} has no level {level}", policy=self.name, level=label.classification))
        elif (until := self.level(label.classification).until) is not None and until <= on:
            found.append(
                say("nothing new is marked {level} under {policy}", level=label.classification, policy=self.name)
            )
        for category in sorted(label.categories, key=lambda one: (one.tag, one.kind, sorted(one.values))):
            tag = self.tag(category.tag)
            if tag is None or tag.kind is not category.kind:
                found.append(say("{policy} has no tag {tag} that binds so", policy=self.name, tag=category.tag))
            elif strange := sorted(value for value in category.values if tag.value(value) != value):
                found.append(say("{tag} has no value {value}", tag=tag.name, value=", ".join(strange)))
        said = {category.tag for category in label.categories if category.values}
        missing = [tag.name for tag in self.tags if tag.required and tag.name not in said]
        found += [
            say("{policy} asks for {tag}, and the label does not say it", policy=self.name, tag=t) for t in missing
        ]
        return tuple(found)

    def completed(self, written: Label) -> Label:
        """The label in this policy's own names: every alias and case resolved, every required tag that has a default
        filled in. What the policy does not know is left as it is written; it admits nobody."""
        categories = [self._own_names(category) for category in written.categories]
        said = {category.tag for category in categories}
        categories += [
            Category(tag.name, tag.kind, tag.default)
            for tag in self.tags
            if tag.required and tag.default and tag.name not in said
        ]
        level = self.level_called(written.classification) or written.classification
        return replace(written, policy=self.name, classification=level, categories=frozenset(categories))

    def _own_names(self, category: Category) -> Category:
        tag = self.tag_called(category.tag)
        if tag is None:
            return category
        return Category(tag.name, category.kind, frozenset(tag.value(value) or value for value in category.values))


Policies = Mapping[str, Policy]


def policy_called(written: str, policies: Policies) -> Policy | None:
    """The policy that a name, alias or URI means."""
    return policies.get(written) or next((one for one in policies.values() if one.is_called(written)), None)


def completed(written: Label, policies: Policies) -> Label:
    """A label that came from outside in the own names of the policies it names; what nobody knows stays as it is."""
    policy = policy_called(written.policy, policies)
    found = policy.completed(written) if policy else written
    if found.also:
        found = replace(found, also=frozenset(completed(one, policies) for one in found.also))
    if found.succession:
        successor = completed(found.succession.successor, policies)
        found = replace(found, succession=replace(found.succession, successor=successor))
    return found


def _holds(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on < until)
