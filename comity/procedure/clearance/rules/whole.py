"""The whole of a framework file, routes included: what `comity framework check` says of it.

Everything wrong is told at once. An entry that cannot be read is told of and then left out, so that one slip of the pen
does not make whatever names it look wrong as well.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from comity.foundation.conditions.rules.load import Unreadable, load
from comity.foundation.conditions.rules.tree import Condition
from comity.foundation.conditions.rules.vocabulary import Vocabulary, named
from comity.foundation.labels.rules.label import from_data
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.classes import EngagementClass
from comity.mandate.institutions.rules.coverage import coverage, in_words
from comity.mandate.institutions.rules.faults import Fault, of_validation, of_yaml, said_absent
from comity.mandate.institutions.rules.framework import (
    NO_MAPPING,
    AdoptionEntry,
    ClassEntry,
    EmergencyEntry,
    FrameworkFile,
    InstitutionEntry,
    MandateEntry,
    OversightEntry,
    PostEntry,
    PropertyEntry,
    Sections,
    dangling,
    keys_in,
    parsed,
)
from comity.mandate.institutions.rules.lines import Lines, Path, Spot, lines_of, written_twice

from .bounding import around, of_urgent
from .checking import of_mandates, of_routes
from .route import Route


class WholeFramework(FrameworkFile):
    """A framework: who there is, who may do what under which instrument, and which engagement takes which route."""

    routes: tuple[Route, ...]
    """By which stages and steps each class is cleared."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the house that checks the file knows beside it. None: nothing is known, and it is not checked."""

    states: Collection[str] | None = None
    policies: Mapping[str, Sequence[str]] | None = None
    """Marking policies with their levels."""
    fields: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By subject: the particulars that people read of it, beside its facts."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The faults in the order of the file, what was not checked, and the file when it can be read whole."""

    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()
    file: WholeFramework | None = None


def check(text: str, *, known: Known | None = None) -> Checked:
    """Everything that is wrong in this text."""
    known = known or Known()
    try:
        data = parsed(text)
        lines = lines_of(text)
    except yaml.MarkedYAMLError as error:
        return Checked((of_yaml(error),))
    if not isinstance(data, dict):
        return Checked((Fault(Spot(), NO_MAPPING),))
    faults = [_twice(key, spot, first) for key, spot, first in written_twice(lines.root)]
    file = None
    try:
        file = WholeFramework.model_validate(data)
    except ValidationError as error:
        faults += of_validation(error, lines, WholeFramework.model_json_schema())
    of_content = _Content(data, lines, known)
    faults += of_content.faults()
    told = tuple(sorted(set(faults)))
    return Checked(told, tuple(of_content.notes), file if not told else None)


def _twice(key: str, spot: Spot, first: Spot) -> Fault:
    said = say("“{key}” is written twice here, first in line {line}: only one can count", key=key, line=first.line)
    return Fault(spot, said)


Entry = TypeVar("Entry", bound=BaseModel)


class _Content:
    """What the entries that can be read say of one another."""

    def __init__(self, data: Mapping[str, Any], lines: Lines, known: Known) -> None:
        self.data, self.lines, self.known, self.notes = data, lines, known, list[str]()
        self.institutions = self._read("institutions", InstitutionEntry)
        self.posts = self._read("posts", PostEntry)
        self.mandates = self._read("mandates", MandateEntry)
        self.classes = self._read("classes", ClassEntry)
        self.routes = self._read("routes", Route)
        self.oversight = self._read("oversight", OversightEntry)
        self.properties = self._read("properties", PropertyEntry)
        self.adoption = _one(data.get("adoption"), AdoptionEntry)
        self.emergency = _one(data.get("emergency"), EmergencyEntry)

    def _read(self, section: str, kind: type[Entry]) -> list[tuple[int, Entry]]:
        rows = self.data.get(section)
        found = ((i, _one(row, kind)) for i, row in enumerate(rows if isinstance(rows, list) else []))
        return [(i, entry) for i, entry in found if entry is not None]

    def faults(self) -> Iterator[Fault]:
        vocabulary = self._vocabulary()
        if isinstance(vocabulary, Fault):
            yield vocabulary
        else:
            yield from self._conditions(vocabulary)
        yield from self._deliberation()
        for path, said in (*self._references(), *self._routes(vocabulary), *self._states()):
            yield Fault(self.lines.at(path), said)

    def _vocabulary(self) -> Vocabulary | Fault:
        try:
            return named(str(self.data.get("subject")))
        except LookupError as error:
            return Fault(self.lines.at(("subject",)), str(error.args[0]))

    def _references(self) -> list[tuple[Path, str]]:
        adoption = [(0, self.adoption)] if self.adoption else []
        read: dict[str, Sequence[tuple[int, Any]]] = {
            "institutions": self.institutions,
            "posts": self.posts,
            "mandates": self.mandates,
            "oversight": self.oversight,
            "properties": self.properties,
            "adoption": adoption,
            "emergency": [(0, self.emergency)] if self.emergency else [],
        }
        return dangling(self.data, Sections(read))

    def _routes(self, vocabulary: Vocabulary | Fault) -> list[tuple[Path, str]]:
        subject, terms = str(self.data.get("subject")), None
        if isinstance(vocabulary, Vocabulary):
            terms = {term.name: term.type for term in vocabulary.terms}
        fields = self.known.fields.get(subject)
        known = {*terms, *fields} if terms is not None and fields is not None else None
        faults = of_routes(self.data, self.routes, self.posts, self.institutions, fields=known)
        faults += of_mandates(self.routes, self.mandates, self.posts, self.adoption, terms=terms)
        return [*faults, *self._urgent()]

    def _urgent(self) -> list[tuple[Path, str]]:
        """What is unbounded in the urgent paths."""
        written = self.data.get("mandates")
        every = isinstance(written, list) and len(written) == len(self.mandates)
        file = around(
            keys_in(self.data, "posts"),
            keys_in(self.data, "instruments"),
            [post for _, post in self.posts],
            [mandate for _, mandate in self.mandates] if every else None,
        )
        return [fault for i, route in self.routes for fault in of_urgent(("routes", i), route, file)]

    def _states(self) -> list[tuple[Path, str]]:
        """Institutions of states that neither the file nor the house knows."""
        if self.known.states is None:
            return []
        states = {*self.known.states, *keys_in(self.data, "states", "code")}
        absent = [(i, entry.state) for i, entry in self.institutions if entry.state not in states]
        return [
            (
                ("institutions", i, "state"),
                say("no state {code} is known: add it under states, with its name", code=code),
            )
            for i, code in absent
        ]

    def _deliberation(self) -> Iterator[Fault]:
        written = self.data.get("deliberation")
        if not isinstance(written, dict):
            return
        spot = self.lines.at(("deliberation",))
        try:
            label = from_data(written)
        except (KeyError, TypeError, ValueError):
            yield Fault(spot, say("a marking has policy, classification and categories, a list that may be empty: []"))
            return
        policies = self.known.policies
        if policies is None:
            return
        if label.policy not in policies:
            said = say("there is no marking policy “{policy}”", policy=label.policy)
            yield Fault(self.lines.at(("deliberation", "policy")), said_absent(said, label.policy, list(policies)))
        elif label.classification not in policies[label.policy]:
            said = say("{policy} has no level “{level}”", policy=label.policy, level=label.classification)
            levels = list(policies[label.policy])
            spot = self.lines.at(("deliberation", "classification"))
            yield Fault(spot, said_absent(said, label.classification, levels, all_of_them=True))

    def _conditions(self, vocabulary: Vocabulary) -> Iterator[Fault]:
        classes, whole = [], True
        for i, entry in self.classes:
            read = self._condition(("classes", i, "when"), vocabulary)
            if isinstance(read, Fault):
                yield read
            whole = whole and not isinstance(read, Fault)
            if not isinstance(read, Fault):
                classes.append(EngagementClass(entry.key, entry.title, read, entry.why))
        for r, route in self.routes:
            for s, stage in enumerate(route.stages):
                for n, step in enumerate(stage.steps):
                    path: Path = ("routes", r, "stages", s, "steps", n, "when")
                    if step.when is not None and isinstance(wrong := self._condition(path, vocabulary), Fault):
                        yield wrong
        if whole and len(classes) == len(keys_in(self.data, "classes")):
            yield from self._coverage(classes, vocabulary)

    def _condition(self, path: Path, vocabulary: Vocabulary) -> Condition | Fault:
        node = self.lines.node(path)
        try:
            return load(node if node is not None else "", vocabulary, name="")
        except Unreadable as error:
            spot = Spot(error.line, error.column or 1) if error.line else self.lines.at(path)
            return Fault(spot, error.message)

    def _coverage(self, classes: Sequence[EngagementClass], vocabulary: Vocabulary) -> Iterator[Fault]:
        found = coverage(classes, vocabulary)
        if not found.decided:
            self.notes.append(
                say("whether every engagement has a class was not tried: there are too many combinations")
            )
        if found.hole is not None:
            said = say(
                "no class takes an engagement with {facts}: add one that does, as the last", facts=in_words(found.hole)
            )
            yield Fault(self.lines.of_key(("classes",)), said)
        rows = {entry.key: i for i, entry in self.classes}
        for key in found.never:
            said = say("no engagement ever reaches “{key}”: the classes above it take them all", key=key)
            yield Fault(self.lines.at(("classes", rows[key])), said)


def _one(row: object, kind: type[Entry]) -> Entry | None:
    try:
        return kind.model_validate(row)
    except ValidationError:
        return None
