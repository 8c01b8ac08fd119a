"""A demonstration world as it is written: who there is, what is proposed, and the acts that follow."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from comity.activity.engagements.rules.dates import Precision, RoughDate
from comity.activity.engagements.rules.particulars import Party, ShipLine, Snapshot
from comity.foundation.labels.rules.label import Label, label
from comity.mandate.institutions.rules.framework import CalendarEntry, parsed
from comity.mandate.institutions.rules.lines import lines_of

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


class Deed(StrEnum):
    """What an act of a world does; each is one action of the house."""

    BEGIN = "begin"
    PROPOSE = "propose"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    START = "start"
    COMPLETE = "complete"
    ASSESS = "assess"
    CLOSE = "close"
    CONCUR = "concur"
    CONCUR_WITH_CONDITIONS = "concur_with_conditions"
    NONCONCUR = "nonconcur"
    NO_INTEREST = "no_interest"
    COMMENT = "comment"
    ADJUDICATE = "adjudicate"
    ASK = "ask"
    INFORM = "inform"
    HOLD = "hold"
    RELEASE = "release"
    ELEVATE = "elevate"
    CONSOLIDATE = "consolidate"
    SEND_BACK = "send_back"
    COUNTERSIGN = "countersign"
    GRANT = "grant"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    KEEP = "keep"
    WAIVE = "waive"
    LAY = "lay"
    REMARK = "remark"
    TAKE_BACK = "take_back"
    PROPOSE_ERASURE = "propose_erasure"
    PROPOSE_WITHHOLDING = "propose_withholding"
    CONFIRM_ABSENCE = "confirm_absence"
    DECLINE_ABSENCE = "decline_absence"
    DECLARE_CRISIS = "declare_crisis"
    HURRY = "hurry"
    REVIEW = "review"
    DESK = "desk"
    BREAK_GLASS = "break_glass"
    READ_OPENED = "read_opened"
    CLOSE_OPENED = "close_opened"
    REVIEW_OPENED = "review_opened"


class BadWorld(Exception):
    """The file cannot be loaded. Names the file, the line and what is wrong."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonEntry(Strict):
    username: Key
    name: str
    nationality: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    cleared: str
    groups: tuple[str, ...] = ()
    post: Key | None = None  # none for somebody who is appointed later


class PartyEntry(Strict):
    state: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    units: str = ""
    personnel: int | None = None


class ShipEntry(Strict):
    kind: str
    count: int
    tonnage: int | None = None


class MarkingEntry(Strict):
    """`releasable_to` left out sets no limit by nationality."""

    classification: str
    releasable_to: tuple[str, ...] | None = None
    need_to_know: tuple[str, ...] = ()


class Said(Strict):
    """What is said of an engagement. In an amendment, only what it changes."""

    kind: str = ""
    title: str = ""
    purpose: str = ""
    objectives: str = ""
    zone: str = ""
    host: str | None = None
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    start: int | str | None = None
    end: int | str | None = None
    personnel: int | None = None
    tanks: int | None = None
    combat_vehicles: int | None = None
    guns: int | None = None
    sorties: int | None = None
    has_ships: bool | None = None
    ships: tuple[ShipEntry, ...] = ()
    live_fire: bool | None = None
    cost: Decimal | None = None
    parties: tuple[PartyEntry, ...] = ()
    marking: MarkingEntry = MarkingEntry(classification="UNCLASSIFIED")

    def changed_by(self, other: "Said") -> "Said":
        return self.model_copy(update={name: getattr(other, name) for name in other.model_fields_set})


class ConditionEntry(Strict):
    words: str
    due: int | None = None


class PaperEntry(Strict):
    """A paper beside an engagement: its `file` in library/worlds/papers, and what it is called there."""

    file: str
    name: str
    note: str = ""


class CrisisEntry(Strict):
    """A crisis that an act declares: for a state or a region, until so many days from today."""

    title: str
    cause: str
    state: str = ""
    zone: str = ""
    until: int


class ActEntry(Strict):
    """One act: when, from which post, what, and the words that go with it."""

    at: str
    by: Key = Field(alias="as")
    do: Deed
    step: Key | None = None
    ref: str = ""
    said: Said | None = None
    words: str = ""
    reason: str = ""
    recommendation: str = ""
    decide_by: int | None = None
    if_late: str = ""
    basis: str = ""
    cure: str = ""
    conditions: tuple[ConditionEntry, ...] = ()
    field: str = ""
    severity: str = "substantive"
    outcome: str = ""
    rationale: str = ""
    question: str = ""
    answer: str = ""
    expires: int = 0
    obligation: str = ""
    over_objection: str = ""
    why: str = ""
    paper: PaperEntry | None = None
    of: str = ""  # the kind of the entry that is to be erased or withheld
    saying: str = ""  # a part of what that entry says
    instrument: str = ""
    article: str = ""
    crisis: CrisisEntry | None = None
    cause: str = ""
    among: tuple[Key, ...] = ()  # engagements that the crisis desk goes through
    desk: str = ""  # what the desk does to them
    answers: tuple[str, ...] = ()
    was_urgent: bool = True
    hours: int = 2  # for how long something is opened in an emergency
    ours: bool = False  # a paper or a remark that partners are not to read


class AuthorityEntry(Strict):
    """One act about who may: a power is lent, an absence covered, a post left and given, what waited there taken over.

    `of` is the post that is left, given or taken over from; `to` the post that receives. `until` is days from today.
    """

    at: str
    by: Key = Field(alias="as")
    do: Literal["lend", "cover", "leave", "appoint", "take_over"]
    may: str = ""
    of: Key | None = None
    to: Key | None = None
    person: Key | None = None
    acting: bool = False
    classes: tuple[Key, ...] = ()
    ceiling: dict[str, Decimal] = Field(default_factory=dict)
    until: int = 0
    engagement: Key | None = None
    reason: str = ""


class ParagraphEntry(Strict):
    """A paragraph with a marking of its own; `known` lets whoever reads the paper know that it is there."""

    words: str
    marking: MarkingEntry = MarkingEntry(classification="UNCLASSIFIED")
    known: bool = True


class ReleaseActEntry(Strict):
    """One act about what is written and what of it is released. `paper` and `of` are keys of this file: of a paper,
    and of a release. `parts` count the paragraphs of the paper from 1; days count from today. `answers` are to the
    disclosure checks, by their keys; `words` answers the others."""

    at: str
    by: Key = Field(alias="as")
    do: Literal[
        "write",
        "add",
        "ask",
        "put",
        "concur",
        "consolidate",
        "grant",
        "refuse",
        "consent",
        "decline",
        "hand_over",
        "receive",
        "recall",
        "give_back",
    ]
    engagement: str = ""
    paper: str = ""
    of: str = ""
    to: str = ""
    title: str = ""
    words: str = ""
    reason: str = ""
    parts: tuple[int, ...] = ()
    paragraphs: tuple[ParagraphEntry, ...] = ()
    conditions: tuple[ConditionEntry, ...] = ()
    answers: dict[Key, str] = {}
    sanitised: str = ""
    until: int = 0
    third_party: bool = False
    technology: bool = False


class EngagementEntry(Strict):
    key: Key
    said: Said
    acts: tuple[ActEntry, ...]


class WorldFile(Strict):
    world: Key
    title: str
    note: str
    source: str
    checked: date
    framework: Key
    founded: int
    people: tuple[PersonEntry, ...]
    engagements: tuple[EngagementEntry, ...]
    authority: tuple[AuthorityEntry, ...] = ()
    releases: tuple[ReleaseActEntry, ...] = ()


def read_world(path: Path) -> WorldFile:
    """Parse and check a world. Raises BadWorld naming ``file:line`` of every fault."""
    return read_as(WorldFile, path)


File = TypeVar("File", bound=BaseModel)


def read_as(kind: type[File], path: Path) -> File:
    """Parse and check one file of a world. Raises BadWorld naming ``file:line`` of every fault."""
    text = path.read_text(encoding="utf-8")
    try:
        data = parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadWorld(f"{path.name}:{line}: {error.problem}") from error
    if data is None:
        raise BadWorld(f"{path.name}:1: nothing is written here")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        lines = lines_of(text)
        faults = [f"{path.name}:{lines.at(e['loc']).line}: {e['msg']}" for e in error.errors()]
        raise BadWorld("\n".join(faults)) from error


class Days:
    """Days of a world, told from the day on which it is loaded and by the calendar of its home state."""

    def __init__(self, today: date, calendar: CalendarEntry) -> None:
        self.today = today
        self.off = frozenset(calendar.days_off)
        self.weekend = frozenset(calendar.weekend)
        self._before: list[date] = []  # working days before today, the nearest first
        self._after: list[date] = []

    def is_working(self, day: date) -> bool:
        return day.isoweekday() not in self.weekend and day not in self.off

    def working(self, count: int) -> date:
        """The working day so many before (or, when positive, after) today. Nought is today itself."""
        if count == 0:
            return self.today
        known = self._before if count < 0 else self._after
        step = timedelta(days=-1 if count < 0 else 1)
        while len(known) < abs(count):
            day = (known[-1] if known else self.today) + step
            while not self.is_working(day):
                day += step
            known.append(day)
        return known[abs(count) - 1]

    def count_of(self, day: date) -> int:
        """Which working day a day is, told from today; of a day that is none, the next that is one."""
        while not self.is_working(day):
            day += timedelta(days=1)
        count, step = 0, 1 if day > self.today else -1
        while (self.working(count) > day) if step < 0 else (self.working(count) < day):
            count += step
        return count

    def moment(self, written: str) -> datetime:
        """``-12 09:30``: the twelfth working day before today, 09:30 UTC. Raises BadWorld."""
        match = re.fullmatch(r"(-\d+) (\d\d):(\d\d)", written)
        if match is None:
            raise BadWorld(f"“{written}” is no moment: write -12 09:30, twelve working days before today")
        days, hour, minute = map(int, match.groups())
        return datetime.combine(self.working(days), time(hour, minute), UTC)

    def rough(self, written: int | str | None) -> RoughDate:
        """Days from today, ``working -4``, or ``+7 months`` (known to the month). Raises BadWorld."""
        if written is None:
            return RoughDate()
        if isinstance(written, int):
            return RoughDate(self.today + timedelta(days=written), Precision.DAY)
        if match := re.fullmatch(r"working ([+-]?\d+)", written):
            return RoughDate(self.working(int(match[1])), Precision.DAY)
        if match := re.fullmatch(r"([+-]\d+) months", written):
            months = self.today.year * 12 + self.today.month - 1 + int(match[1])
            return RoughDate(date(months // 12, months % 12 + 1, 1), Precision.MONTH)
        raise BadWorld(f"“{written}” is no day: write 38, working -4 or +7 months")


def snapshot(said: Said, days: Days, state_names: Mapping[str, str], *, lead: str = "", home: str = "") -> Snapshot:
    """What is said, with its days told from today and its states by name; `lead` and `home` are the institution that
    leads it and its state, where they must be known beforehand. Raises BadWorld."""
    same: dict[str, Any] = {
        name: getattr(said, name)
        for name in (
            *("kind", "title", "purpose", "objectives", "zone", "host", "place", "latitude", "longitude"),
            *("personnel", "tanks", "combat_vehicles", "guns", "sorties", "has_ships", "live_fire", "cost"),
        )
    }
    return Snapshot(
        **same,
        lead=lead,
        lead_state=home,
        host_name=_name(said.host, state_names) if said.host else "",
        start=days.rough(said.start),
        end=days.rough(said.end),
        ships=tuple(ShipLine(ship.kind, ship.count, ship.tonnage) for ship in said.ships),
        parties=tuple(
            Party(_name(party.state, state_names), party.state, party.units, party.personnel) for party in said.parties
        ),
    )


def _name(code: str, state_names: Mapping[str, str]) -> str:
    if code not in state_names:
        raise BadWorld(f"there is no state {code} in library/states")
    return state_names[code]


def label_for(marking: MarkingEntry, policy: str) -> Label:
    return label(
        policy,
        marking.classification,
        releasable_to=marking.releasable_to,
        need_to_know=marking.need_to_know,
    )
