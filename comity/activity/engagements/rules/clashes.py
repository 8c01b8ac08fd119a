"""Which plans get in each other's way: the same unit twice, the same host twice, a day on which nobody works.

Only days that are known count: a month or a year clashes with nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comity.foundation.words.rules.said import nation, say

STAY = 31  # days: whoever is in a country for longer lives there, and is in no visit's way


@dataclass(frozen=True, slots=True)
class Plan:
    """An engagement as far as its clashes go. `units` are pairs of a state's code and a unit as it was written."""

    reference: str
    title: str
    first: date
    last: date
    host: str = ""
    host_name: str = ""
    units: frozenset[tuple[str, str]] = frozenset()

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Clash:
    """Two plans, or one plan and a day off, from the first to the last day on which they meet."""

    one: Plan
    other: Plan | None
    first: date
    last: date
    why: str


def clashes(plans: Iterable[Plan], days_off: Mapping[str, Iterable[date]]) -> list[Clash]:
    """Every clash among these plans, soonest first. `days_off` are by the host's code."""
    found: list[Clash] = []
    running: list[Plan] = []
    for plan in sorted(plans, key=lambda plan: (plan.first, plan.reference)):
        running = [earlier for earlier in running if earlier.last >= plan.first]
        found += [clash for earlier in running if (clash := _between(earlier, plan))]
        running.append(plan)
        found += [_off(plan, day) for day in days_off.get(plan.host, ()) if plan.first <= day <= plan.last]
    return sorted(found, key=lambda clash: (clash.first, clash.one.reference))


def _between(one: Plan, other: Plan) -> Clash | None:
    first, last = max(one.first, other.first), min(one.last, other.last)
    shared = {(state, _folded(unit)) for state, unit in one.units} & {
        (state, _folded(unit)) for state, unit in other.units
    }
    if shared:
        unit = next(unit for state, unit in sorted(one.units) if (state, _folded(unit)) in shared)
        return Clash(one, other, first, last, say("the same unit: {unit}", unit=unit))
    if one.host and one.host == other.host and max(one.days, other.days) <= STAY:
        return Clash(one, other, first, last, say("both in {host}", host=nation(one.host, one.host_name or one.host)))
    return None


def _off(plan: Plan, day: date) -> Clash:
    return Clash(plan, None, day, day, say("a day off in {host}", host=nation(plan.host, plan.host_name or plan.host)))


def _folded(unit: str) -> str:
    return " ".join(unit.split()).casefold()
