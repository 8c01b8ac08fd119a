"""Two versions of a framework side by side: what posts and powers change, and what routes do."""

from comity.mandate.institutions.queries import Framework, file_of
from comity.mandate.institutions.rules.difference import SECTIONS, Change, differences
from comity.mandate.institutions.rules.framework import FrameworkFile, parsed
from comity.procedure.clearance.queries import routes_of
from comity.procedure.clearance.rules.route import Route
from comity.procedure.clearance.rules.route_difference import route_differences
from comity.procedure.clearance.rules.whole import WholeFramework

Grouped = list[tuple[str, list[Change]]]


def between(old: WholeFramework, new: WholeFramework) -> list[Change]:
    return [*differences(old, new), *route_differences(old.routes, new.routes)]


def grouped(changes: list[Change]) -> Grouped:
    """By section, in the order of a framework file; sections without a change are left out."""
    found = [(title, [one for one in changes if one.section == key]) for key, title in SECTIONS.items()]
    return [(title, rows) for title, rows in found if rows]


def of_versions(old: Framework, new: Framework) -> Grouped:
    """What an adopted version changed of the one before it."""
    own = differences(file_of(old), file_of(new))
    return grouped([*own, *route_differences(routes_of(old), routes_of(new))])


def of_proposal(current: Framework, text: str) -> Grouped:
    """What a proposed text, which is known to be whole, would change of the version in force."""
    file = FrameworkFile.model_validate(parsed(text))
    routes = [Route.model_validate(entry) for entry in file.routes]
    return grouped([*differences(file_of(current), file), *route_differences(routes_of(current), routes)])
