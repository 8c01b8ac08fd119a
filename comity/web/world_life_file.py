"""A year of life as it is written: engagements in two or three lines each, and the courses that they take.

What one or two hundred engagements have in common is written once: places, journeys, and what each post says. It is
read beside a world, from ``library/worlds/life/``; how it is written stands in ``library/README.md``.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from .world_file import BadWorld, Key, Strict, read_as

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


class Manner(StrEnum):
    """How somebody who is asked behaves. The last five leave the engagement where it stands."""

    CONCUR = "concur"
    CONDITION = "condition"
    NO_INTEREST = "no_interest"
    ASK = "ask"  # asks, is answered, concurs
    COMMENT = "comment"  # comments, it is adjudicated, concurs
    HELD = "held"  # holds, releases, concurs
    SILENT = "silent"  # lets the clock run out
    TAKEN_BACK = "taken_back"  # does not concur, and after some days does
    OBJECT = "object"  # does not concur; where concurrence is needed, the body above sets it aside
    WAITING = "waiting"
    QUESTION = "question"
    HOLD = "hold"
    OBJECTS = "objects"
    ELEVATED = "elevated"


class Until(StrEnum):
    """How far a course goes, in the order of life."""

    CONCEPT = "concept"
    CONSULTED = "consulted"
    CONSOLIDATED = "consolidated"
    COUNTERSIGNED = "countersigned"
    ONE_KEY = "one-key"
    AUTHORISED = "authorised"
    UNDER_WAY = "under-way"
    COMPLETED = "completed"
    ASSESSED = "assessed"
    CLOSED = "closed"


class Ending(StrEnum):
    """What turns a course from its way: before the decision, with it, or after it."""

    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    AMEND = "amend"
    REOPEN = "reopen"


class Place(Strict):
    host: Code
    name: str
    at: tuple[Decimal, Decimal] | None = None  # latitude, longitude
    zone: str = ""


class Marked(Strict):
    """``parties`` among the releasable stands for the host and everybody who takes part."""

    classification: str
    releasable_to: tuple[str, ...] | None = None
    need_to_know: tuple[str, ...] = ()


class Promise(Strict):
    """A concurrence with one condition, owed so many days before the beginning (after it, when negative)."""

    words: str
    owed: str
    before: int = 10


class Question(Strict):
    question: str
    answer: str


class Objection(Strict):
    words: str
    basis: str
    cure: str


class Pause(Strict):
    reason: str
    released: str = "What was missing has arrived."


class Remark(Strict):
    field: str
    words: str
    severity: str = "substantive"
    outcome: str = "accepted_with_change"
    rationale: str


class Voice(Strict):
    """What the holders of some posts say; ``*`` is whoever has no words of their own."""

    posts: tuple[str, ...]
    concur: tuple[str, ...] = ()
    no_interest: tuple[str, ...] = ()
    condition: tuple[Promise, ...] = ()
    ask: tuple[Question, ...] = ()
    object: tuple[Objection, ...] = ()
    hold: tuple[Pause, ...] = ()
    comment: tuple[Remark, ...] = ()
    take_back: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    countersign: tuple[str, ...] = ()
    grant: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    suspend: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    revoke: tuple[str, ...] = ()
    consolidate: tuple[str, ...] = ()
    recommend: tuple[str, ...] = ()
    elevate: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    amend: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


class Journey(Strict):
    """A course by name. `answers` say by step, by post, by what is needed, or for the ``rest`` how it is answered;
    whoever is not named answers in time, each in turn a little differently."""

    until: Until = Until.CLOSED
    answers: Mapping[Key, Manner] = Field(default_factory=dict)
    ending: Ending | None = None
    turns: int | None = None  # the working day, told from today, of the ending
    waits: int | None = None  # where it stops it came so many working days ago, whatever `ago` says of its beginning
    pace: Literal["ordinary", "fast"] = "ordinary"
    keeps: bool = True  # what is owed is done in time


class LifeEntry(Strict):
    """One engagement. `start` is in days from today (or ``+7 months``); it is moved to the next working day."""

    title: str
    key: Name = ""
    kind: str
    at: Key
    purpose: str
    objectives: str = ""
    start: int | str
    days: int = 1
    people: int | None = None
    cost: Decimal | None = None
    partners: tuple[Code, ...] | None = Field(None, alias="with")  # besides the host
    units: str = ""
    theirs: str = ""
    ships: tuple[str, ...] = ()  # "2 frigate 3600": how many, which kind, how many tonnes each
    sorties: int | None = None
    tanks: int | None = None
    vehicles: int | None = None
    guns: int | None = None
    live: bool = False
    mark: Key = "open"
    by: Key = ""
    journey: Key = "ordinary"
    ago: int | None = None  # begun so many working days ago; left out, `lead` working days before it starts
    turns: int | None = None
    answers: Mapping[Key, Manner] = Field(default_factory=dict)
    because: str = ""  # why it is held, refused, withdrawn, suspended, changed…


class LifeFile(Strict):
    founded: int
    lead: int  # working days from the first line to the beginning
    proposer: Key
    suspender: Key
    zone: str
    source: str
    places: Mapping[Key, Place]
    marks: Mapping[Key, Marked]
    journeys: Mapping[Key, Journey]
    manners: tuple[Manner, ...]  # in turn, by whoever must concur
    chances: tuple[Manner, ...]  # in turn, by whoever only has the chance to comment
    silences: tuple[Manner, ...] = (Manner.SILENT,)  # in turn, by whoever agrees by silence
    voices: tuple[Voice, ...]
    objectives: Mapping[str, tuple[str, ...]]
    assessments: Mapping[str, tuple[str, ...]]
    late: Mapping[str, tuple[str, ...]]  # by kind, as the two above: what waiting costs
    engagements: tuple[LifeEntry, ...]

    @model_validator(mode="after")
    def _names_point_at_something(self) -> "LifeFile":
        for entry in self.engagements:
            for what, named, known in (
                ("place", entry.at, self.places),
                ("mark", entry.mark, self.marks),
                ("journey", entry.journey, self.journeys),
            ):
                if named not in known:
                    raise ValueError(f"“{entry.title}” names the {what} {named}, which is not written here")
        titles = [entry.title for entry in self.engagements]
        if twice := {title for title in titles if titles.count(title) > 1}:
            raise ValueError(f"two engagements are called {', '.join(sorted(twice))}")
        return self


def read_life(path: Path) -> LifeFile | None:
    """The year of life beside this world; None when there is none. Raises BadWorld naming ``file:line``."""
    beside = path.parent / "life" / path.name
    return read_as(LifeFile, beside) if beside.is_file() else None


def ship_in(written: str) -> tuple[int, str, int | None]:
    """``2 frigate 3600``: how many, which kind, tonnes each (left out when not known). Raises BadWorld."""
    count, _, rest = written.partition(" ")
    kind, _, tonnes = rest.rpartition(" ")
    if not count.isdecimal() or not rest:
        raise BadWorld(f"“{written}” is no line of ships: write 2 frigate 3600")
    return (int(count), kind, int(tonnes)) if tonnes.isdecimal() and kind else (int(count), rest, None)
