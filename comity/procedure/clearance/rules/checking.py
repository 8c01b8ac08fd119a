"""What in a framework's routes points at nothing, or leads nowhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from .route import Clock, Route
from .urgency import urgent_faults


def dangling(
    routes: Sequence[Route],
    *,
    posts: Mapping[str, str],
    instruments: Collection[str],
    classes: Sequence[str],
    calendars: Collection[str],
) -> list[str]:
    """One sentence per fault: unknown posts, instruments, classes and calendars; a class on two routes; an urgent path
    that is unbounded. `posts` maps each key to the post's character."""
    faults = []
    for route in routes:
        faults += [f"route {route.key}: there is no post '{p}'" for p in _posts(route) if p not in posts]
        faults += [
            f"route {route.key}: there is no instrument '{i}'" for i in _instruments(route) if i not in instruments
        ]
        faults += [f"route {route.key}: there is no class '{c}'" for c in route.classes if c not in classes]
        faults += [
            f"route {route.key}: there is no calendar '{c.calendar}'"
            for c in _clocks(route)
            if c.calendar not in calendars
        ]
        faults += urgent_faults(route, characters=posts, instruments=list(instruments))
    routed = [key for route in routes for key in route.classes]
    faults += [f"class {key} is on {routed.count(key)} routes" for key in classes if routed.count(key) > 1]
    return list(dict.fromkeys(faults))


def _posts(route: Route) -> Iterator[str]:
    for stage in route.stages:
        for step in stage.steps:
            yield step.post
            yield from filter(None, [step.on_lapse.to])
    for rule in route.signatures:
        yield rule.post
        yield from filter(None, [rule.on_lapse.to])
    yield from route.elevate


def _instruments(route: Route) -> Iterator[str]:
    yield route.instrument
    for stage in route.stages:
        for step in stage.steps:
            yield step.instrument
            yield from filter(None, [step.on_lapse.instrument])
    for rule in route.signatures:
        yield rule.instrument


def _clocks(route: Route) -> Iterator[Clock]:
    yield route.consolidate
    yield route.elevate_clock
    yield from (step.clock for stage in route.stages for step in stage.steps)
    yield from (rule.clock for rule in route.signatures)
