"""What a later version of a framework changes of its routes: whom they ask, in which order, for what, and who signs."""

from collections.abc import Sequence

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.difference import Change, How, compared, fields_changed

from .route import Route, Signature, Step

OWN = ("title", "classes", "consensus", "instrument", "why", "consolidate", "elevate", "elevate_clock", "material")


def route_differences(old: Sequence[Route], new: Sequence[Route]) -> list[Change]:
    """Routes, their signers and their steps that were added, removed or changed."""
    before, after = {route.key: route for route in old}, {route.key: route for route in new}
    found = [Change("routes", route.title, How.ADDED) for key, route in after.items() if key not in before]
    found += [Change("routes", route.title, How.REMOVED) for key, route in before.items() if key not in after]
    for key, route in after.items():
        if key in before and (respects := _of_route(before[key], route)):
            found.append(Change("routes", route.title, How.CHANGED, respects))
    for key, route in after.items():
        if key in before:
            found += _steps(before[key], route)
    return found


def _of_route(old: Route, new: Route) -> tuple[str, ...]:
    own = fields_changed({name: getattr(old, name) for name in OWN}, {name: getattr(new, name) for name in OWN})
    signing = fields_changed({"countersigns": old.countersign}, {"countersigns": new.countersign})
    keys = fields_changed(_keys(old.keys), _keys(new.keys))
    order: tuple[str, ...] = ()
    before, after = _stages(old), _stages(new)
    if [stage for stage in before if stage in after] != [stage for stage in after if stage in before]:
        order = (say("the order of its stages: {before} → {after}", before=", ".join(before), after=", ".join(after)),)
    return (*own, *signing, *keys, *order)


def _keys(keys: Sequence[Signature]) -> dict[str, Signature]:
    return {f"key of {key.post}": key for key in keys}


def _stages(route: Route) -> list[str]:
    return [stage.key for stage in route.stages]


def _steps(old: Route, new: Route) -> list[Change]:
    """Compared by their key, wherever they stand; a step in another stage is changed."""
    named = {key: say("{route}: {step}", route=new.title, step=key) for key in {*_by_key(old), *_by_key(new)}}
    changes = compared("steps", _by_key(old), _by_key(new), lambda key, _: named[key])
    before, after = _stage_of(old), _stage_of(new)
    moved = [
        Change("steps", named[key], How.CHANGED, fields_changed({"stage": before[key]}, {"stage": after[key]}))
        for key in after
        if key in before and before[key] != after[key]
    ]
    return [*changes, *moved]


def _by_key(route: Route) -> dict[str, Step]:
    return {step.key: step for stage in route.stages for step in stage.steps}


def _stage_of(route: Route) -> dict[str, str]:
    return {step.key: stage.key for stage in route.stages for step in stage.steps}
