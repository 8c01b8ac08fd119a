"""Reads one row of the Multinational Military Exercises layout, or gives every reason why it cannot be taken."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from .dates import UNKNOWN, NotADate, Precision, RoughDate, ends_too_early, read, shown, written
from .particulars import Party, Snapshot

DATA_SET = "Multinational Military Exercises, version 7"
FLAGS = ("cpx", "air", "land", "sea", "amphibious", "cyber", "warfighting", "peacekeeping", "humanitarian")
COLUMNS = (
    *(
        "mme_id",
        "name",
        "series",
        "location",
        "lat",
        "lon",
        "start",
        "start_precision",
        "end",
        "end_precision",
    ),
    *FLAGS,
    *("focus", "participants", "n_participants"),
)
UNNAMED = "(unnamed in source)"
_LONGEST = {"name": 200, "location": 300, "mme_id": 60}
_FLAG_WORDS = {"cpx": "command post", "amphibious": "amphibious"}


@dataclass(frozen=True, slots=True)
class KnownStates:
    """How names resolve here: spelling to code, and the last year of those that ended."""

    code: Callable[[str], str | None]
    ended: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be taken. `row` counts as a spreadsheet does: the heading is row 1."""

    row: int
    id: str
    key: str
    said: Snapshot
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, and every reason why."""

    row: int
    id: str
    reasons: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        return {"row": self.row, "id": self.id, "reasons": list(self.reasons)}


def missing_columns(heading: Sequence[str]) -> tuple[str, ...]:
    return tuple(column for column in COLUMNS if column not in heading)


def source_key(cells: Mapping[str, str], repeat: int = 0) -> str:
    """What a row is recognised by when the file is read again: its id and a digest of its cells.

    Two rows may bear one id and be different exercises; exact repeats are told apart by how often they came before.
    """
    whole = "\x1f".join(f"{name}={cells.get(name) or ''}" for name in COLUMNS)
    again = f"/{repeat + 1}" if repeat else ""
    return f"mme:{(cells.get('mme_id') or '')[:60]}#{sha256(whole.encode()).hexdigest()[:16]}{again}"


def read_row(cells: Mapping[str, str], *, row: int, states: KnownStates, repeat: int = 0) -> Row | Rejected:
    """Decide one row. Nothing is repaired: what is imprecise or missing stays so, what contradicts itself is out."""
    identity = (cells.get("mme_id") or "").strip()
    reasons: list[str] = _shape(cells)
    start = _date(cells, "start", reasons)
    end = _date(cells, "end", reasons)
    if ends_too_early(start, end):
        reasons.append(f"it ends ({shown(end)}) before it starts ({shown(start)})")
    latitude, longitude = _position(cells, reasons)
    if reasons:
        return Rejected(row, identity, tuple(reasons))
    parties, warnings = _parties(cells, states, start)
    if latitude is None:
        warnings.append("no coordinates: left unknown")
    said = Snapshot(
        kind="exercise",
        title=_title(cells, start),
        purpose=_purpose(cells),
        place=_tidy(cells["location"]),
        latitude=latitude,
        longitude=longitude,
        start=start,
        end=end,
        parties=parties,
    )
    return Row(row, identity, source_key(cells, repeat), said, tuple(warnings))


def _shape(cells: Mapping[str, str]) -> list[str]:
    reasons = []
    if cells.get(None):  # type: ignore[call-overload]  # csv.DictReader keeps the surplus cells under None
        reasons.append("it has more cells than the heading")
    if any(cells.get(column) is None for column in COLUMNS):
        return [*reasons, "it has fewer cells than the heading"]
    if not cells["mme_id"].strip():
        reasons.append("it has no id (mme_id)")
    if any("\x00" in value for value in cells.values() if isinstance(value, str)):
        reasons.append("a cell holds a NUL character")
    reasons += [
        f"{name} is longer than {most} characters" for name, most in _LONGEST.items() if len(cells[name]) > most
    ]
    reasons += [f"{flag} is “{cells[flag]}”, not 0 or 1" for flag in FLAGS if cells[flag] not in ("0", "1", "")]
    return reasons


def _date(cells: Mapping[str, str], name: str, reasons: list[str]) -> RoughDate:
    text, precision = (cells.get(name) or "").strip(), (cells.get(f"{name}_precision") or "").strip()
    try:
        found = read(text)
    except NotADate:
        reasons.append(f"{name} “{text}” is not a date")
        return UNKNOWN
    if text and text != written(found):
        reasons.append(f"{name} “{text}” is not written as 1994-03-05, 1994-03 or 1994")
        return UNKNOWN
    if precision and precision != found.precision and (text or precision != Precision.UNKNOWN):
        reasons.append(f"{name} “{text}” is not precise to the {precision}")
    return found


def _position(cells: Mapping[str, str], reasons: list[str]) -> tuple[Decimal | None, Decimal | None]:
    found = [_degrees(cells, name, limit, reasons) for name, limit in (("lat", 90), ("lon", 180))]
    given = [bool((cells.get(name) or "").strip()) for name in ("lat", "lon")]
    if given[0] != given[1]:
        reasons.append("a position needs both lat and lon")
    return found[0], found[1]


def _degrees(cells: Mapping[str, str], name: str, limit: int, reasons: list[str]) -> Decimal | None:
    text = (cells.get(name) or "").strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        reasons.append(f"{name} “{text}” is not a figure")
        return None
    if not value.is_finite() or abs(value) > limit:
        reasons.append(f"{name} {text} is not between -{limit} and {limit}")
        return None
    return value


def _parties(cells: Mapping[str, str], states: KnownStates, start: RoughDate) -> tuple[tuple[Party, ...], list[str]]:
    names = [_tidy(name) for name in cells["participants"].split("|") if name.strip()]
    parties = tuple(Party(name[:120], states.code(name)) for name in names)
    warnings = [f"“{party.name}” is not a state known here: kept as written" for party in parties if not party.state]
    counted = Counter(party.state or party.name for party in parties)
    said = {party.state or party.name: party.name for party in parties}
    warnings += [f"“{said[key]}” takes part {n} times: kept so" for key, n in counted.items() if n > 1]
    for party in parties:
        ended = states.ended.get(party.state or "")
        if ended is not None and start.first is not None and start.first.year > ended:
            warnings.append(f"“{party.name}” had ended in {ended}: kept as written")
    if not parties:
        warnings.append("no participants in the source: left unknown")
    told = cells["n_participants"].strip()
    if told and told != str(len(parties)):
        warnings.append(f"the source counts {told} participants and names {len(parties)}")
    return parties, warnings


def _title(cells: Mapping[str, str], start: RoughDate) -> str:
    if name := _tidy(cells["name"]):
        return name
    what = _tidy(cells["series"]) or "Exercise"
    where = f", {place}" if (place := _tidy(cells["location"])) else ""
    when = f", {start.first.year}" if start.first else ""
    room = 200 - len(UNNAMED) - len(when) - 1
    return f"{(what + where)[:room]}{when} {UNNAMED}"


def _purpose(cells: Mapping[str, str]) -> str:
    kinds = [_FLAG_WORDS.get(flag, flag) for flag in FLAGS if cells[flag] == "1"]
    listed = f"Kinds named in the source: {', '.join(kinds)}." if kinds else ""
    return "\n".join(filter(None, [cells["focus"].strip(), listed]))


def _tidy(text: str) -> str:
    return " ".join(text.split())
