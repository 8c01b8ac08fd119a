"""Looks up routes: which one the facts choose, and when its clocks lapse."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import yaml

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.load import load
from comity.foundation.conditions.rules.tree import Condition as Predicate
from comity.foundation.conditions.rules.tree import Test, each_test
from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import (
    Framework,
    classified,
    file_of,
    sections_of,
)
from comity.mandate.institutions.rules.framework import LOADER, InstrumentEntry
from comity.mandate.institutions.rules.lines import child

from ..models import (
    Dossier,
)
from ..rules.clocks import NoMoreDays, due, extended
from ..rules.route import Clock, HourClock, Route, Step
from ..rules.urgency import urgent_route
from ..rules.written import of_class

Routes = tuple[tuple[Route, ...], dict[tuple[str, str], Predicate]]
_parsed: dict[str, Routes] = {}
_urgent: dict[tuple[str, str], Route] = {}


def _routes(framework: Framework) -> Routes:
    """The routes of a framework, and the condition of each conditional step by (route, step); parsed once."""
    if framework.digest not in _parsed:
        _parsed[framework.digest] = _parse(framework.digest, framework.text, file_of(framework).subject)
    return _parsed[framework.digest]


def _parse(digest: str, text: str, subject: str) -> Routes:
    sections = sections_of(text)
    data = yaml.load(text, Loader=LOADER)["routes"]  # noqa: S506  a safe loader
    routes = tuple(Route.model_validate(entry) for entry in data)
    vocabulary = named(subject)
    predicates = {}
    for route, node in zip(routes, sections["routes"].value, strict=True):
        for step, step_node in _step_nodes(route, node):
            when = child(step_node, "when")
            if when is not None:
                predicates[route.key, step.key] = load(when, vocabulary, name=digest[:12])
    return routes, predicates


def _step_nodes(route: Route, node: yaml.Node) -> list[tuple[Step, yaml.Node]]:
    """Every step with its node: through anchors, and through what a merge key brings in."""
    stages = child(node, "stages")
    found = []
    for i, stage in enumerate(route.stages):
        steps = child(child(stages, i), "steps") if stages is not None else None  # type: ignore[arg-type]
        found += [(step, child(steps, n)) for n, step in enumerate(stage.steps) if steps is not None]
    return found  # type: ignore[return-value]  # what was read is there


def routes_of(framework: Framework) -> tuple[Route, ...]:
    """Every route of this version. Raises pydantic's ValidationError or Unreadable on a bad file."""
    return _routes(framework)[0]


def asked_when(framework: Framework, route: Route, step: Step) -> Predicate | None:
    """The condition under which a step of this route is asked at all; None when it always is."""
    return _routes(framework)[1].get((route.key, step.key))


def laid_down(dossier: Dossier) -> Route:
    """The route of a dossier as its framework lays it down, whether or not it is urgent."""
    return next(r for r in routes_of(dossier.framework) if r.key == dossier.route_key)


def route_of(dossier: Dossier) -> Route:
    """The route by which it is cleared now: the urgent path while it is declared urgent."""
    route = laid_down(dossier)
    return _hurried(dossier.framework, route) if dossier.urgent else route


def step_of(dossier: Dossier, key: str) -> Step | None:
    """A step of its route, also one that urgency spares: what was asked of it before must still lead somewhere."""
    return route_of(dossier).step(key) or laid_down(dossier).step(key)


def _hurried(framework: Framework, route: Route) -> Route:
    at = (framework.digest, route.key)
    if at not in _urgent:
        _urgent[at] = urgent_route(route)
    return _urgent[at]


@dataclass(frozen=True, slots=True)
class Choice:
    """The route that the facts choose: which steps apply, and if none could be chosen, why and what is missing."""

    route: Route | None
    why: str
    stages: tuple[tuple[Step, ...], ...] = ()
    missing: frozenset[str] = frozenset()
    class_key: str = ""


def choose_route(facts: Mapping[str, object], framework: Framework) -> Choice:
    """Classify the facts and take the first route for that class.

    A conditional step applies when its condition holds or cannot be told: missing facts never spare a step.
    """
    found = classified(framework, facts)
    if found.found is None:
        return Choice(None, found.why, missing=found.missing)
    route = next((r for r in routes_of(framework) if found.found.key in r.classes), None)
    if route is None:
        return Choice(None, say("no route is laid down for “{name}”", name=found.found.title))
    why = of_class(found.found.title, found.why)
    return Choice(route, why, applying(route, facts, framework), class_key=found.found.key)


def applying(route: Route, facts: Mapping[str, object], framework: Framework) -> tuple[tuple[Step, ...], ...]:
    """Of each stage the steps whose condition holds, or cannot be told."""
    _, predicates = _routes(framework)

    def applies(step: Step) -> bool:
        predicate = predicates.get((route.key, step.key))
        return predicate is None or evaluate(predicate, facts).value is not False

    return tuple(tuple(filter(applies, stage.steps)) for stage in route.stages)


def choice_for(dossier: Dossier, facts: Mapping[str, object]) -> Choice:
    """The route that these facts choose for a dossier: its urgent path while it is declared urgent."""
    choice = choose_route(facts, dossier.framework)
    if choice.route is None or not dossier.urgent:
        return choice
    route = _hurried(dossier.framework, choice.route)
    return replace(choice, route=route, stages=applying(route, facts, dossier.framework))


def classified_as(facts: Mapping[str, object], framework: Framework) -> str | None:
    """The key of the class that the facts make; None when it cannot be told."""
    found = classified(framework, facts).found
    return found.key if found else None


def due_after(asked: datetime, clock: Clock, framework: Framework) -> datetime:
    """When a clock of this framework that starts now lapses. Raises Refused when its calendar lists too few sitting
    days: then nobody can tell, and nothing may begin that would end too early."""
    if isinstance(clock, HourClock):
        return asked + timedelta(hours=clock.hours)
    calendar = file_of(framework).calendars.get(clock.calendar)
    with _listed(clock):
        return due(
            asked,
            days=clock.days,
            count=clock.count,
            weekend=calendar.weekend if calendar else (6, 7),
            days_off=calendar.days_off if calendar else (),
            sitting=calendar.sitting if calendar else (),
        )


def due_again(
    due_at: datetime, clock: Clock, framework: Framework, *, stopped: datetime, resumed: datetime
) -> datetime:
    """When a clock that stood still between two moments lapses now. Raises Refused as `due_after` does."""
    calendar = file_of(framework).calendars.get(clock.calendar)
    sitting = calendar.sitting if calendar else ()
    with _listed(clock):
        return extended(due_at, stopped=stopped, resumed=resumed, count=clock.count, sitting=sitting)


@contextmanager
def _listed(clock: Clock) -> Iterator[None]:
    try:
        yield
    except NoMoreDays as error:
        raise Refused(
            say(
                "The calendar “{calendar}” lists fewer than {days} sitting days from now on, so nobody can tell when "
                "this is due. Adopt a version of the framework with the next sitting days.",
                calendar=clock.calendar,
                days=clock.days,
            )
        ) from error


def cites(framework: Framework, key: str, article: str = "") -> str:
    """An instrument in words, with its article."""
    title = next((i.title for i in file_of(framework).instruments if i.key == key), key)
    return f"{title}, {article}" if article else title


def instrument(framework: Framework, key: str) -> InstrumentEntry | None:
    """The law behind a route, as its framework names it."""
    return next((entry for entry in file_of(framework).instruments if entry.key == key), None)


def hosts_of_post(framework: Framework, post_key: str) -> frozenset[str]:
    """The host states for which the routes ask this post: what an embassy answers for. Empty when asked of any."""
    found: set[str] = set()
    routes, predicates = _routes(framework)
    for route in routes:
        for stage in route.stages:
            for step in stage.steps:
                predicate = predicates.get((route.key, step.key)) if step.post == post_key else None
                if predicate is not None:
                    found |= {code for test in each_test(predicate) if test.term == "host" for code in _codes(test)}
    return frozenset(found)


def _codes(test: Test) -> tuple[str, ...]:
    if test.operator not in ("is", "in"):
        return ()
    return tuple(map(str, test.value)) if isinstance(test.value, tuple) else (str(test.value),)
