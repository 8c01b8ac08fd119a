"""A framework file: who there is, who may do what under which instrument, and which classes there are.

One readable YAML file in ``library/frameworks``. This room reads these sections; `procedure.clearance`
reads ``routes``. Errors name the file, the line and what to write instead.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError, WithJsonSchema

from comity.foundation.words.rules.said import figure, known, say

from .desk import Desk
from .faults import BadFramework, Fault, of_validation, of_yaml, said_absent
from .lines import Lines, Path, lines_of, refuse_what_cannot_be_taken
from .promises import AdoptionEntry, EmergencyEntry, OversightEntry, PropertyEntry
from .strict import Key, StateCode, Strict, as_tuple

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe loader, in C where it was built


class Character(StrEnum):
    CIVILIAN = "civilian"
    MILITARY = "military"
    DIPLOMATIC = "diplomatic"
    PARLIAMENTARY = "parliamentary"
    INDEPENDENT = "independent"

    @property
    def words(self) -> str:
        return _CHARACTER_WORDS[self]


class May(StrEnum):
    """What a mandate lets a post do."""

    PROPOSE = "propose"
    IMPORT = "import"
    OPINE = "opine"
    COUNTERSIGN = "countersign"
    DECIDE = "decide"
    REVOKE = "revoke"
    DECLARE = "declare"
    APPOINT = "appoint"
    ADOPT = "adopt"
    ERASE = "erase"
    CONFIRM_ERASURE = "confirm-erasure"

    @property
    def words(self) -> str:
        """A verb, as it reads after “may”."""
        return _MAY_WORDS[self]


_CHARACTER_WORDS = {
    Character.CIVILIAN: say("Civilian"),
    Character.MILITARY: say("Military"),
    Character.DIPLOMATIC: say("Diplomatic"),
    Character.PARLIAMENTARY: say("Parliamentary"),
    Character.INDEPENDENT: say("Independent"),
}

_MAY_WORDS = {
    May.PROPOSE: say("propose"),
    May.IMPORT: say("import"),
    May.OPINE: say("opine"),
    May.COUNTERSIGN: say("countersign"),
    May.DECIDE: say("decide"),
    May.REVOKE: say("revoke"),
    May.DECLARE: say("declare a crisis, or that something is urgent"),
    May.APPOINT: say("appoint"),
    May.ADOPT: say("adopt"),
    May.ERASE: say("propose what the record is to forget"),
    May.CONFIRM_ERASURE: say("confirm what the record is to forget"),
}


# Never lent: who holds these answers for who acts, by which rules, or for what can be read of it for ever.
NEVER_LENT = (May.APPOINT, May.ADOPT, May.CONFIRM_ERASURE)
# What nobody who belongs to those that acted may do.
OUTSIDE = (Character.PARLIAMENTARY, Character.INDEPENDENT)


def power_in_words(code: str) -> str:
    """A power as the record has it: an old entry may name one that is no longer given."""
    return _MAY_WORDS.get(code) or known(code)  # type: ignore[call-overload]


class StateEntry(Strict):
    """A state that the framework speaks of."""

    code: StateCode
    """Three capital letters, as ISO 3166 has them; an invented state takes one of XAA to XZZ."""
    name: str
    point: tuple[float, float] | None = None
    """Where maps draw it, [latitude, longitude]: only an invented state needs to say so."""


class InstitutionEntry(Strict):
    """A ministry, a command, an embassy, a parliament, a partner: whatever has posts."""

    key: Key
    name: str
    kind: Literal["ministry", "command", "embassy", "parliament", "audit-office", "partner", "body"]
    state: StateCode
    accredited: tuple[StateCode, ...] = ()
    """Of an embassy: the states it is accredited to, by code."""


class PostEntry(Strict):
    """An office that one person holds at a time. People are appointed to it later."""

    key: Key
    title: str
    institution: Key
    character: Character
    superior: Key | None = None
    """The post above: where a clock that lapses leads."""
    desk: Desk | None = None
    """The first screen it works at; without one its institution and powers suggest it."""
    cover: Annotated[tuple[Key, ...], BeforeValidator(as_tuple)] = ()
    """Which posts may cover an absence from it, each with what may be lent to it; any, when none is named."""


class InstrumentEntry(Strict):
    """The law, policy or agreement that powers and steps rest on."""

    key: Key
    title: str
    kind: Literal["constitution", "statute", "regulation", "policy", "agreement", "memorandum"]
    source: str
    """Where its text is found."""
    verified: bool = False
    """True only when somebody has compared what stands here with the official text."""
    checked: date | None = None
    """When they did."""
    parties: tuple[StateCode, ...] = ()
    """Of an agreement: the states that are bound by it, by code."""


class Receivers(Strict):
    """Posts described rather than named: of one of these characters, and in one of these institutions."""

    character: Annotated[tuple[Character, ...], BeforeValidator(as_tuple)] = ()
    """Of one of these characters; of any when none is named."""
    institution: Annotated[tuple[Key, ...], BeforeValidator(as_tuple)] = ()
    """In one of these institutions; in any when none is named."""


def _kind_of_receivers(value: object) -> str:
    """Posts are named in a list and described in a section."""
    return "described" if isinstance(value, (dict, Receivers)) else "named"


Named = Annotated[tuple[Key, ...], BeforeValidator(as_tuple), Tag("named")]
To = Annotated[Named | Annotated[Receivers, Tag("described")], Discriminator(_kind_of_receivers)]


class LendEntry(Strict):
    """To whom a mandate may be lent, for which of its classes, up to which ceiling, for how many days at most."""

    to: To
    """Posts by their keys, or described: `{character: [civilian], institution: [ministry]}`."""
    classes: tuple[Key, ...] = ()
    """For which of its classes; for all of them when none is named."""
    ceiling: dict[str, Decimal] = Field(default_factory=dict)
    """Up to which figures, by fact, each included; never above the mandate's own."""
    days: Annotated[int, Field(ge=1, le=366)]
    """For how many days at most."""
    acting: bool = False
    """True lets somebody who only acts in the post lend it."""


class MandateEntry(Strict):
    """What a post may do, for which classes, up to which ceiling, under which instrument."""

    post: Key
    may: tuple[May, ...]
    classes: tuple[Key, ...] = ()
    """For which classes; for every class when none is named."""
    ceiling: dict[str, Decimal] = Field(default_factory=dict)
    """Up to which figures, by fact, each included: `{personnel: 500, cost: 250000}`."""
    instrument: Key
    article: str = ""
    over: tuple[Key, ...] = ()
    """Of the power to appoint: to posts of which institutions; of all when none is named."""
    lend: LendEntry | None = None
    """To whom it may be lent, and how far. Without this it is never lent."""


class ClassEntry(Strict):
    """What kind of case an engagement is. Classes are tried from the top; the first whose condition holds is it."""

    key: Key
    title: str
    when: Any
    """A condition over the facts of the subject."""
    why: str = ""


class CalendarEntry(Strict):
    """A named calendar: its weekend (1 Monday … 7 Sunday), the days off it observes, the days its parliament sits."""

    weekend: Annotated[tuple[int, ...], BeforeValidator(as_tuple)] = (6, 7)
    days_off: Annotated[tuple[date, ...], BeforeValidator(as_tuple)] = ()
    sitting: Annotated[tuple[date, ...], BeforeValidator(as_tuple)] = ()
    """Of a parliament's calendar: every day on which it sits, as far ahead as it has published them."""


DELIBERATION = {
    "type": "object",
    "required": ["policy", "classification", "categories"],
    "additionalProperties": False,
    "properties": {
        "policy": {"type": "string", "description": "A marking policy of this framework alone."},
        "classification": {"type": "string", "description": "One of its levels."},
        "categories": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tag", "kind", "values"],
                "additionalProperties": False,
                "properties": {
                    "tag": {"type": "string"},
                    "kind": {"enum": ["RESTRICTIVE", "PERMISSIVE", "INFORMATIVE"]},
                    "values": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


class FrameworkFile(Strict):
    """A framework: who there is, who may do what under which instrument, and which engagement takes which route."""

    # `routes` stays raw here; the clearance room reads it.

    framework: Key
    """Its key; the versions of one framework share it."""
    version: str
    """In quotes. A version that was adopted is never edited: change the file and give it another."""
    title: str
    source: str
    """Where this comes from: a law, a cabinet decision, or that it is invented."""
    checked: date
    """When somebody last compared it with that."""
    demonstration: bool = False
    """True when it describes no real state."""
    subject: Key
    """Whose facts the conditions speak of."""
    home: StateCode
    """The state, or the body, whose framework it is."""
    deliberation: Annotated[dict[str, Any], WithJsonSchema(DELIBERATION)]
    """How what is said while clearing is marked: `policy`, `classification`, `categories`."""
    states: tuple[StateEntry, ...] = ()
    institutions: tuple[InstitutionEntry, ...]
    posts: tuple[PostEntry, ...]
    instruments: tuple[InstrumentEntry, ...]
    mandates: tuple[MandateEntry, ...]
    classes: tuple[ClassEntry, ...]
    calendars: dict[str, CalendarEntry]
    routes: tuple[Any, ...]
    """By which stages and steps each class is cleared."""
    oversight: tuple[OversightEntry, ...] = ()
    """Who outside the decision is to be told of what, within which clock."""
    properties: tuple[PropertyEntry, ...] = ()
    """What is to hold of every run of this framework's procedure."""
    adoption: AdoptionEntry | None = None
    """Who approves the next version beside the post that proposes it; without it, that post's superior."""
    emergency: EmergencyEntry | None = None
    """Who may open one thing above their clearance when it cannot wait; without it nobody may."""


def parsed(text: str) -> Any:
    """A text of YAML as data. Raises yaml.MarkedYAMLError, also for what YAML allows and nobody can mean."""
    try:
        return _parsed(text)
    except yaml.reader.ReaderError as error:
        raise yaml.MarkedYAMLError(problem=f"a character that no text may hold, at place {error.position}") from error
    except RecursionError as error:
        raise yaml.MarkedYAMLError(problem="this is nested too deeply") from error


def _parsed(text: str) -> Any:
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError:
        yaml.compose(text, Loader=yaml.SafeLoader)  # the slower loader names the better line
        raise
    refuse_what_cannot_be_taken(root)
    return yaml.load(text, Loader=LOADER)  # noqa: S506  a safe loader


def read_framework(text: str, *, name: str) -> FrameworkFile:
    """Parse and check a framework file, all but its routes. Raises BadFramework naming ``file:line:column`` for each
    fault; `clearance.rules.whole.faults_of` checks the routes as well."""
    try:
        data = parsed(text)
    except yaml.MarkedYAMLError as error:
        raise BadFramework([of_yaml(error)], name) from error
    if not isinstance(data, dict):
        raise BadFramework([Fault.at_the_top(NO_MAPPING)], name)
    try:
        found = FrameworkFile.model_validate(data)
    except ValidationError as error:
        lines = lines_of(text)
        raise BadFramework(of_validation(error, lines, FrameworkFile.model_json_schema()), name) from error
    if faults := dangling(data, Sections.of(found)):
        raise BadFramework(placed(faults, lines_of(text)), name)
    return found


NO_MAPPING = say("a framework is a mapping that begins with “framework: its-key”")

Dangling = tuple[Path, str]


class Sections:
    """The entries of a file that could be read, each with its place. One that could not is told of by itself, and
    must not make whatever names it look wrong as well."""

    def __init__(self, read: Mapping[str, Sequence[tuple[int, Any]]]) -> None:
        self.institutions: Sequence[tuple[int, InstitutionEntry]] = read["institutions"]
        self.posts: Sequence[tuple[int, PostEntry]] = read["posts"]
        self.mandates: Sequence[tuple[int, MandateEntry]] = read["mandates"]
        self.oversight: Sequence[tuple[int, OversightEntry]] = read["oversight"]
        self.properties: Sequence[tuple[int, PropertyEntry]] = read["properties"]
        self.adoption: AdoptionEntry | None = next((entry for _, entry in read["adoption"]), None)
        self.emergency: EmergencyEntry | None = next((entry for _, entry in read["emergency"]), None)

    @classmethod
    def of(cls, file: FrameworkFile) -> "Sections":
        named = ("institutions", "posts", "mandates", "oversight", "properties")
        read = {name: tuple(enumerate(getattr(file, name))) for name in named}
        alone = {name: getattr(file, name) for name in ("adoption", "emergency")}
        return cls({**read, **{name: ((0, entry),) if entry else () for name, entry in alone.items()}})


def placed(faults: Sequence[Dangling], lines: Lines) -> list[Fault]:
    return sorted({Fault(lines.at(path), said) for path, said in faults})


def keys_in(data: Mapping[str, Any], section: str, name: str = "key") -> list[str]:
    """The keys that the entries of a section give themselves, as written, those that could not be read included."""
    rows = data.get(section)
    rows = rows if isinstance(rows, list) else []
    return [str(row[name]) for row in rows if isinstance(row, dict) and name in row]


def dangling(data: Mapping[str, Any], file: Sections) -> list[Dangling]:  # noqa: PLR0912  section by section
    """Names that point at nothing, names given twice, and posts that are their own superiors."""
    posts, institutions = keys_in(data, "posts"), keys_in(data, "institutions")
    instruments, classes = keys_in(data, "instruments"), keys_in(data, "classes")
    faults: list[Dangling] = []

    def must_be(path: Path, key: str | None, known: Sequence[str], absent: Any) -> None:
        if key is not None and key not in known:
            faults.append((path, absent(key, known)))

    for section in ("institutions", "posts", "instruments", "classes", "routes", "oversight"):
        faults += _twice(section, keys_in(data, section))
    superiors = {post.key: post.superior for _, post in file.posts}
    for i, post in file.posts:
        must_be(("posts", i, "institution"), post.institution, institutions, no_institution)
        must_be(("posts", i, "superior"), post.superior, posts, no_post)
        for n, key in enumerate(post.cover):
            must_be(("posts", i, "cover", n), key, posts, no_post)
            if key == post.key:
                faults.append((("posts", i, "cover", n), say("“{key}” does not cover itself: name another", key=key)))
        if _circles(post.key, superiors):
            faults.append((("posts", i, "superior"), say("“{key}” would be above itself", key=post.key)))
    outside = {post.key for _, post in file.posts if post.character in OUTSIDE}
    read = {post.key for _, post in file.posts}
    for i, mandate in file.mandates:
        must_be(("mandates", i, "post"), mandate.post, posts, no_post)
        if May.CONFIRM_ERASURE in mandate.may and mandate.post in read - outside:
            key = mandate.post
            said = say("“{key}” is neither parliamentary nor independent, and so confirms no erasure", key=key)
            faults.append((("mandates", i, "may"), said))
        must_be(("mandates", i, "instrument"), mandate.instrument, instruments, no_instrument)
        for n, key in enumerate(mandate.classes):
            must_be(("mandates", i, "classes", n), key, classes, no_class)
        for n, key in enumerate(mandate.over):
            must_be(("mandates", i, "over", n), key, institutions, no_institution)
        if mandate.lend is not None:
            faults += _lent(("mandates", i, "lend"), mandate, mandate.lend, data)
    for i, told in file.oversight:
        must_be(("oversight", i, "tell"), told.tell, posts, no_post)
        must_be(("oversight", i, "by"), told.by, posts, no_post)
        must_be(("oversight", i, "instrument"), told.instrument, instruments, no_instrument)
        must_be(("oversight", i, "within", "calendar"), told.within.calendar, _names(data, "calendars"), no_calendar)
        for n, key in enumerate(told.classes):
            must_be(("oversight", i, "classes", n), key, classes, no_class)
        if told.by == told.tell:
            faults.append((("oversight", i, "by"), say("a post does not tell itself: name another in “by”")))
    for i, held in file.properties:
        for n, key in enumerate(held.classes):
            must_be(("properties", i, "classes", n), key, classes, no_class)
        for n, key in enumerate(held.except_under):
            must_be(("properties", i, "except_under", n), key, instruments, no_instrument)
        for n, key in enumerate(held.entries):
            must_be(("properties", i, "entries", n), key, keys_in(data, "oversight"), no_oversight)
    if file.adoption is not None:
        must_be(("adoption", "approved_by"), file.adoption.approved_by, posts, no_post)
        must_be(("adoption", "instrument"), file.adoption.instrument, instruments, no_instrument)
        approver = next((post for _, post in file.posts if post.key == file.adoption.approved_by), None)
        if approver is not None and approver.character == Character.MILITARY:
            said = say("“{key}” is a military post: a post that is not approves a framework", key=approver.key)
            faults.append((("adoption", "approved_by"), said))
    if file.emergency is not None:
        faults += _emergency(file.emergency, posts, instruments)
    return faults


def _emergency(entry: EmergencyEntry, posts: Sequence[str], instruments: Sequence[str]) -> list[Dangling]:
    """Posts and an instrument that are not there, and a post that would watch over itself."""
    told = [("tell", n, key) for n, key in enumerate(entry.tell)]
    named = [*(("posts", n, key) for n, key in enumerate(entry.posts)), *told]
    faults: list[Dangling] = [
        (("emergency", section, n), no_post(key, posts)) for section, n, key in named if key not in posts
    ]
    if entry.instrument not in instruments:
        faults.append((("emergency", "instrument"), no_instrument(entry.instrument, instruments)))
    for section, n, key in told:
        if key in entry.posts:
            itself = say("“{key}” would watch over itself: name another", key=key)
            faults.append((("emergency", section, n), itself))
    return faults


def _lent(at: Path, mandate: MandateEntry, lend: LendEntry, data: Mapping[str, Any]) -> list[Dangling]:
    """What is wrong with who may be lent this, and how far: more than the mandate holds is never lent."""
    classes, faults = keys_in(data, "classes"), _lent_to((*at, "to"), mandate, lend, data)
    for power in (power for power in mandate.may if power in NEVER_LENT):
        said = say("the power to {may} is never lent: give it a mandate of its own, without “lend”", may=power.words)
        faults.append((at, said))
    for n, key in enumerate(lend.classes):
        if key not in classes:
            faults.append(((*at, "classes", n), no_class(key, classes)))
        elif mandate.classes and key not in mandate.classes:
            faults.append(((*at, "classes", n), say("the mandate itself is not for “{key}”", key=key)))
    for term, limit in lend.ceiling.items():
        own = mandate.ceiling.get(term)
        if own is not None and limit > own:
            said = say("the mandate itself goes to {limit} only", limit=figure(own))
            faults.append(((*at, "ceiling", term), said))
    return faults


def _lent_to(at: Path, mandate: MandateEntry, lend: LendEntry, data: Mapping[str, Any]) -> list[Dangling]:
    """What is wrong with the posts that may receive it."""
    institutions, posts = keys_in(data, "institutions"), keys_in(data, "posts")
    if isinstance(lend.to, Receivers):
        named = enumerate(lend.to.institution)
        strange = [((*at, "institution", n), key) for n, key in named if key not in institutions]
        said = say("it would be lent to everybody: name a character, an institution or posts")
        everybody = [(at, said)] if not lend.to.character and not lend.to.institution else []
        return [*everybody, *((path, no_institution(key, institutions)) for path, key in strange)]
    itself = say("“{key}” would lend to itself: name another", key=mandate.post)
    return [
        *(((*at, n), no_post(key, posts)) for n, key in enumerate(lend.to) if key not in posts),
        *(((*at, n), itself) for n, key in enumerate(lend.to) if key == mandate.post),
    ]


def _names(data: Mapping[str, Any], section: str) -> list[str]:
    rows = data.get(section)
    return list(map(str, rows)) if isinstance(rows, dict) else []


def no_post(key: str, known: Sequence[str]) -> str:
    return said_absent(say("there is no post “{key}”", key=key), key, known)


def no_institution(key: str, known: Sequence[str]) -> str:
    return said_absent(say("there is no institution “{key}”", key=key), key, known)


def no_instrument(key: str, known: Sequence[str]) -> str:
    return said_absent(say("there is no instrument “{key}”", key=key), key, known)


def no_class(key: str, known: Sequence[str]) -> str:
    return said_absent(say("there is no class “{key}”", key=key), key, known)


def no_calendar(key: str, known: Sequence[str]) -> str:
    return said_absent(say("there is no calendar “{key}”", key=key), key, known)


def no_oversight(key: str, known: Sequence[str]) -> str:
    return said_absent(say("there is no entry “{key}” under oversight", key=key), key, known)


def _twice(section: str, keys: Sequence[str]) -> list[Dangling]:
    """Later entries of a section under a key that an earlier one has."""
    return [
        ((section, i), say("“{key}” is the key of an entry above: give this one a key of its own", key=key))
        for i, key in enumerate(keys)
        if key in keys[:i]
    ]


def _circles(start: str, superiors: Mapping[str, str | None]) -> bool:
    """Whether going up from this post one comes back to it, or goes round for ever above it."""
    seen, here = {start}, superiors.get(start)
    while here is not None:
        if here in seen:
            return True
        seen.add(here)
        here = superiors.get(here)
    return False
