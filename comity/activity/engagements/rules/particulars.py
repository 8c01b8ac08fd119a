"""What is said of an engagement, as one frozen value: its facts for conditions, its particulars for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

import rfc8785

from comity.foundation.words.rules.said import Told, figure, known, nation, say, series, told
from comity.foundation.words.rules.texts import text_of
from comity.procedure.clearance.rules.subject import Particular, plain

from .dates import UNKNOWN, RoughDate, days_between, shown, written
from .vocabulary import CURRENCY, KIND_WORDS, ZONE_WORDS

CENT = Decimal("0.01")
SEVENTH = Decimal("0.0000001")  # of a degree: about a centimetre


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part: the state when it is recognised, always the name as it was written."""

    name: str
    state: str | None = None
    units: str = ""
    personnel: int | None = None

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> str:
        """The name, with what they bring."""
        force = [] if self.personnel is None else [_measured(self.personnel, say("people"))]
        brought = series([self.units, *force] if self.units else force, ", ")
        name = nation(self.state or "", self.name)
        return say("{name} ({forces})", name=name, forces=brought) if brought else name


@dataclass(frozen=True, slots=True)
class ShipLine:
    """So many ships of one kind, each of so many tonnes."""

    kind: str
    count: int
    tonnage: int | None = None

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> str:
        said = {"count": self.count, "kind": self.kind}
        if self.tonnage is None:
            return say("{count} × {kind}", **said)
        return say("{count} × {kind}, {tonnage} t each", **said, tonnage=figure(self.tonnage))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is said of an engagement at one moment. None means not said, never zero."""

    kind: str
    title: str
    lead: str = ""
    lead_name: str = ""
    lead_state: str = ""
    purpose: str = ""
    objectives: str = ""
    zone: str = ""
    host: str | None = None
    host_name: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    start: RoughDate = UNKNOWN
    end: RoughDate = UNKNOWN
    personnel: int | None = None
    tanks: int | None = None
    combat_vehicles: int | None = None
    guns: int | None = None
    sorties: int | None = None
    has_ships: bool | None = None
    ships: tuple[ShipLine, ...] = ()
    live_fire: bool | None = None
    cost: Decimal | None = None
    parties: tuple[Party, ...] = field(default=())
    marking: str = ""

    def __post_init__(self) -> None:
        # One spelling of each figure: a database gives back 250000.00 for 250000, and the digest must not care.
        for name, step in (("cost", CENT), ("latitude", SEVENTH), ("longitude", SEVENTH)):
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, Decimal(value).quantize(step))

    @property
    def partners(self) -> frozenset[str] | None:
        """The recognised states that take part, without the lead's own; None when that cannot be told."""
        if not self.parties or any(party.state is None for party in self.parties):
            return None
        return frozenset(party.state for party in self.parties if party.state) - {self.lead_state}

    @property
    def ship_count(self) -> int | None:
        if self.ships:
            return sum(line.count for line in self.ships)
        return 0 if self.has_ships is False else None

    @property
    def ship_tonnage(self) -> int | None:
        if any(line.tonnage is None for line in self.ships):
            return None
        if self.ships:
            return sum(line.count * (line.tonnage or 0) for line in self.ships)
        return 0 if self.has_ships is False else None


def facts(it: Snapshot) -> dict[str, object]:
    """The facts for conditions, typed as the vocabulary says; what is not known is not there.

    A month counts from its first day for the start and to its last for the end: the widest it can mean.
    """
    far = it.start.precision in ("day", "month"), it.end.precision in ("day", "month")
    said: dict[str, object] = {
        "kind": it.kind or None,
        "host": it.host,
        "zone": it.zone or None,
        "partners": it.partners,
        "personnel": it.personnel,
        "tanks": it.tanks,
        "combat_vehicles": it.combat_vehicles,
        "guns": it.guns,
        "sorties": it.sorties,
        "ships": it.ship_count,
        "ship_tonnage": it.ship_tonnage,
        "cost": it.cost,
        "start": it.start.earliest if far[0] else None,
        "end": it.end.latest if far[1] else None,
        "duration_days": days_between(it.start, it.end),
        "live_fire": it.live_fire,
        "lead": it.lead or None,
    }
    return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Line:
    """How one field is labelled, kept and shown."""

    field: str
    label: str
    value: Callable[[Snapshot], object]
    text: Callable[[Snapshot], str]


def _figure(name: str, label: str, unit: str = "") -> Line:
    def text(it: Snapshot) -> str:
        return _measured(getattr(it, name), unit)

    return Line(name, label, lambda it: getattr(it, name), text)


def _words(name: str, label: str) -> Line:
    return Line(name, label, lambda it: getattr(it, name) or None, lambda it: getattr(it, name))


def _measured(value: int | Decimal | None, unit: str = "") -> str:
    if value is None:
        return ""
    return say("{figure} {unit}", figure=figure(value), unit=unit) if unit else figure(value)


def _host_words(it: Snapshot) -> str:
    return nation(it.host, it.host_name or it.host) if it.host else it.host_name


def _ships_words(it: Snapshot) -> str:
    if not it.ships:
        return say("none") if it.has_ships is False else ""
    return series([line.words for line in it.ships])


def _yes(value: bool | None) -> str:
    return "" if value is None else say("yes") if value else say("no")


def _position(it: Snapshot) -> str:
    if it.latitude is None or it.longitude is None:
        return ""
    north, east = _degrees(it.latitude), _degrees(it.longitude)
    latitude = say("{degrees}° N", degrees=north) if it.latitude >= 0 else say("{degrees}° S", degrees=north)
    longitude = say("{degrees}° E", degrees=east) if it.longitude >= 0 else say("{degrees}° W", degrees=east)
    return series([latitude, longitude], ", ")


def _degrees(value: Decimal) -> str:
    """Degrees as they are given, without idle zeros: ``10.0856``."""
    return f"{abs(value).normalize():f}"


LINES: tuple[Line, ...] = (
    Line("kind", say("Kind"), lambda it: it.kind, lambda it: KIND_WORDS.get(it.kind, it.kind)),
    _words("title", say("Title")),
    Line("lead", say("Led by"), lambda it: it.lead or None, lambda it: it.lead_name or it.lead),
    _words("purpose", say("Purpose")),
    _words("objectives", say("Objectives")),
    Line(
        "partners",
        say("Partners"),
        lambda it: sorted(party.state or party.name for party in it.parties) or None,
        lambda it: series(
            [nation(party.state or "", party.name) for party in sorted(it.parties, key=lambda party: party.name)], ", "
        ),
    ),
    Line(
        "units",
        say("Units taking part"),
        lambda it: [[p.state or p.name, p.units, p.personnel] for p in _with_forces(it)] or None,
        lambda it: series([party.words for party in _with_forces(it)]),
    ),
    Line("host", say("Host"), lambda it: it.host, _host_words),
    Line("zone", say("Zone"), lambda it: it.zone or None, lambda it: ZONE_WORDS.get(it.zone, it.zone)),
    _words("place", say("Place")),
    Line("position", say("Position"), lambda it: str(_position(it)) or None, _position),
    Line(
        "start",
        say("Begins"),
        lambda it: written(it.start) or None,
        lambda it: shown(it.start) if it.start else "",
    ),
    Line("end", say("Ends"), lambda it: written(it.end) or None, lambda it: shown(it.end) if it.end else ""),
    _figure("personnel", say("Personnel"), say("people")),
    _figure("tanks", say("Tanks")),
    _figure("combat_vehicles", say("Armoured combat vehicles")),
    _figure("guns", say("Guns of 100 mm and more")),
    _figure("sorties", say("Aircraft sorties")),
    Line("ships", say("Ships"), lambda it: it.ship_count, _ships_words),
    Line(
        "ship_tonnage",
        say("Tonnage of the ships"),
        lambda it: it.ship_tonnage,
        lambda it: _measured(it.ship_tonnage, say("t")),
    ),
    Line("live_fire", say("Live fire"), lambda it: it.live_fire, lambda it: _yes(it.live_fire)),
    Line(
        "cost",
        say("Cost"),
        lambda it: None if it.cost is None else str(it.cost),
        lambda it: _measured(it.cost, CURRENCY),
    ),
    _words("marking", say("Marking")),
)

LABELS: Mapping[str, str] = {line.field: line.label for line in LINES} | {
    "duration_days": say("First and last day"),
    "ships": say("Ships"),
}


def _with_forces(it: Snapshot) -> list[Party]:
    said = [party for party in it.parties if party.units or party.personnel is not None]
    return sorted(said, key=lambda party: party.name)


def particulars(it: Snapshot) -> tuple[Particular, ...]:
    """Every field that is said, in the order in which people read it."""
    found = ((line, line.value(it)) for line in LINES)
    return tuple(Particular(line.field, line.label, value, line.text(it)) for line, value in found if value is not None)


def digest(it: Snapshot) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of the facts and the particulars' values; words stay out."""
    said = {"facts": plain(facts(it)), "particulars": [[p.field, plain(p.value)] for p in particulars(it)]}
    return sha256(rfc8785.dumps(said)).hexdigest()  # type: ignore[arg-type]


def within(label: str) -> Told:
    """A label as it stands within a sentence."""
    return told(lambda translate: translate(str(label)).lower())


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two snapshots say differently; "" is not said."""

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> str:
        """The change within a sentence: “personnel from 900 people to 1,200 people”."""
        if len(self.before) + len(self.after) > 160:
            return say("{label} rewritten", label=within(self.label))
        if not self.before:
            return say("{label} given as {after}", label=within(self.label), after=self.after)
        after = self.after or say("not said")
        return say("{label} from {before} to {after}", label=within(self.label), before=self.before, after=after)


def differences(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """What was changed, field by field."""
    return stored_differences([p.as_data() for p in particulars(before)], [p.as_data() for p in particulars(after)])


def stored_text(said: Mapping[str, object]) -> str:
    """The words of a line as it was stored, sayable in the reader's language."""
    return text_of(said["value"], str(said["text"]))


def stored_differences(before: list[dict[str, object]], after: list[dict[str, object]]) -> tuple[Difference, ...]:
    """The same for two versions as they were stored."""
    old, new = ({str(p["field"]): p for p in said} for said in (before, after))
    changed = [name for name in [*new, *(n for n in old if n not in new)] if _kept(old, name) != _kept(new, name)]
    order = {line.field: place for place, line in enumerate(LINES)}
    return tuple(
        Difference(name, known(str((new.get(name) or old[name])["label"])), _said(old, name), _said(new, name))
        for name in sorted(changed, key=lambda name: order.get(name, len(order)))
    )


def _kept(said: Mapping[str, dict[str, object]], name: str) -> tuple[object, object]:
    return (said[name]["value"], said[name]["text"]) if name in said else (None, None)


def _said(said: Mapping[str, dict[str, object]], name: str) -> str:
    return stored_text(said[name]) if name in said else ""
