"""Load a demonstration world into an empty house, by playing its acts through the house's own actions.

Nothing is written behind their backs, so the record of a world is a true record: every act was
permitted, every clock lapsed when it would have. All of it is one transaction; half a world is never left.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comity.foundation.access.actions.add_person import add_person
from comity.foundation.access.queries import Person, person_named
from comity.foundation.access.rules.actor import Actor, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.queries import head
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.load_states import load_states
from comity.mandate.institutions.queries import (
    Framework,
    file_of,
    framework_in_force,
    open_marking_id,
    post_by_key,
    states,
)
from comity.mandate.institutions.rules.framework import CalendarEntry, read_framework
from comity.procedure.clearance.jobs import tick

from .world_acts import Told, play
from .world_file import ActEntry, BadWorld, Days, EngagementEntry, PersonEntry, WorldFile, read_world

MORNING = time(6, 0)  # UTC; when, besides before every act, the world's clock looks what has lapsed


class NotEmpty(Exception):
    """The house has somebody or something in it that is not this world's."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was loaded. `standing` counts the engagements by the state they stand in now."""

    world: str
    title: str
    note: str
    people: int
    engagements: int
    acts: int
    entries: int
    standing: dict[str, int]

    def as_data(self) -> dict[str, object]:
        return asdict(self)


def path_of(name: str) -> Path:
    """The world of that name in the library. Raises BadWorld, saying which there are."""
    found = settings.LIBRARY / "worlds" / f"{name}.yaml"
    if not found.is_file():
        known = ", ".join(sorted(p.stem for p in (settings.LIBRARY / "worlds").glob("*.yaml")))
        raise BadWorld(f"There is no world “{name}”. There is: {known or 'none'}.")
    return Path(found)


def is_loaded(world: WorldFile) -> bool:
    """Whether this very world is here: its framework in force, and each of its people, all invented."""
    people = [person_named(entry.username) for entry in world.people]
    everyone = all(person is not None and person.demonstration for person in people)
    return everyone and framework_in_force(world.framework) is not None


def is_empty() -> bool:
    """Nobody, no framework, nothing on the record. States alone do not count: they are only words."""
    return head().size == 0 and framework_in_force() is None and not Person.objects.exists()


def load_world(path: Path, *, at: datetime) -> Summary:
    """Load everything or nothing; `at` is now, and the last act lies before it.

    Raises NotEmpty, BadWorld (also when an act of the world is refused, with the reason), or BadFramework's
    Refused.
    """
    world = read_world(path)
    with transaction.atomic():
        if not is_empty():
            raise NotEmpty("This house is not empty. A world is loaded only into an empty one.")
        return _load(world, path, at)


def _load(world: WorldFile, path: Path, at: datetime) -> Summary:
    framework, days = _found(world, path, at)
    told = Told(
        world=world.world,
        policy=str(file_of(framework).deliberation["policy"]),
        days=days,
        state_names=dict(states().values_list("code", "name")),
    )
    _play_all(world, told, at)
    for reference in told.engagements.values():
        reference.refresh_from_db()
    return Summary(
        world=world.world,
        title=world.title,
        note=world.note,
        people=len(world.people),
        engagements=len(world.engagements),
        acts=sum(len(entry.acts) for entry in world.engagements),
        entries=head().size,
        standing=dict(sorted(Counter(str(it.state) for it in told.engagements.values()).items())),
    )


def _found(world: WorldFile, path: Path, at: datetime) -> tuple[Framework, Days]:
    """States, framework, people and their posts, from the console, at the founding of the world."""
    text = (path.parent.parent / "frameworks" / f"{world.framework}.yaml").read_text(encoding="utf-8")
    console = the_console()
    # The founding is counted by the framework's own calendar: it is read before it is adopted.
    days = Days(at.date(), _home_calendar(text, world))
    founded = datetime.combine(days.working(world.founded), time(8, 0), UTC)
    load_states(settings.LIBRARY / "states", actor=console, at=founded)
    framework = adopt_framework(text, actor=console, at=founded, name=f"{world.framework}.yaml")
    policy = str(file_of(framework).deliberation["policy"])
    for entry in world.people:
        person = _invent(entry, policy, framework, console, founded)
        post = post_by_key(entry.post)
        appoint_person(post, actor=console, at=founded, person=person, starts=founded.date())
    return framework, days


def _home_calendar(text: str, world: WorldFile) -> CalendarEntry:
    calendars = read_framework(text, name=f"{world.framework}.yaml").calendars
    if "home" not in calendars:
        raise BadWorld(f"The framework {world.framework} has no calendar “home” to count its days by.")
    return calendars["home"]


def _invent(entry: PersonEntry, policy: str, framework: Framework, console: Actor, at: datetime) -> Person:
    return add_person(
        entry.username,
        actor=console,
        at=at,
        name=entry.name,
        nationality=entry.nationality,
        clearances={policy: entry.cleared},
        groups=entry.groups,
        demonstration=True,
        marking_id=open_marking_id(framework),
    )


def _play_all(world: WorldFile, told: Told, at: datetime) -> None:
    """Every act of every engagement in the order of time, and what the clock brings about in between."""
    script = sorted(_script(world, told.days), key=lambda line: line[0])
    now = datetime.combine(told.days.working(world.founded), time(8, 0), UTC)
    for moment, entry, act in script:
        if not now <= moment < at:
            raise BadWorld(f"{entry.key}, {act.at}: acts lie between the founding of the world and now")
        _run_clock(now, moment)
        now = moment
        try:
            play(told, entry, act, at=moment)
        except (Refused, NotAllowed) as error:
            said = f"{entry.key}, {act.at}, {act.by} to {act.do}: {error}"
            raise BadWorld(said) from error
    _run_clock(now, at)


def _script(world: WorldFile, days: Days) -> Iterator[tuple[datetime, EngagementEntry, ActEntry]]:
    for entry in world.engagements:
        for act in entry.acts:
            yield days.moment(act.at), entry, act


def _run_clock(since: datetime, until: datetime) -> None:
    """Look every morning between two moments, and at the second, what has lapsed."""
    morning = datetime.combine(since.date(), MORNING, UTC)
    while morning < until:
        if morning > since:
            tick(morning)
        morning += timedelta(days=1)
    tick(until)
