"""Marking policies, communities and tables of equivalences from ``library/markings``, checked line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from comity.foundation.words.rules.said import say

from .label import CategoryKind
from .policy import (
    ORDINARY_TAGS,
    Aggregation,
    Community,
    Equivalence,
    HeldBy,
    Level,
    Member,
    Policies,
    Policy,
    Style,
    Tag,
    Value,
)


class BadMarkings(ValueError):
    """A file that is no policy and no table. `faults` has one line for each: ``file:line:column: what is wrong``."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(self.faults))


Written = TypeVar("Written", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Text = Annotated[str, Field(min_length=1, max_length=200)]
Titles = dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], Text]


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _member(value: object) -> object:
    return {"nation": value} if isinstance(value, str) else value


class LevelWritten(_Strict):
    name: Text
    banner: str = ""
    portion: str = ""
    aliases: list[Text] = []
    names: Titles = {}
    until: date | None = None
    height: Annotated[int, Field(ge=0, le=4)] | None = None

    def made(self) -> Level:
        titles = tuple(sorted(self.names.items()))
        return Level(self.name, self.banner, self.portion, frozenset(self.aliases), titles, self.until, self.height)


class ValueWritten(_Strict):
    name: Text
    portion: str = ""
    aliases: list[Text] = []

    def made(self) -> Value:
        return Value(self.name, self.portion, frozenset(self.aliases))


class TagWritten(_Strict):
    tag: Text
    kind: Literal["restrictive", "permissive", "informative"]
    held_by: HeldBy
    values: list[Annotated[ValueWritten, BeforeValidator(_named)]] = []
    aliases: list[Text] = []
    uri: str = ""
    required: bool = False
    default: list[Text] = []
    cleared: list[Text] = []
    caveat: bool = False
    banner: str = ""
    portion: str = ""
    portion_same: str = ""
    first: list[Text] = []
    gap: str = ", "
    names: Titles = {}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        known = {value.name for value in self.values}
        for name in ("default", "cleared", "first"):
            if known and (strange := set(getattr(self, name)) - known):
                raise ValueError(say("{value} is no value of this tag", value=", ".join(sorted(strange))))
        if self.required and self.kind == "restrictive":
            raise ValueError(say("a tag that every label must have cannot be restrictive"))
        if (self.kind == "informative") is not (self.held_by is HeldBy.NOBODY):
            raise ValueError(say("an informative tag is held by nobody, and only it is"))
        if not known and "{values}" in (self.banner.strip(), self.portion.strip()):
            raise ValueError(say("values that stand alone in a banner are listed, so that it can be read back"))
        return self

    def made(self) -> Tag:
        return Tag(
            self.tag,
            CategoryKind(self.kind.upper()),
            self.held_by,
            tuple(value.made() for value in self.values),
            aliases=frozenset(self.aliases),
            uri=self.uri,
            required=self.required,
            default=frozenset(self.default),
            cleared=frozenset(self.cleared),
            caveat=self.caveat,
            banner=self.banner,
            portion=self.portion,
            portion_same=self.portion_same,
            first=tuple(self.first),
            gap=self.gap,
            titles=tuple(sorted(self.names.items())),
        )


class StyleWritten(_Strict):
    gap: Annotated[str, Field(min_length=1)] = Style().gap
    portion_gap: Annotated[str, Field(min_length=1)] = Style().portion_gap
    portion: Annotated[str, Field(pattern=r"\{portion\}")] = Style().portion
    nobody: Text = Style().nobody


class MemberWritten(_Strict):
    nation: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    since: date | None = None
    until: date | None = None


class CommunityWritten(_Strict):
    """Nations that one word means, as its file says it."""

    community: Text
    title: Text
    source: Text
    checked: date
    members: Annotated[list[Annotated[MemberWritten, BeforeValidator(_member)]], Field(min_length=1)]
    aliases: list[Text] = []

    def made(self) -> Community:
        members = tuple(Member(one.nation, one.since, one.until) for one in self.members)
        return Community(self.community, members, frozenset(self.aliases))


class AggregationWritten(_Strict):
    of: Text
    count: Annotated[int, Field(ge=2)]
    becomes: Text
    because: str = ""


class PolicyWritten(_Strict):
    """A policy as its file says it."""

    policy: Text
    title: Text
    source: Text
    checked: date
    verified: bool = False
    own: bool = True
    uri: str = ""
    aliases: list[Text] = []
    names: Titles = {}
    levels: Annotated[list[Annotated[LevelWritten, BeforeValidator(_named)]], Field(min_length=1)]
    tags: list[TagWritten] | None = None
    style: StyleWritten = StyleWritten()
    aggregation: list[AggregationWritten] = []

    @model_validator(mode="after")
    def _names_stand_once(self) -> Self:
        tags = self.tags or []
        _once([name for one in self.levels for name in {one.name, one.banner, *one.aliases} - {""}])
        _once([name for one in tags for name in {one.tag, *one.aliases}])
        for tag in tags:
            _once([name for one in tag.values for name in {one.name, *one.aliases}])
        levels = [one.name for one in self.levels]
        for rule in self.aggregation:
            if strange := {rule.of, rule.becomes} - set(levels):
                raise ValueError(say("{level} is no level of this policy", level=", ".join(sorted(strange))))
            if levels.index(rule.becomes) <= levels.index(rule.of):
                raise ValueError(say("what many things become is higher than each"))
        return self

    def made(self) -> Policy:
        return Policy(
            self.policy,
            tuple(one.name for one in self.levels),
            ORDINARY_TAGS if self.tags is None else tuple(one.made() for one in self.tags),
            tuple(one.made() for one in self.levels),
            uri=self.uri,
            aliases=frozenset(self.aliases),
            style=Style(**self.style.model_dump()),
            aggregations=tuple(Aggregation(**one.model_dump()) for one in self.aggregation),
            titles=tuple(sorted({"en": self.title, **self.names}.items())),
            own=self.own,
            source=self.source,
        )


class TableWritten(_Strict):
    """A table of equivalences between two policies as its file says it."""

    between: Annotated[list[Text], Field(min_length=2, max_length=2)]
    source: Text
    checked: date
    verified: bool = False
    since: date | None = None
    until: date | None = None
    twins: list[Annotated[list[Text], Field(min_length=2, max_length=2)]]
    no_twin: dict[Text, list[Text]] = {}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of equivalences: the same pairs, seen from either policy."""

    left: str
    right: str
    pairs: tuple[tuple[str, str], ...]
    since: date | None
    until: date | None
    verified: bool
    source: str

    def seen_from(self, policy: str) -> Equivalence:
        other = self.right if policy == self.left else self.left
        pairs = self.pairs if policy == self.left else tuple((here, there) for there, here in self.pairs)
        return Equivalence(other, pairs, self.since, self.until, self.verified, self.source)


def read_policy(text: str, name: str) -> Policy:
    """The policy of a file called so. Raises BadMarkings."""
    return _read(text, name, PolicyWritten).made()


def read_table(text: str, name: str, policies: Policies) -> Table:
    """The table of a file called so, between two of these policies. Raises BadMarkings.

    Every level of both has a twin or is named among those that have none; who is higher on one side is not lower on the
    other.
    """
    written = _read(text, name, TableWritten)
    if faults := list(_faults_of_table(written, policies)):
        raise BadMarkings(f"{name}:{_line(_composed(text, name), path)}: {words}" for path, words in faults)
    pairs = tuple((left, right) for left, right in written.twins)
    left, right = written.between
    return Table(left, right, pairs, written.since, written.until, written.verified, written.source)


def read_community(text: str, name: str) -> Community:
    """The community of a file called so. Raises BadMarkings."""
    return _read(text, name, CommunityWritten).made()


def together(policies: Policies, communities: Iterable[Community], tables: Iterable[Table]) -> Policies:
    """The same policies, those of the house first, each with the communities and with the tables it stands in."""
    kept, every = list(tables), tuple(communities)
    in_order = sorted(policies.items(), key=lambda item: not item[1].own)
    return {
        name: replace(
            policy,
            communities=every,
            equivalences=tuple(table.seen_from(name) for table in kept if name in (table.left, table.right)),
        )
        for name, policy in in_order
    }


def _faults_of_table(written: TableWritten, policies: Policies) -> Iterable[tuple[tuple[str | int, ...], str]]:
    known = [policies[name] for name in written.between if name in policies]
    if len({policy.name for policy in known}) != 2:
        yield ("between",), say("a table stands between two policies that are known here")
        return
    for side, policy in enumerate(known):
        twins = [pair[side] for pair in written.twins]
        without = written.no_twin.get(policy.name, [])
        for number, level in enumerate(twins):
            if policy.rank(level) is None:
                yield ("twins", number), say("{policy} has no level {level}", policy=policy.name, level=level)
        for level in policy.levels:
            if (level in twins) is (level in without):
                yield (
                    ("no_twin",),
                    say(
                        "say of {level} of {policy} which its twin is, or that it has none",
                        level=level,
                        policy=policy.name,
                    ),
                )
    ranks = sorted((known[0].rank(a) or 0, known[1].rank(b) or 0) for a, b in written.twins)
    if any(low[1] > high[1] for low, high in pairwise(ranks)):
        yield ("twins",), say("what is higher in one policy is not lower in the other")


def _read(text: str, name: str, model: type[Written]) -> Written:
    node = _composed(text, name)
    try:
        return model.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise BadMarkings(f"{name}:{_line(node, one['loc'])}: {_words(one)}" for one in faults) from error


def _composed(text: str, name: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        spot = f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"
        raise BadMarkings([f"{name}:{spot}: {error.problem or 'this is no YAML'}"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMarkings([f"{name}:1:1: {say('this is no YAML')}"]) from error
    if node is None:
        raise BadMarkings([f"{name}:1:1: {say('nothing is written here')}"])
    return node


def _line(node: yaml.Node, path: Iterable[str | int]) -> str:
    """Line and column of the deepest thing on this path that stands in the file."""
    for step in path:
        match node:
            case yaml.MappingNode():
                node = next((value for key, value in node.value if key.value == str(step)), node)
            case yaml.SequenceNode() if isinstance(step, int) and step < len(node.value):
                node = node.value[step]
    return f"{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def _words(one: Mapping[str, Any]) -> str:
    last = str(one["loc"][-1]) if one["loc"] else ""
    match one["type"]:
        case "missing":
            return say("“{field}” is missing here: add it", field=last)
        case "extra_forbidden":
            return say("“{field}” is not a word of this section", field=last)
        case "value_error":
            return str(one["msg"]).removeprefix("Value error, ")
    return say("“{field}” cannot be so: {why}", field=last, why=str(one["msg"]))


def _once(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ValueError(say("{name} is the name of two things here", name=name))
        seen.add(name.casefold())
