"""A label and a reader as somebody writes them by hand, in YAML or JSON: checked, in any spelling that is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import yaml
from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from comity.foundation.words.rules.said import say

from .banner_text import NoBanner, read_banner
from .label import NEED_TO_KNOW, RELEASABLE_TO, Category, CategoryKind, Label, Reader, Succession
from .policy import Policies, completed, policy_called

LARGEST = 100_000  # letters


class NotTaken(ValueError):
    """What was written is no label or no reader. `message` says what is wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _tags(value: object) -> object:
    """``{Releasable To: [AUS]}`` is the short form of a list of categories."""
    if isinstance(value, Mapping):
        return [{"tag": tag, "values": _listed(values)} for tag, values in value.items()]
    return value


def _cleared(value: object) -> object:
    """``{NATO: SECRET}``, ``["NATO SECRET"]`` or a list of policies and levels."""
    if isinstance(value, Mapping) and "policy" not in value:
        return [{"policy": policy, "level": level} for policy, level in value.items()]
    return [value] if isinstance(value, (str, Mapping)) else value


def _kind(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _nation(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(_listed)]


class CategoryWritten(_Strict):
    tag: str
    kind: Annotated[CategoryKind, BeforeValidator(_kind)] | None = None
    values: Names = []


class LabelWritten(_Strict):
    """A label in our own form."""

    policy: str
    classification: Annotated[str, Field(validation_alias=AliasChoices("classification", "level"))]
    releasable_to: Names | None = None
    need_to_know: Names = []
    categories: Annotated[list[CategoryWritten], BeforeValidator(_tags)] = []
    originators: Annotated[Names, Field(validation_alias=AliasChoices("originators", "originator"))] = []
    also: "list[LabelWritten]" = []
    succession: "SuccessionWritten | None" = None


class SuccessionWritten(_Strict):
    at: datetime
    successor: LabelWritten


class ClearanceWritten(_Strict):
    policy: str
    level: Annotated[str, Field(validation_alias=AliasChoices("level", "classification"))]


class ReaderWritten(_Strict):
    """A reader in our own form."""

    name: str = ""
    nationality: Annotated[str, BeforeValidator(_nation)] = ""
    clearances: Annotated[
        list[ClearanceWritten | str],
        BeforeValidator(_cleared),
        Field(validation_alias=AliasChoices("clearances", "clearance")),
    ] = []
    groups: Annotated[Names, Field(validation_alias=AliasChoices("groups", "need_to_know"))] = []
    briefings: dict[str, Names] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """The reader, and what of their clearances this house does not know."""

    reader: Reader
    notes: tuple[str, ...]


def is_own_form(data: object) -> bool:
    """Whether data that was read is a label in our own form."""
    return isinstance(data, Mapping) and "policy" in data and bool({"classification", "level"} & set(data))


def data_of(text: str) -> Any:
    """YAML or JSON as data. Raises NotTaken."""
    if len(text) > LARGEST:
        raise NotTaken(say("it is longer than {most} letters", most=LARGEST))
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise NotTaken(say("write it without aliases"))
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, NotTaken):
            raise
        raise NotTaken(say("this is neither YAML nor JSON")) from error


def label_asked(data: object, policies: Policies) -> Label:
    """The label that this data says. Raises NotTaken."""
    written = _checked(LabelWritten, data)
    try:
        return completed(_label(written, policies), policies)
    except ValueError as error:
        raise NotTaken(str(error)) from error


def reader_asked(data: object, policies: Policies) -> Asked:
    """The reader that this data says. Raises NotTaken."""
    written = _checked(ReaderWritten, data)
    held, notes = set(), []
    for one in written.clearances:
        try:
            held.add(_clearance(one, policies))
        except NotTaken as why:
            notes.append(why.message)
    briefed = {
        f"{policy.name if (policy := policy_called(name, policies)) else name} {value}"
        for name, values in written.briefings.items()
        for value in values
    }
    groups = frozenset({*written.groups, *briefed})
    return Asked(Reader(written.nationality, frozenset(held), groups), tuple(notes))


def _clearance(one: ClearanceWritten | str, policies: Policies) -> tuple[str, str]:
    if isinstance(one, str):
        try:
            read = read_banner(one, policies)
        except NoBanner as why:
            raise NotTaken(
                say("the clearance {clearance} is not known: {why}", clearance=one, why=why.message)
            ) from why
        return read.policy, read.classification
    policy = policy_called(one.policy, policies)
    level = policy.level_called(one.level) if policy else None
    if policy is None or level is None:
        raise NotTaken(say("the clearance {policy} {level} is not known here", policy=one.policy, level=one.level))
    return policy.name, level


def _label(written: LabelWritten, policies: Policies) -> Label:
    categories = [_category(one, written.policy, policies) for one in written.categories]
    if written.releasable_to is not None:
        categories.append(Category(RELEASABLE_TO, CategoryKind.PERMISSIVE, frozenset(written.releasable_to)))
    if written.need_to_know:
        categories.append(Category(NEED_TO_KNOW, CategoryKind.RESTRICTIVE, frozenset(written.need_to_know)))
    later = written.succession
    return Label(
        written.policy,
        written.classification,
        frozenset(categories),
        frozenset(written.originators),
        frozenset(_label(one, policies) for one in written.also),
        Succession(later.at, _label(later.successor, policies)) if later else None,
    )


def _category(one: CategoryWritten, name: str, policies: Policies) -> Category:
    """Of the kind that is written, or else that the policy says; what neither says binds everybody."""
    policy = policy_called(name, policies)
    tag = policy.tag_called(one.tag) if policy else None
    kind = one.kind or (tag.kind if tag else CategoryKind.RESTRICTIVE)
    return Category(one.tag, kind, frozenset(one.values))


def _checked(model: Any, data: object) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise NotTaken("; ".join(_faults(error))) from error


def _faults(error: ValidationError) -> Iterable[str]:
    for one in error.errors(include_url=False):
        place = ".".join(str(step) for step in one["loc"] if not str(step).endswith("Written"))
        yield say("{place}: {why}", place=place or "it", why=one["msg"])
