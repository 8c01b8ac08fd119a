"""What is missing before an engagement can be proposed, and why it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.foundation.words.rules.said import in_words, known, say

from .dates import Precision, ends_too_early
from .particulars import LABELS, Snapshot

WHY: dict[str, str] = {
    "title": say("it is the name under which everybody will speak of it"),
    "kind": say("it decides which class it is and so which clearance it needs"),
    "purpose": say("those who must clear it judge whether the engagement serves it"),
    "objectives": say("without them nobody can say afterwards whether it was worth it"),
    "lead": say("one institution answers for it, and owes what its conditions demand"),
    "partners": say("who takes part decides who must be asked and who may read it"),
    "host": say("the embassy there and the host's own law must be asked"),
    "zone": say("confidence-building agreements bind by zone"),
    "place": say("the embassy and the host clear a place, not a country"),
    "start": say("every clock of clearance and of notice counts back from it"),
    "end": say("notices and stay permissions need both days"),
    "personnel": say("it decides which clearance it needs, and whether a notice is owed"),
    "tanks": say("thresholds of notice count them"),
    "combat_vehicles": say("thresholds of notice count them"),
    "guns": say("thresholds of notice count them"),
    "sorties": say("thresholds of notice count them"),
    "ships": say("passage and port rules count them"),
    "ship_tonnage": say("passage rules are set by tonnage"),
    "cost": say("it decides whether the money must be cleared, and by whom"),
    "live_fire": say("live fire is cleared by others than a visit is"),
    "duration_days": say("how long forces stay decides which clearance it needs"),
    "marking": say("without it nobody knows who may read it"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is asked for: the form's field, its label, and why it is asked."""

    field: str
    label: str
    why: str

    def as_data(self) -> dict[str, str]:
        return {"field": self.field, "label": in_words(self.label), "why": in_words(self.why)}


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
    label = LABELS.get(name, known(name.replace("_", " ").capitalize()))
    return Missing(name, label, why or WHY.get(name, say("the route through clearance turns on it")))


def _parties(it: Snapshot) -> list[Missing]:
    if not it.parties:
        return [_ask("partners")]
    unknown = ", ".join(party.name for party in it.parties if party.state is None)
    said = say(
        "“{names}” is not a state known here: write the states meant, so that it can be told who must be asked",
        names=unknown,
    )
    return [_ask("partners", said)] if unknown else []


def _ships(it: Snapshot) -> list[Missing]:
    if it.has_ships and not it.ships:
        return [_ask("ships", say("it is said that ships take part: write which"))]
    return []


def _dates(it: Snapshot, at: date) -> list[Missing]:
    found = []
    if it.start.precision not in (Precision.DAY, Precision.MONTH):
        found.append(_ask("start", say("a day or a month is needed: {why}", why=WHY["start"])))
    elif it.start.latest is not None and it.start.latest <= at:
        found.append(_ask("start", say("it lies in the past: what is proposed is still to come")))
    if not it.end:
        found.append(_ask("end"))
    elif ends_too_early(it.start, it.end):
        found.append(_ask("end", say("it lies before the beginning")))
    return found


def faults(it: Snapshot) -> dict[str, str]:
    """What cannot be right however early the draft is: field and why. Kept out of the database as well."""
    found: dict[str, str] = {}
    if not it.title:
        found["title"] = say("Give it a title.")
    if ends_too_early(it.start, it.end):
        found["end"] = say("It ends before it begins.")
    if it.latitude is not None and abs(it.latitude) > 90:
        found["latitude"] = say("A latitude lies between -90 and 90.")
    if it.longitude is not None and abs(it.longitude) > 180:
        found["longitude"] = say("A longitude lies between -180 and 180.")
    if (it.latitude is None) is not (it.longitude is None):
        found["latitude" if it.latitude is None else "longitude"] = say("A position needs both figures.")
    if it.has_ships is False and it.ships:
        found["has_ships"] = say("It is said that no ships take part, and ships are listed.")
    return found
