"""What in a framework's routes points at nothing, or leads nowhere. Each fault with its path in the file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.clock import Clock
from comity.mandate.institutions.rules.faults import said_absent
from comity.mandate.institutions.rules.framework import (
    AdoptionEntry,
    CalendarEntry,
    Character,
    InstitutionEntry,
    MandateEntry,
    May,
    PostEntry,
    keys_in,
    no_calendar,
    no_class,
    no_instrument,
    no_post,
)
from comity.mandate.institutions.rules.lines import Path

from .route import Lapse, Route, Signature, Step

Found = Iterator[tuple[Path, str]]
Rows = Sequence[tuple[int, Any]]


def of_routes(
    data: Mapping[str, Any],
    routes: Sequence[tuple[int, Route]],
    posts: Sequence[tuple[int, PostEntry]],
    institutions: Sequence[tuple[int, InstitutionEntry]],
    *,
    fields: Collection[str] | None,
) -> list[tuple[Path, str]]:
    """Unknown posts, instruments, classes, calendars and fields; classes on no route or on two; clocks that lead
    nowhere or never come due. `fields` None: which there are is not known."""
    kinds = {entry.key: entry.kind for _, entry in institutions}
    known = _File(
        posts=keys_in(data, "posts"),
        instruments=keys_in(data, "instruments"),
        classes=keys_in(data, "classes"),
        calendars=_calendars(data),
        above={post.key: post.superior for _, post in posts},
        partners={post.key for _, post in posts if kinds.get(post.institution) in ("partner", None)},
        fields=fields,
        checked=data.get("checked") if isinstance(data.get("checked"), date) else None,
    )
    found = [fault for i, route in routes for fault in known.of_route(("routes", i), route)]
    found += [*known.of_calendars()]
    for i, told in enumerate(data.get("oversight") or [] if isinstance(data.get("oversight"), list) else []):
        if isinstance(told, dict) and isinstance(told.get("within"), dict):
            found += known.of_clock(("oversight", i, "within"), _clock(told["within"]))
    rows = data.get("routes")
    if len(routes) == len(rows if isinstance(rows, list) else []):  # one that cannot be read may take the class
        found += _classes_of(known.classes, routes)
    return found


def _classes_of(classes: Sequence[str], routes: Sequence[tuple[int, Route]]) -> Found:
    first: dict[str, str] = {}
    for i, route in routes:
        for n, key in enumerate(route.classes):
            if key in first:
                said = say(
                    "class “{key}” already takes the route “{route}”: a class has one", key=key, route=first[key]
                )
                yield ("routes", i, "classes", n), said
            first.setdefault(key, route.key)
    for n, key in enumerate(classes):
        if key not in first:
            said = say("class “{key}” has no route: name it in the classes of one", key=key)
            yield ("classes", n), said


class _File:
    """What the routes may name."""

    def __init__(
        self,
        *,
        posts: Sequence[str],
        instruments: Sequence[str],
        classes: Sequence[str],
        calendars: Mapping[str, CalendarEntry | None],
        above: Mapping[str, str | None],
        partners: Collection[str],
        fields: Collection[str] | None,
        checked: date | None,
    ) -> None:
        self.posts, self.instruments, self.classes, self.calendars = posts, instruments, classes, calendars
        self.above, self.partners, self.fields, self.checked = above, partners, fields, checked

    def of_route(self, at: Path, route: Route) -> Found:
        yield from self._instrument((*at, "instrument"), route.instrument)
        for n, key in enumerate(route.classes):
            if key not in self.classes:
                yield (*at, "classes", n), no_class(key, self.classes)
        yield from self.of_clock((*at, "consolidate"), route.consolidate)
        yield from self.of_clock((*at, "elevate_clock"), route.elevate_clock)
        for s, stage in enumerate(route.stages):
            if stage.key in [earlier.key for earlier in route.stages[:s]]:
                yield (*at, "stages", s), say("“{key}” is the key of a stage above", key=stage.key)
            for n, step in enumerate(stage.steps):
                yield from self._of_step((*at, "stages", s, "steps", n), step)
        if not any(stage.steps for stage in route.stages):
            yield (*at, "stages"), say("this route asks nobody: add at least one step")
        if route.countersign is not None:
            yield from self._of_signature((*at, "countersign"), route.countersign)
            if route.countersign.post in [key.post for key in route.keys]:
                said = say(
                    "“{key}” countersigns and decides: nobody signs twice, so it could never be granted",
                    key=route.countersign.post,
                )
                yield (*at, "countersign", "post"), said
        for n, key_ in enumerate(route.keys):
            yield from self._of_signature((*at, "keys", n), key_)
        for n, post in enumerate(route.elevate):
            yield from self._post((*at, "elevate", n), post)
        for name in route.material:
            yield from self._field((*at, "material", name), name)

    def _of_step(self, at: Path, step: Step) -> Found:
        yield from self._post((*at, "post"), step.post)
        yield from self._instrument((*at, "instrument"), step.instrument)
        yield from self.of_clock((*at, "clock"), step.clock)
        yield from self._of_lapse((*at, "on_lapse"), step.on_lapse, step.post)
        for n, name in enumerate(step.concerns):
            yield from self._field((*at, "concerns", n), name)

    def _of_signature(self, at: Path, rule: Signature) -> Found:
        yield from self._post((*at, "post"), rule.post)
        yield from self._instrument((*at, "instrument"), rule.instrument)
        yield from self.of_clock((*at, "clock"), rule.clock)
        yield from self._of_lapse((*at, "on_lapse"), rule.on_lapse, rule.post)

    def _of_lapse(self, at: Path, lapse: Lapse, post: str) -> Found:
        if lapse.to is not None:
            yield from self._post((*at, "to"), lapse.to)
            if lapse.to == post:
                yield (*at, "to"), say("the clock of “{key}” leads back to it: name another post", key=post)
        if lapse.instrument is not None:
            yield from self._instrument((*at, "instrument"), lapse.instrument)
        leads_up = lapse.do in ("escalate", "tell") and lapse.to is None and post in self.above
        if leads_up and self.above[post] is None and post not in self.partners:
            said = say("this clock leads nowhere: “{key}” has no superior. Name a post in “to”", key=post)
            yield at, said

    def of_clock(self, at: Path, clock: Clock | None) -> Found:
        if clock is None:
            return
        if clock.calendar not in self.calendars:
            yield (*at, "calendar"), no_calendar(clock.calendar, list(self.calendars))
            return
        calendar = self.calendars[clock.calendar]
        if clock.count != "sitting" or calendar is None:
            return
        listed = [day for day in calendar.sitting if self.checked is None or day > self.checked]
        if len(listed) < clock.days:
            said = say(
                "“{calendar}” lists {listed} sitting days after the file was checked, and this clock counts {days}: "
                "list more under “sitting”",
                calendar=clock.calendar,
                listed=len(listed),
                days=clock.days,
            )
            yield at, said

    def of_calendars(self) -> Found:
        for name, calendar in self.calendars.items():
            if calendar is not None and set(calendar.weekend) >= set(range(1, 8)):
                yield ("calendars", name, "weekend"), say("a calendar without working days never comes due")
            if calendar is not None and not set(calendar.weekend) <= set(range(1, 8)):
                yield ("calendars", name, "weekend"), say("days of the week are 1, Monday, to 7, Sunday")

    def _post(self, at: Path, key: str) -> Found:
        if key not in self.posts:
            yield at, no_post(key, self.posts)

    def _instrument(self, at: Path, key: str) -> Found:
        if key not in self.instruments:
            yield at, no_instrument(key, self.instruments)

    def _field(self, at: Path, name: str) -> Found:
        if self.fields is not None and name not in self.fields:
            said = say("“{name}” is no field of the subject", name=name)
            yield at, said_absent(said, name, sorted(self.fields))


def of_mandates(
    routes: Sequence[tuple[int, Route]],
    mandates: Sequence[tuple[int, MandateEntry]],
    posts: Sequence[tuple[int, PostEntry]],
    adoption: AdoptionEntry | None,
    *,
    terms: Mapping[str, str] | None,
) -> list[tuple[Path, str]]:
    """Signers without a mandate to sign; ceilings on what is no figure; adopters whom nobody could approve."""
    found: list[tuple[Path, str]] = []
    figures = sorted(name for name, kind in (terms or {}).items() if kind in ("number", "money"))
    for i, route in routes:
        signing: list[tuple[Path, Signature, May]] = [
            (("routes", i, "keys", n, "post"), key, May.DECIDE) for n, key in enumerate(route.keys)
        ]
        if route.countersign is not None:
            signing.append((("routes", i, "countersign", "post"), route.countersign, May.COUNTERSIGN))
        for path, rule, may in signing:
            for key in route.classes:
                if not any(_covers(mandate, rule.post, may, key) for _, mandate in mandates):
                    said = say(
                        "“{post}” signs here and holds no mandate to {may} for the class “{key}”: add one under "
                        "mandates",
                        post=rule.post,
                        may=may.words,
                        key=key,
                    )
                    found.append((path, said))
    for i, mandate in mandates:
        for term in mandate.ceiling if terms is not None else ():
            if term not in figures:
                absent = said_absent(say("“{term}” is no figure of the subject", term=term), term, figures)
                found.append((("mandates", i, "ceiling", term), absent))
        if May.ADOPT in mandate.may:
            found += _unapproved(("mandates", i), mandate.post, posts, adoption)
    return found


def _covers(mandate: MandateEntry, post: str, may: May, key: str) -> bool:
    return mandate.post == post and may in mandate.may and (not mandate.classes or key in mandate.classes)


def _unapproved(at: Path, post: str, posts: Sequence[tuple[int, PostEntry]], adoption: AdoptionEntry | None) -> Found:
    """Adopting needs two posts: the one that proposes, and the one named in `adoption`, or else its superior."""
    entries = {entry.key: entry for _, entry in posts}
    above = entries[post].superior if post in entries else None
    second = adoption.approved_by if adoption else above
    if second == post:
        yield at, say("“{key}” would approve what it proposes itself: name another post in adoption", key=post)
    elif post in entries and second is None:
        yield at, say("nobody could approve what “{key}” proposes: name a post in adoption, approved_by", key=post)
    elif adoption is None and second in entries and entries[second].character == Character.MILITARY:
        yield at, say("what “{key}” proposes would be approved by a military post: name another in adoption", key=post)


def _calendars(data: Mapping[str, Any]) -> dict[str, CalendarEntry | None]:
    """By name; None where a calendar cannot be read."""
    written = data.get("calendars")
    found: dict[str, CalendarEntry | None] = {}
    for name, entry in written.items() if isinstance(written, dict) else ():
        try:
            found[str(name)] = CalendarEntry.model_validate(entry)
        except ValueError:
            found[str(name)] = None
    return found


def _clock(written: Mapping[str, Any]) -> Clock | None:
    try:
        return Clock.model_validate(written)
    except ValueError:
        return None
