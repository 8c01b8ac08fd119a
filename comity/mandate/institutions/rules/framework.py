"""A framework file: who there is, who may do what under which instrument, and which classes there are.

One readable YAML file in ``library/frameworks``. This room reads these sections; `procedure.clearance`
reads ``routes``. Errors name the file, the line and what to write instead.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from comity.foundation.words.rules.said import known, say

from .desk import Desk

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe loader, in C where it was built


class Strict(BaseModel):
    """Every section refuses words it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


class StateEntry(Strict):
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    name: str
    # Where maps draw it, [latitude, longitude]: only an invented state needs to say so.
    point: tuple[float, float] | None = None


class InstitutionEntry(Strict):
    key: Key
    name: str
    kind: Literal["ministry", "command", "embassy", "parliament", "audit-office", "partner", "body"]
    state: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    # Of an embassy: the states it is accredited to, by code.
    accredited: tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], ...] = ()


class PostEntry(Strict):
    key: Key
    title: str
    institution: Key
    character: Character
    superior: Key | None = None
    desk: Desk | None = None


class InstrumentEntry(Strict):
    key: Key
    title: str
    kind: Literal["constitution", "statute", "regulation", "policy", "agreement", "memorandum"]
    source: str
    verified: bool = False
    checked: date | None = None
    # Of an agreement: the states that are bound by it, by code.
    parties: tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], ...] = ()


class MandateEntry(Strict):
    post: Key
    may: tuple[May, ...]
    classes: tuple[Key, ...] = ()
    ceiling: dict[str, Decimal] = Field(default_factory=dict)
    instrument: Key
    article: str = ""
    over: tuple[Key, ...] = ()


class ClassEntry(Strict):
    key: Key
    title: str
    when: Any
    why: str = ""


def _texts(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class CalendarEntry(Strict):
    """A named calendar: its weekend (1 Monday … 7 Sunday) and the days off it observes."""

    weekend: Annotated[tuple[int, ...], BeforeValidator(_texts)] = (6, 7)
    days_off: Annotated[tuple[date, ...], BeforeValidator(_texts)] = ()


class FrameworkFile(BaseModel):
    """The whole file. `routes` stays raw here; the clearance room reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    framework: Key
    version: str
    title: str
    source: str
    checked: date
    demonstration: bool = False
    subject: Key
    home: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    deliberation: dict[str, Any]
    states: tuple[StateEntry, ...] = ()
    institutions: tuple[InstitutionEntry, ...]
    posts: tuple[PostEntry, ...]
    instruments: tuple[InstrumentEntry, ...]
    mandates: tuple[MandateEntry, ...]
    classes: tuple[ClassEntry, ...]
    calendars: dict[str, CalendarEntry]
    routes: tuple[dict[str, Any], ...]


class BadFramework(Exception):
    """The file cannot be adopted. One message per fault, each with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def parsed(text: str) -> tuple[yaml.Node | None, Any]:
    """A text of YAML as nodes, which know their lines, and as data. Raises yaml.MarkedYAMLError."""
    try:
        return yaml.compose(text, Loader=LOADER), yaml.load(text, Loader=LOADER)  # noqa: S506  a safe loader
    except yaml.MarkedYAMLError:
        yaml.compose(text, Loader=yaml.SafeLoader)  # the slower loader names the better line
        raise


def read_framework(text: str, *, name: str) -> FrameworkFile:
    """Parse and check a framework file. Raises BadFramework naming ``file:line`` for each fault."""
    try:
        root, data = parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadFramework([f"{name}:{line}: {error.problem}"]) from error
    if not isinstance(data, dict) or root is None:
        raise BadFramework([f"{name}:1: a framework is a mapping that starts with `framework: key`"])
    try:
        found = FrameworkFile.model_validate(data)
    except ValidationError as error:
        faults = [f"{name}:{line_of(root, e['loc'])}: {_path(e['loc'])}: {e['msg']}" for e in error.errors()]
        raise BadFramework(faults) from error
    if faults := [f"{name}:{line_of(root, loc)}: {said}" for loc, said in _dangling(found)]:
        raise BadFramework(faults)
    return found


def line_of(root: yaml.Node, path: tuple[int | str, ...]) -> int:
    """The line, from 1, of the deepest node on this path that is in the file."""
    node = root
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    return int(node.start_mark.line) + 1


def _path(path: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in path) or "the file"


def _dangling(file: FrameworkFile) -> list[tuple[tuple[int | str, ...], str]]:
    """Names that point at nothing, and posts that are their own superiors."""
    posts = {post.key: post for post in file.posts}
    outside = {post.key for post in file.posts if post.character in OUTSIDE}
    institutions = {entry.key for entry in file.institutions}
    instruments = {entry.key for entry in file.instruments}
    classes = {entry.key for entry in file.classes}
    faults: list[tuple[tuple[int | str, ...], str]] = []
    for i, post in enumerate(file.posts):
        if post.institution not in institutions:
            faults.append((("posts", i, "institution"), f"there is no institution '{post.institution}'"))
        if post.superior is not None and post.superior not in posts:
            faults.append((("posts", i, "superior"), f"there is no post '{post.superior}'"))
        elif _circles(post, posts):
            faults.append((("posts", i, "superior"), f"'{post.key}' would be above itself"))
    for i, mandate in enumerate(file.mandates):
        if mandate.post not in posts:
            faults.append((("mandates", i, "post"), f"there is no post '{mandate.post}'"))
        if mandate.instrument not in instruments:
            faults.append((("mandates", i, "instrument"), f"there is no instrument '{mandate.instrument}'"))
        if May.CONFIRM_ERASURE in mandate.may and mandate.post in posts and mandate.post not in outside:
            said = f"'{mandate.post}' is neither parliamentary nor independent, and so confirms no erasure"
            faults.append((("mandates", i, "may"), said))
        for key in mandate.classes:
            if key not in classes:
                faults.append((("mandates", i, "classes"), f"there is no class '{key}'"))
        for key in mandate.over:
            if key not in institutions:
                faults.append((("mandates", i, "over"), f"there is no institution '{key}'"))
    return faults


def _circles(post: PostEntry, posts: dict[str, PostEntry]) -> bool:
    seen, here = {post.key}, post.superior
    while here is not None and here in posts:
        if here in seen:
            return True
        seen.add(here)
        here = posts[here].superior
    return False
