"""What is missing before an engagement can be proposed, and why it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .dates import Precision, ends_too_early
from .particulars import LABELS, Snapshot

WHY: dict[str, str] = {
    "title": "it is the name under which everybody will speak of it",
    "kind": "it decides which class it is and so which clearance it needs",
    "purpose": "those who must clear it judge whether the engagement serves it",
    "objectives": "without them nobody can say afterwards whether it was worth it",
    "lead": "one institution answers for it, and owes what its conditions demand",
    "partners": "who takes part decides who must be asked and who may read it",
    "host": "the embassy there and the host's own law must be asked",
    "zone": "confidence-building agreements bind by zone",
    "place": "the embassy and the host clear a place, not a country",
    "start": "every clock of clearance and of notice counts back from it",
    "end": "notices and stay permissions need both days",
    "personnel": "it decides which clearance it needs, and whether a notice is owed",
    "tanks": "thresholds of notice count them",
    "combat_vehicles": "thresholds of notice count them",
    "guns": "thresholds of notice count them",
    "sorties": "thresholds of notice count them",
    "ships": "passage and port rules count them",
    "ship_tonnage": "passage rules are set by tonnage",
    "cost": "it decides whether the money must be cleared, and by whom",
    "live_fire": "live fire is cleared by others than a visit is",
    "duration_days": "how long forces stay decides which clearance it needs",
    "marking": "without it nobody knows who may read it",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is asked for: the form's field, its label, and why it is asked."""

    field: str
    label: str
    why: str

    def as_data(self) -> dict[str, str]:
        return {"field": self.field, "label": self.label, "why": self.why}


def missing_to_propose(it: Snapshot, at: date, *, route_needs: Iterable[str] = ()) -> tuple[Missing, ...]:
    """Everything that stands in the way of proposing, in the order of the form.

    `at` is the day of proposing; `route_needs` are the facts without which no route can be chosen.
    """
    found = [_ask(name) for name in ("title", "kind", "purpose", "objectives", "lead") if not getattr(it, name)]
    found += _parties(it)
    found += [_ask(name) for name in ("host", "zone", "place") if not getattr(it, name)]
    found += _dates(it, at)
    found += [_ask("personnel")] if it.personnel is None else []
    found += _ships(it)
    found += [_ask("cost")] if it.cost is None else []
    found += [] if it.marking else [_ask("marking")]
    known = {missing.field for missing in found}
    return (*found, *(_ask(name) for name in _for_route(route_needs) if name not in known))


def _for_route(names: Iterable[str]) -> list[str]:
    """The field to fill for each fact; the duration follows from two exact days."""
    fields = {"duration_days": "end", "ship_tonnage": "ships"}
    return sorted({fields.get(name, name) for name in names})


def _ask(name: str, why: str = "") -> Missing:
    label = LABELS.get(name, name.replace("_", " ").capitalize())
    return Missing(name, label, why or WHY.get(name, "the route through clearance turns on it"))


def _parties(it: Snapshot) -> list[Missing]:
    if not it.parties:
        return [_ask("partners")]
    unknown = ", ".join(party.name for party in it.parties if party.state is None)
    said = f"“{unknown}” is not a state known here: write the states meant, so that it can be told who must be asked"
    return [_ask("partners", said)] if unknown else []


def _ships(it: Snapshot) -> list[Missing]:
    if it.has_ships and not it.ships:
        return [_ask("ships", "it is said that ships take part: write which")]
    return []


def _dates(it: Snapshot, at: date) -> list[Missing]:
    found = []
    if it.start.precision not in (Precision.DAY, Precision.MONTH):
        found.append(_ask("start", f"a day or a month is needed: {WHY['start']}"))
    elif it.start.latest is not None and it.start.latest <= at:
        found.append(_ask("start", "it lies in the past: what is proposed is still to come"))
    if not it.end:
        found.append(_ask("end"))
    elif ends_too_early(it.start, it.end):
        found.append(_ask("end", "it lies before the beginning"))
    return found


def faults(it: Snapshot) -> dict[str, str]:
    """What cannot be right however early the draft is: field and why. Kept out of the database as well."""
    found = {}
    if not it.title:
        found["title"] = "Give it a title."
    if ends_too_early(it.start, it.end):
        found["end"] = "It ends before it begins."
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = getattr(it, name)
        if value is not None and abs(value) > limit:
            found[name] = f"A {name} lies between -{limit} and {limit}."
    if (it.latitude is None) is not (it.longitude is None):
        found["latitude" if it.latitude is None else "longitude"] = "A position needs both figures."
    if it.has_ships is False and it.ships:
        found["has_ships"] = "It is said that no ships take part, and ships are listed."
    return found
