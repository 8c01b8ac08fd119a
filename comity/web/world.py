"""Load demonstration worlds into a house in which nobody is real, by playing their acts through its own actions.

Nothing is written behind their backs, so the record of a world is a true record: every act was permitted, every clock
lapsed when it would have. All of it is one transaction; half a world is never left. Worlds that are loaded together are
played together, act by act in the order of time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comity.activity.engagements.queries import Engagement
from comity.foundation.access.actions.add_person import add_person
from comity.foundation.access.queries import Person, everyone_is_invented, person_named, username_taken
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
    frameworks_in_force,
    open_marking_id,
    post_by_key,
    posts_of,
    states,
)
from comity.mandate.institutions.rules.framework import CalendarEntry, read_framework
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.queries import next_clock

from .raising.telling import told_since
from .world_acts import Told, play
from .world_authority import play_authority
from .world_file import (
    ActEntry,
    AuthorityEntry,
    BadWorld,
    Days,
    Deed,
    EngagementEntry,
    PersonEntry,
    ReleaseActEntry,
    WorldFile,
    read_world,
)
from .world_life import Teller
from .world_life_file import LifeFile, read_life
from .world_release import play_release

NEWS = timedelta(days=30)  # what happened earlier raises no notices: they would count as read long since
MORNING = time(6, 0)  # UTC; when, besides at the moment itself, the world's clock looks what has lapsed
Progress = Callable[[int, int, datetime], None]  # how many acts were played, of how many, and when the last one was


class NotEmpty(Exception):
    """Somebody or something in the house is real, or this world is there already."""


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


@dataclass(frozen=True, slots=True)
class Founding:
    """A world that is still to be founded: the text of its framework, and its days, counted by the framework's own
    calendar, which is read before it is adopted."""

    world: WorldFile
    life: LifeFile | None
    framework: str
    days: Days

    @property
    def moment(self) -> datetime:
        """Before the first act: before that of its year of life, when it has one."""
        ago = self.world.founded if self.life is None else min(self.world.founded, self.life.founded)
        return datetime.combine(self.days.working(ago), time(8, 0), UTC)


@dataclass(slots=True)
class Script:
    """A world that has been founded and is still to be played."""

    world: WorldFile
    told: Told
    lines: list[tuple[datetime, EngagementEntry, ActEntry]]
    authority: list[tuple[datetime, AuthorityEntry]]
    releases: list[tuple[datetime, ReleaseActEntry]]


def path_of(name: str) -> Path:
    """The world of that name in the library. Raises BadWorld, saying which there are."""
    found = settings.LIBRARY / "worlds" / f"{name}.yaml"
    if not found.is_file():
        raise BadWorld(f"There is no world “{name}”. There is: {', '.join(worlds_known()) or 'none'}.")
    return Path(found)


def worlds_known() -> list[str]:
    """The names of the worlds of the library."""
    return sorted(path.stem for path in (settings.LIBRARY / "worlds").glob("*.yaml"))


def is_loaded(world: WorldFile) -> bool:
    """Whether this very world is here: its framework in force, and each of its people, all invented."""
    people = [person_named(entry.username) for entry in world.people]
    everyone = all(person is not None and person.demonstration for person in people)
    return everyone and framework_in_force(world.framework) is not None


def may_take(world: WorldFile) -> None:
    """Raises NotEmpty where anybody or any framework is real, or where a part of this world is there already."""
    if not everyone_is_invented():
        raise NotEmpty("Somebody in this house is real. A world is loaded only where everybody is invented.")
    if any(not file_of(framework).demonstration for framework in frameworks_in_force()):
        raise NotEmpty("A framework in force here is no demonstration. A world is loaded only beside other worlds.")
    if framework_in_force(world.framework) is not None or any(username_taken(one.username) for one in world.people):
        raise NotEmpty(f"This house is not empty: {world.title}, or a part of it, is here already.")


def load_world(path: Path, *, at: datetime, life: bool = True) -> Summary:
    """One world; see `load_worlds`."""
    return load_worlds([path], at=at, life=life)[0]


def load_worlds(
    paths: Sequence[Path], *, at: datetime, life: bool = True, progress: Progress | None = None
) -> list[Summary]:
    """Load everything or nothing; `at` is now, and the last act lies before it. Without `life` only what the worlds
    write out act by act. The summaries come in the order in which the worlds were founded.

    Raises NotEmpty, BadWorld (also when an act of a world is refused, with the reason), or BadFramework's Refused.
    """
    foundings = [_founding(path, read_life(path) if life else None, at) for path in paths]
    foundings.sort(key=lambda founding: founding.moment)  # the record's clock does not run back
    with transaction.atomic():
        with told_since(at - NEWS):
            scripts = [_found(founding, at) for founding in foundings]
            _play_all(scripts, at, progress or _in_silence)
        return [_summary(script) for script in scripts]


def _in_silence(done: int, of: int, reached: datetime) -> None:
    """Nobody watches."""


def _summary(script: Script) -> Summary:
    world, told = script.world, script.told
    rows = Engagement.objects.whole("a count of what was loaded, for the console")
    standing = rows.filter(pk__in=[it.pk for it in told.engagements.values()]).values_list("state", flat=True)
    return Summary(
        world=world.world,
        title=world.title,
        note=world.note,
        people=len(world.people),
        engagements=len(told.engagements),
        acts=len(script.lines),
        entries=head().size,
        standing=dict(sorted(Counter(standing).items())),
    )


# -- founding


def _founding(path: Path, life: LifeFile | None, at: datetime) -> Founding:
    world = read_world(path)
    text = (path.parent.parent / "frameworks" / f"{world.framework}.yaml").read_text(encoding="utf-8")
    return Founding(world, life, text, Days(at.date(), _home_calendar(text, world)))


def _found(founding: Founding, at: datetime) -> Script:
    """Framework, people and their posts, from the console, at the founding of the world."""
    world, life, days, founded = founding.world, founding.life, founding.days, founding.moment
    may_take(world)
    console = the_console()
    framework = adopt_framework(founding.framework, actor=console, at=founded, name=f"{world.framework}.yaml")
    load_states(settings.LIBRARY / "states", actor=console, at=founded, marking_id=open_marking_id(framework))
    policy = str(file_of(framework).deliberation["policy"])
    for one in world.people:
        person = _invent(one, policy, framework, console, founded)
        if one.post is not None:
            post = post_by_key(one.post)
            appoint_person(post, actor=console, at=founded, person=person, starts=founded.date())
    told = Told(
        world=world.world,
        policy=policy,
        days=days,
        state_names=dict(states().values_list("code", "name")),
    )
    lines = list(_by_hand(world, told.days))
    if life is not None:
        posts = {post.key: post for post in posts_of([framework])}
        lines += Teller(life, framework, days, told.state_names, posts).lines(at)
    lines.sort(key=lambda line: line[0])
    for moment, entry, act in lines:
        if not founded <= moment < at:
            raise BadWorld(f"{entry.key}, {act.at}: acts lie between the founding of the world and now")
    authority = [(days.moment(act.at), act) for act in world.authority]
    for moment, deed in authority:
        if not founded <= moment < at:
            raise BadWorld(f"{deed.at}, {deed.do}: acts lie between the founding of the world and now")
    releases = [(days.moment(act.at), act) for act in world.releases]
    for moment, step in releases:
        if not founded <= moment < at:
            raise BadWorld(f"{step.at}, {step.do}: acts lie between the founding of the world and now")
    return Script(world, told, lines, authority, releases)


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
        email=f"{entry.username}@demonstration.example",
        demonstration=True,
        marking_id=open_marking_id(framework),
    )


def _by_hand(world: WorldFile, days: Days) -> Iterator[tuple[datetime, EngagementEntry, ActEntry]]:
    for entry in world.engagements:
        for act in entry.acts:
            yield days.moment(act.at), entry, act


# -- playing


def _play_all(scripts: Iterable[Script], at: datetime, progress: Progress) -> None:
    """Every act of every engagement in the order of time, and what the clock brings about in between."""
    every: list[_Line] = []
    for script in scripts:
        every += [(moment, script.told, entry, act) for moment, entry, act in script.lines]
        every += [(moment, script.told, None, act) for moment, act in script.authority]
        every += [(moment, script.told, None, act) for moment, act in script.releases]
    every.sort(key=lambda line: line[0])
    clock = _Clock(every[0][0] if every else at)
    for done, (moment, told, entry, act) in enumerate(every):
        clock.reach(moment)
        try:
            _play(told, entry, act, at=moment)
        except (Refused, NotAllowed) as error:
            of = f"{entry.key}, " if entry else ""
            raise BadWorld(f"{of}{act.at}, {act.by} to {act.do}: {error}") from error
        if act.do in (Deed.HOLD, Deed.HURRY):
            clock.look()
        progress(done + 1, len(every), moment)
    clock.reach(at)


_Line = tuple[datetime, Told, EngagementEntry | None, ActEntry | AuthorityEntry | ReleaseActEntry]


def _play(
    told: Told, entry: EngagementEntry | None, act: ActEntry | AuthorityEntry | ReleaseActEntry, *, at: datetime
) -> None:
    if isinstance(act, ReleaseActEntry):
        play_release(told, told.shelf, act, at=at)
    elif isinstance(act, AuthorityEntry):
        play_authority(told, act, at=at)
    elif entry is not None:
        play(told, entry, act, at=at)


class _Clock:
    """Wakes the procedure whenever something is due: at the first act after it, and on the morning after at the latest.

    No clock of a route is shorter than a day, and a hold is looked at when it is placed: between two mornings
    nothing becomes due that was not known on the first, so on most of them there is nothing to look up.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.next = next_clock()
        self.acted = True

    def look(self) -> None:
        self.next, self.acted = next_clock(), False

    def reach(self, moment: datetime) -> None:
        morning = datetime.combine(self.now.date(), MORNING, UTC)
        if morning <= self.now:  # else somebody far in the east acted in the night, and the morning is still to come
            morning += timedelta(days=1)
        while morning < moment:
            if self.acted:
                self.look()
            self._wake(morning)
            morning += timedelta(days=1)
        self._wake(moment)
        self.now, self.acted = moment, True

    def _wake(self, moment: datetime) -> None:
        if self.next is not None and self.next <= moment:
            tick(moment)
            self.look()
