"""What a later version of a framework changes, in words: whatever was added, removed or changed, section by section."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from comity.foundation.words.rules.said import known, say, series

from .clock import Clock
from .framework import FrameworkFile, MandateEntry
from .powers import term_words


class How(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def words(self) -> str:
        return _HOW_WORDS[self]


_HOW_WORDS = {How.ADDED: say("Added"), How.REMOVED: say("Removed"), How.CHANGED: say("Changed")}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: which, how, and in which respects."""

    section: str
    name: str
    how: How
    respects: tuple[str, ...] = ()


SECTIONS = {
    "head": say("The framework itself"),
    "institutions": say("Institutions"),
    "posts": say("Posts"),
    "instruments": say("Instruments"),
    "mandates": say("Mandates"),
    "classes": say("Classes"),
    "calendars": say("Calendars"),
    "routes": say("Routes"),
    "steps": say("Steps of routes"),
    "oversight": say("Who is told"),
    "properties": say("Properties to hold"),
}
"""The sections in the order in which a page shows them."""

HEAD = ("title", "source", "checked", "demonstration", "subject", "home", "deliberation", "adoption", "emergency")


def differences(old: FrameworkFile, new: FrameworkFile) -> list[Change]:
    """Everything but the routes, which `clearance` compares."""
    respects = fields_changed(_chosen(old, HEAD), _chosen(new, HEAD))
    head = [Change("head", new.title, How.CHANGED, respects)] if respects else []
    return [
        *head,
        *compared("institutions", _by_key(old.institutions), _by_key(new.institutions), _title),
        *compared("posts", _by_key(old.posts), _by_key(new.posts), _title),
        *compared("instruments", _by_key(old.instruments), _by_key(new.instruments), _title),
        *compared("mandates", _mandates(old), _mandates(new), _power(old, new)),
        *compared("classes", _by_key(old.classes), _by_key(new.classes), _title),
        *_order(old, new),
        *compared("calendars", old.calendars, new.calendars, lambda key, _: key),
        *compared("oversight", _by_key(old.oversight), _by_key(new.oversight), lambda _, entry: entry.what),
        *compared("properties", _held(old), _held(new), lambda _, entry: entry.hold.words),
    ]


def compared(
    section: str, old: Mapping[str, BaseModel], new: Mapping[str, BaseModel], name: Callable[[str, Any], str]
) -> list[Change]:
    """Entries that only one of the two has, and those that both have and that are not the same."""
    added = [Change(section, name(key, new[key]), How.ADDED) for key in new if key not in old]
    removed = [Change(section, name(key, old[key]), How.REMOVED) for key in old if key not in new]
    changed = [
        Change(section, name(key, new[key]), How.CHANGED, respects)
        for key in new
        if key in old and (respects := fields_changed(_fields(old[key]), _fields(new[key])))
    ]
    return [*added, *removed, *changed]


def fields_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """One sentence for each field that differs."""
    return tuple(
        say(
            "{field}: {before} → {after}",
            field=known(field.replace("_", " ")),
            before=_told(old.get(field)),
            after=_told(new.get(field)),
        )
        for field in dict.fromkeys([*old, *new])
        if old.get(field) != new.get(field)
    )


def _fields(entry: BaseModel) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in type(entry).model_fields if name != "key"}


def _chosen(file: FrameworkFile, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(file, name) for name in names}


def _by_key(entries: Sequence[Any]) -> dict[str, Any]:
    return {entry.key: entry for entry in entries}


def _title(key: str, entry: Any) -> str:
    return getattr(entry, "title", "") or getattr(entry, "name", "") or key


def _held(file: FrameworkFile) -> dict[str, Any]:
    return {f"{entry.hold} {n}": entry for n, entry in enumerate(sorted(file.properties, key=lambda e: e.hold))}


def _mandates(file: FrameworkFile) -> dict[str, MandateEntry]:
    """Every power by itself: a post, what it may, and which of several such mandates it is."""
    found: dict[str, MandateEntry] = {}
    for entry in file.mandates:
        for may in entry.may:
            stem, n = f"{entry.post} {may}", 1
            while f"{stem} {n}" in found:
                n += 1
            found[f"{stem} {n}"] = entry.model_copy(update={"may": (may,)})
    return found


def _power(old: FrameworkFile, new: FrameworkFile) -> Callable[[str, MandateEntry], str]:
    titles = {post.key: post.title for file in (old, new) for post in file.posts}

    def told(_: str, entry: MandateEntry) -> str:
        may = series([one.words for one in entry.may], ", ")
        limits = [f"{term_words(term)} {limit:f}" for term, limit in entry.ceiling.items()]
        parts: list[str] = [say("{post} may {may}", post=titles.get(entry.post, entry.post), may=may)]
        parts += [say("for {classes}", classes=", ".join(entry.classes))] if entry.classes else []
        parts += [say("up to {limits}", limits=", ".join(limits))] if limits else []
        return series(parts, ", ")

    return told


def _order(old: FrameworkFile, new: FrameworkFile) -> list[Change]:
    """Classes are tried from the top: another order is another law."""
    both = [entry.key for entry in new.classes if entry.key in _by_key(old.classes)]
    before = [entry.key for entry in old.classes if entry.key in _by_key(new.classes)]
    if both == before:
        return []
    said = say(
        "{field}: {before} → {after}",
        field=say("order in which they are tried"),
        before=", ".join(before),
        after=", ".join(both),
    )
    return [Change("classes", say("All classes"), How.CHANGED, (said,))]


def _told(value: object) -> str:  # noqa: PLR0911  one case for each kind of value
    """A value as one reads it; nothing as a dash, so that what was not there before is seen."""
    match value:
        case None | "" | () | []:
            return "–"
        case bool():
            return say("yes") if value else say("no")
        case date():
            return value.isoformat()
        case Clock():
            return f"{value.days} {value.count} ({value.calendar})"
        case StrEnum() if hasattr(value, "words"):
            return value.words  # type: ignore[no-any-return]
        case BaseModel():
            given = {name: getattr(value, name) for name in type(value).model_fields}
            return ", ".join(f"{name} {_told(v)}" for name, v in given.items() if v not in (None, "", ()))
        case Mapping():
            return ", ".join(f"{key} {_told(v)}" for key, v in value.items())
        case list() | tuple():
            return ", ".join(str(_told(one)) for one in value)
    return str(value)
