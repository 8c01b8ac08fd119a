"""From the short notation of a year of life to acts: who is asked answers in time, and each course goes its way.

Nothing here acts. A course becomes the very entries that a world writes out by hand, with their moments, and is played
with them; what would lie after now is left out, for it has not happened yet. Nothing is drawn by chance: whoever speaks
takes the next words of their list, and delays follow from the engagement's key.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zlib import crc32

from comity.activity.engagements.rules.particulars import facts
from comity.mandate.institutions.queries import Framework, Post, file_of
from comity.mandate.institutions.rules.promises import Happening, OversightEntry
from comity.procedure.clearance.queries import choose_route, classified_as, due_after
from comity.procedure.clearance.rules.overseen import to_be_told
from comity.procedure.clearance.rules.route import Route, Step

from .world_file import (
    ActEntry,
    BadWorld,
    Days,
    EngagementEntry,
    MarkingEntry,
    PartyEntry,
    Said,
    ShipEntry,
    snapshot,
)
from .world_life_file import Ending, Journey, LifeEntry, LifeFile, Manner, Until, ship_in

Line = tuple[datetime, EngagementEntry, ActEntry]
T = TypeVar("T")

MORNING, EVENING = 8 * 60, 16 * 60  # minutes; acts begin between these, UTC
ORDER = list(Until)
AFTER_GRANT = {Ending.SUSPEND, Ending.RESUME, Ending.REVOKE, Ending.AMEND, Ending.REOPEN}
LONG = {Manner.ASK, Manner.COMMENT, Manner.HELD}  # these take some days, and the clock must leave room for them
LONGEST = 3
AT_MOST = 8  # times that a course is told again, until it arrives on its day: days off make it longer or shorter
STOPS = {Manner.WAITING, Manner.QUESTION, Manner.HOLD, Manner.OBJECTS, Manner.ELEVATED}
NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Teller:
    """What the courses of one world have in common: its file, its framework, its days, whose turn which words are."""

    life: LifeFile
    framework: Framework
    days: Days
    state_names: Mapping[str, str]
    posts: Mapping[str, Post]
    turns: Counter[str] = field(default_factory=Counter)

    def lines(self, at: datetime) -> Iterator[Line]:
        """Every act of every course that lies before `at`. Raises BadWorld."""
        for entry in self.life.engagements:
            yield from Course(self, entry).lines(at)

    def next(self, what: str, choices: Sequence[T]) -> T:
        """The next of these in turn."""
        self.turns[what] += 1
        return choices[(self.turns[what] - 1) % len(choices)]

    def says(self, post: str, what: str) -> Any:
        """The next of what this post says, in its own words or in those of whoever has none."""
        for voice in self.life.voices:
            if post in voice.posts and getattr(voice, what):
                return self.next(f"{voice.posts[0]}:{what}", getattr(voice, what))
        return self._anybody(what)

    def _anybody(self, what: str) -> Any:
        for voice in self.life.voices:
            if "*" in voice.posts and getattr(voice, what):
                return self.next(f"*:{what}", getattr(voice, what))
        raise BadWorld(f"nobody has words to {what}: write them in a voice with posts: ['*']")


class Stopped(Exception):
    """The course goes no further: somebody is waited for."""


class Course:
    """One engagement on its way. `day` counts working days from today, `minute` the minutes of the day."""

    def __init__(self, teller: Teller, entry: LifeEntry) -> None:
        self.teller, self.entry, self.days = teller, entry, teller.days
        self.journey: Journey = teller.life.journeys[entry.journey]
        self.key = entry.key or slug(entry.title)
        self.lead = entry.by or teller.life.proposer
        self.answers = {**self.journey.answers, **entry.answers}
        self.start = self._first_day()
        self.said = self._said()
        self.host = teller.state_names.get(self.said.host or "", "")
        self.acts: list[tuple[int, int, ActEntry]] = []
        self.objected = False
        self.owed: list[tuple[str, int]] = []  # the words of a condition, and the day it is due, from today
        self.told: list[OversightEntry] = []  # of whom its grant must be told
        self.day, self.minute = self._begun(), MORNING + self.some("minute", 0, 300)

    # -- what is said of it

    def _first_day(self) -> date | None:
        if isinstance(self.entry.start, str):
            return None
        day = self.days.today + timedelta(days=self.entry.start)
        while not self.days.is_working(day):
            day += timedelta(days=1)
        return day

    def _begun(self) -> int:
        if self.entry.ago is not None:
            return -self.entry.ago
        if self.start is None:
            raise BadWorld(f"{self.key}: without a day to begin on, write how long ago it was begun")
        return self.days.count_of(self.start) - self.teller.life.lead - self.some("lead", 0, 8)

    def _said(self) -> Said:
        entry, life = self.entry, self.teller.life
        place = life.places[entry.at]
        start: int | str = entry.start if self.start is None else (self.start - self.days.today).days
        home = self.teller.posts[self.lead].institution.state_id
        partners = [code for code in dict.fromkeys((place.host, *(entry.partners or ()))) if code != home]
        ships = [ship_in(ship) for ship in entry.ships]
        return Said(
            kind=entry.kind,
            title=entry.title,
            purpose=entry.purpose,
            objectives=entry.objectives or self.teller.next(f"objectives:{entry.kind}", life.objectives[entry.kind]),
            zone=place.zone or life.zone,
            host=place.host,
            place=place.name,
            latitude=place.at[0] if place.at else None,
            longitude=place.at[1] if place.at else None,
            start=start,
            end=start if isinstance(start, str) else start + entry.days - 1,
            personnel=entry.people,
            tanks=entry.tanks,
            combat_vehicles=entry.vehicles,
            guns=entry.guns,
            sorties=entry.sorties,
            has_ships=None if ships else False,
            ships=tuple(ShipEntry(kind=kind, count=count, tonnage=tonnes) for count, kind, tonnes in ships),
            live_fire=entry.live,
            cost=entry.cost,
            parties=(
                PartyEntry(state=home, units=entry.units),
                *(PartyEntry(state=code, units=entry.theirs if i == 0 else "") for i, code in enumerate(partners)),
            ),
            marking=self._marking(home, partners),
        )

    def _marking(self, home: str, partners: Sequence[str]) -> MarkingEntry:
        mark = self.teller.life.marks[self.entry.mark]
        open_to = mark.releasable_to
        if open_to is not None and "parties" in open_to:
            named = [code for code in open_to if code != "parties"]
            open_to = tuple(dict.fromkeys((home, *named, *partners)))
        return MarkingEntry(classification=mark.classification, releasable_to=open_to, need_to_know=mark.need_to_know)

    # -- time

    def some(self, what: str, least: int, most: int) -> int:
        """A figure between two, always the same for this engagement."""
        return least + crc32(f"{self.key}:{what}".encode()) % (most - least + 1)

    def pass_time(self, what: str, least: int, most: int) -> None:
        """Some working days; on the fast course some hours."""
        if self.journey.pace == "fast":
            self.minute += 55 + self.some(what, 0, 80)
            if self.minute > EVENING + 120:
                self.day, self.minute = self.day + 1, MORNING
        elif days := self.some(what, least, most):
            self.day, self.minute = self.day + days, MORNING + self.some(f"{what} hour", 0, EVENING - MORNING)
        else:
            self.minute = min(self.minute + self.some(f"{what} hour", 25, 90), EVENING + 180)

    def moment(self, day: int, minute: int) -> datetime:
        return datetime.combine(self.days.working(day), time(minute // 60, minute % 60), UTC)

    @property
    def now(self) -> datetime:
        return self.moment(self.day, self.minute)

    def act(self, post: str, do: str, **said: Any) -> None:
        here = {"at": f"{self.now:%Y-%m-%d %H:%M}", "as": post, "do": do}
        entry = ActEntry.model_validate({**here, **{name: self._told(value) for name, value in said.items()}})
        self.acts.append((self.day, self.minute, entry))

    def _told(self, said: Any) -> Any:
        """Words with what they may name of this engagement: ``{host}`` and ``{place}``."""
        if isinstance(said, str):
            return said.replace("{host}", self.host).replace("{place}", self.said.place)
        if isinstance(said, list):
            return [self._told(one) for one in said]
        return {name: self._told(value) for name, value in said.items()} if isinstance(said, dict) else said

    def lines(self, at: datetime) -> Iterator[Line]:
        self._tell()
        written = EngagementEntry(key=self.key, said=self.said, acts=tuple(act for _, _, act in self.acts))
        # Two acts of one engagement never fall together: the order in which they were told is kept.
        for day, minute, act in sorted(self.acts, key=lambda row: row[:2]):
            when = self.moment(day, minute)
            if when >= at or not self.days.is_working(when.date()):
                return
            yield when, written, act

    # -- the course

    def _tell(self) -> None:
        """The whole course; of one that waits somewhere, moved so that it came there when its journey says."""
        begun, words = (self.day, self.minute), Counter(self.teller.turns)
        for _ in range(AT_MOST):
            self._go_or_stop()
            late = 0 if self.journey.waits is None else self.day + self.journey.waits
            if not late:
                return
            begun = (begun[0] - late, begun[1])
            (self.day, self.minute), self.acts, self.objected, self.owed = begun, [], False, []
            self.teller.turns = Counter(words)
        self._go_or_stop()

    def _go_or_stop(self) -> None:
        try:
            self._go()
        except Stopped:
            self._turn_back()

    def _go(self) -> None:
        self.act(self.lead, "begin")
        self._reach(Until.CONCEPT)
        route, stages = self._route()
        self.pass_time("propose", 1, 3)
        self.act(self.lead, "propose")
        for number, steps in enumerate(stages):
            self._stage(number, steps, route)
        self._reach(Until.CONSULTED)
        self._consolidate()
        self._reach(Until.CONSOLIDATED)
        self._decide(route)
        self._reach(Until.AUTHORISED)
        self._carry_out()

    def _reach(self, phase: Until) -> None:
        if ORDER.index(phase) >= ORDER.index(self.journey.until):
            raise Stopped

    def _route(self) -> tuple[Route, list[tuple[Step, ...]]]:
        post = self.teller.posts[self.lead]
        said = snapshot(
            self.said, self.days, self.teller.state_names, lead=post.institution.key, home=post.institution.state_id
        )
        choice = choose_route(facts(said), self.teller.framework)
        if choice.route is None:
            raise BadWorld(f"{self.key}: {choice.why}")
        of_class = classified_as(facts(said), self.teller.framework)
        self.told = to_be_told(file_of(self.teller.framework).oversight, Happening.GRANTED, of_class)
        return choice.route, [steps for steps in choice.stages if steps]

    def _stage(self, number: int, steps: Sequence[Step], route: Route) -> None:
        """Everybody who is asked at once answers; the next are asked when the last has."""
        asked, done, stopped = (self.day, self.minute), [(self.day, self.minute)], False
        objections = []
        for step in steps:
            self.day, self.minute = asked
            manner = self._manner(step)
            if manner == Manner.SILENT:
                self._let_lapse(step)
            elif manner != Manner.WAITING:
                self._answer(number, step, manner)
            stopped |= manner in STOPS
            if manner in (Manner.OBJECT, Manner.ELEVATED):
                objections.append((step, manner))
            done.append((self.day, self.minute))
        self.day, self.minute = max(done)
        if stopped and not any(manner == Manner.ELEVATED for _, manner in objections):
            raise Stopped
        for step, manner in objections:
            self._over(step, manner, route)
        if stopped:
            raise Stopped

    def _manner(self, step: Step) -> Manner:
        for name in (step.key, step.post, step.needs, "rest"):
            if name in self.answers:
                return self.answers[name]
        if step.on_lapse.do == "silence":
            return self.teller.next("silence", self.teller.life.silences)
        if self.journey.pace == "fast":
            return Manner.CONCUR
        gives_chance = step.on_lapse.do == "proceed"
        chosen = self.teller.life.chances if gives_chance else self.teller.life.manners
        return self.teller.next("chance" if gives_chance else "manner", chosen)

    def _let_lapse(self, step: Step) -> None:
        """The clock acts at the latest on the morning after."""
        lapses = due_after(self.now, step.clock, self.teller.framework)
        self.day, self.minute = self.days.count_of(lapses.date() + timedelta(days=1)), MORNING

    def _answer(self, number: int, step: Step, manner: Manner) -> None:
        tell, post, key = self.teller, step.post, {"step": step.key}
        allowed = step.clock.days if step.clock.count != "calendar" else step.clock.days * 5 // 7
        if manner in LONG and allowed < LONGEST + 1:
            manner = Manner.CONCUR
        soonest = min(1, allowed - 1)
        self.pass_time(f"answer {step.key}", soonest, soonest if manner in LONG else max(soonest, min(4, allowed - 2)))
        self.minute += 3 * number  # nobody answers in the minute in which they are asked
        if manner == Manner.CONDITION:
            promise = tell.says(post, "condition")
            due = self._due(promise.before)
            self.owed.append((str(self._told(promise.owed)), due))
            conditions = [{"words": promise.owed, "due": due}]
            self.act(post, "concur_with_conditions", **key, words=promise.words, conditions=conditions)
        elif manner == Manner.NO_INTEREST:
            self.act(post, "no_interest", **key, words=tell.says(post, "no_interest"))
        elif manner in (Manner.OBJECT, Manner.OBJECTS, Manner.ELEVATED):
            said = tell.says(post, "object")
            self.act(post, "nonconcur", **key, words=said.words, basis=self.entry.because or said.basis, cure=said.cure)
            self.objected = True
        elif manner == Manner.TAKEN_BACK:
            self._take_back(step)
        elif manner in (Manner.HOLD, Manner.HELD):
            self._hold(step, manner)
        elif manner in (Manner.ASK, Manner.QUESTION):
            self._ask(step, manner)
        elif manner == Manner.COMMENT:
            self._comment(step)
        else:
            self.act(post, "concur", **key, words=tell.says(post, "concur"))

    def _due(self, before: int) -> int:
        """The day a condition is due, from today: before the beginning, and never within a fortnight of being set."""
        set_on = (self.now.date() - self.days.today).days
        starts = (self.start - self.days.today).days if self.start else set_on + 90
        return max(starts - before, set_on + 25)

    def _hold(self, step: Step, manner: Manner) -> None:
        pause = self.teller.says(step.post, "hold")
        until = (self.now.date() - self.days.today).days + 16
        self.act(step.post, "hold", step=step.key, reason=self.entry.because or pause.reason, expires=until)
        if manner == Manner.HELD:
            self.pass_time(f"release {step.key}", 2, 5)
            self.act(step.post, "release", step=step.key, reason=pause.released)
            self.minute += 20
            self.act(step.post, "concur", step=step.key, words=self.teller.says(step.post, "concur"))

    def _ask(self, step: Step, manner: Manner) -> None:
        asks = self.teller.says(step.post, "ask")
        question = self.entry.because if manner == Manner.QUESTION and self.entry.because else asks.question
        self.act(step.post, "ask", step=step.key, question=question)
        if manner == Manner.ASK:
            self.pass_time(f"inform {step.key}", 1, 1)
            self.act(self.lead, "inform", step=step.key, answer=asks.answer)
            self.pass_time(f"after {step.key}", 1, 1)
            self.act(step.post, "concur", step=step.key, words=self.teller.says(step.post, "concur"))

    def _take_back(self, step: Step) -> None:
        said = self.teller.says(step.post, "object")
        self.act(step.post, "nonconcur", step=step.key, words=said.words, basis=said.basis, cure=said.cure)
        self.pass_time(f"take back {step.key}", 2, 3)
        self.act(step.post, "concur", step=step.key, words=self.teller.says(step.post, "take_back"))

    def _comment(self, step: Step) -> None:
        remark = self.teller.says(step.post, "comment")
        self.act(
            step.post,
            "comment",
            step=step.key,
            ref=step.key,
            field=remark.field,
            words=remark.words,
            severity=remark.severity,
        )
        self.pass_time(f"adjudicate {step.key}", 1, 1)
        self.act(self.lead, "adjudicate", ref=step.key, outcome=remark.outcome, rationale=remark.rationale)
        self.pass_time(f"after {step.key}", 1, 1)
        self.act(step.post, "concur", step=step.key, words=self.teller.says(step.post, "concur"))

    def _over(self, step: Step, manner: Manner, route: Route) -> None:
        """The body above is asked about an objection, and sets it aside on the record."""
        if step.needs != "concurrence" and manner != Manner.ELEVATED:
            return
        if not route.elevate:
            raise BadWorld(f"{self.key}: the route {route.key} knows nobody above {step.post} to rule on an objection")
        body = route.elevate[0]
        self.pass_time(f"elevate {step.key}", 1, 2)
        self.act(self.lead, "elevate", step=step.key, reason=self.teller.says(self.lead, "elevate"))
        if manner != Manner.ELEVATED:
            self.pass_time(f"rule {step.key}", 1, 2)
            self.act(body, "concur", words=self.teller.says(body, "rule"))

    def _consolidate(self) -> None:
        self.pass_time("consolidate", 1, 2)
        lead, kind = self.lead, self.entry.kind
        latest = (self.start - self.days.today).days - 14 if self.start else None
        by = latest if latest is not None and latest > (self.now.date() - self.days.today).days else None
        self.act(
            lead,
            "consolidate",
            words=self.teller.says(lead, "consolidate"),
            recommendation=self.teller.says(lead, "recommend"),
            decide_by=by,
            if_late=self.teller.next(f"late:{kind}", self.teller.life.late[kind]) if by is not None else "",
        )

    def _decide(self, route: Route) -> None:
        over = (
            "The body above weighed the objection and set it aside; it stands on the record." if self.objected else ""
        )
        if route.countersign is not None:
            self.pass_time("countersign", 1, min(2, max(1, route.countersign.clock.days - 1)))
            post = route.countersign.post
            self.act(post, "countersign", words=self.teller.says(post, "countersign"))
        self._reach(Until.COUNTERSIGNED)
        for number, key in enumerate(route.keys, 1):
            last = number == len(route.keys)
            if last and len(route.keys) > 1:
                self._reach(Until.ONE_KEY)
            self.pass_time(f"key {number}", 1, min(2, max(1, key.clock.days - 1)))
            if last and self.journey.ending == Ending.REFUSE:
                self.act(key.post, "refuse", reason=self.entry.because or self.teller.says(key.post, "refuse"))
                raise Stopped
            self.act(key.post, "grant", reason=self.teller.says(key.post, "grant"), over_objection=over)

    def _carry_out(self) -> None:
        granted = self.day
        if self.journey.ending in AFTER_GRANT:
            self._turn(granted)
        self._keep(granted)
        if self.start is None:
            raise Stopped
        self.day, self.minute = max(self.days.count_of(self.start), self.day + 1), 60 + self.some("start", 0, 180)
        self.act(self.lead, "start")
        self._reach(Until.UNDER_WAY)
        ended = self.start + timedelta(days=self.entry.days)
        self.day, self.minute = max(self.days.count_of(ended), self.day + 1), MORNING + self.some("end", 0, 400)
        self.act(self.lead, "complete")
        self._reach(Until.COMPLETED)
        self.pass_time("assess", 4, 10)
        said = self.teller.life.assessments[self.entry.kind]
        self.act(self.lead, "assess", words=self.teller.next(f"assess:{self.entry.kind}", said))
        self._reach(Until.ASSESSED)
        self.pass_time("close", 4, 9)
        self.act(self.lead, "close")

    def _keep(self, granted: int) -> None:
        """What is owed is done in time, if the journey keeps its word."""
        here = self.day, self.minute
        for entry in self.told if self.journey.keeps else ():
            teller = entry.by or self.lead
            self.day, self.minute = granted + 1, MORNING + self.some(f"told {entry.key}", 0, 200)
            self.act(teller, "keep", obligation=entry.what, words=self.teller.says(teller, "kept"))
        for number, (what, due) in enumerate(self.owed if self.journey.keeps else ()):
            day = self.days.count_of(self.days.today + timedelta(days=due)) - self.some(f"kept {number}", 2, 6)
            self.day, self.minute = max(day, granted + 1), MORNING + 7 * number + self.some(f"kept at {number}", 0, 200)
            self.act(self.lead, "keep", obligation=what, words=self.teller.says(self.lead, "kept"))
        self.day, self.minute = here

    def _turn(self, granted: int) -> None:
        """What happens to it after it was granted. Suspended, revoked or put to clearance again it goes no further."""
        on = self.entry.turns if self.entry.turns is not None else self.journey.turns
        self.day = granted + 8 if on is None else max(on, granted + 1)
        self.minute = MORNING + self.some("turn", 30, 300)
        ending, why, tell = self.journey.ending, self.entry.because, self.teller
        if ending in (Ending.AMEND, Ending.REOPEN):
            more = 140 if ending == Ending.REOPEN else 104
            changed = {"personnel": (self.entry.people or 0) * more // 100}
            self.act(self.lead, "amend", why=why or tell.says(self.lead, "amend"), said=changed)
        else:
            post = tell.life.suspender
            do = "revoke" if ending == Ending.REVOKE else "suspend"
            self.act(post, do, reason=why or tell.says(post, do))
        if ending == Ending.RESUME:
            self.pass_time("resume", 4, 6)
            self.act(tell.life.suspender, "resume", reason=tell.says(tell.life.suspender, "resume"))
        elif ending != Ending.AMEND:
            self._keep_until(granted)
            raise Stopped

    def _keep_until(self, granted: int) -> None:
        """What was due before it turned was done before."""
        turned = (self.day, self.minute)
        self._keep(granted)
        self.acts = [row for row in self.acts if row[2].do != "keep" or row[:2] < turned]

    def _turn_back(self) -> None:
        if self.journey.ending == Ending.WITHDRAW:
            self.pass_time("withdraw", 1, 2)
            reason = self.entry.because or self.teller.says(self.lead, "withdraw")
            self.act(self.lead, "withdraw", reason=reason)


def slug(title: str) -> str:
    """A title as a key: ``Port call at Nouméa`` is ``port-call-at-noumea``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return NOT_IN_A_KEY.sub("-", plain).strip("-")[:60].rstrip("-")
