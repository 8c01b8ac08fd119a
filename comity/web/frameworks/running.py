"""A run that breaks a promise, drawn on its route: at which box each step happens, and what is true after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.foundation.words.rules.said import known, say
from comity.procedure.assurance.rules import asking, signing
from comity.procedure.assurance.rules.exploring import Stop
from comity.procedure.assurance.rules.proving import Verdict
from comity.procedure.assurance.rules.space import Move, Procedure
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.rules.route import Route
from comity.procedure.clearance.rules.whole import WholeFramework

from .drawing import COUNTERSIGN, END, LEAD, PUT, Band, Box, Drawing, RouteDrawing

ENDS = frozenset({State.GRANTED, State.REFUSED, State.WITHDRAWN, State.SUSPENDED, State.REVOKED})


@dataclass(frozen=True)
class RunStep:
    """One step: what is done, where the dossier then stands, what has become true and what no longer is."""

    number: int
    words: str
    at: frozenset[str]
    place: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    holds: tuple[str, ...]


@dataclass(frozen=True)
class DrawnBox:
    """A box of the route; at which steps so far something happened there, and whether it happens now."""

    box: Box
    steps: tuple[int, ...]
    now: bool


@dataclass(frozen=True)
class DrawnBand:
    band: Band
    boxes: tuple[DrawnBox, ...]


@dataclass(frozen=True)
class Run:
    """The whole run, and the step that is looked at."""

    number: int
    verdict: Verdict
    route: RouteDrawing
    steps: tuple[RunStep, ...]
    here: int
    of_one_post: bool

    @property
    def step(self) -> RunStep:
        return self.steps[self.here - 1]

    @property
    def before(self) -> int | None:
        return self.here - 1 if self.here > 1 else None

    @property
    def after(self) -> int | None:
        return self.here + 1 if self.here < len(self.steps) else None

    @property
    def is_last(self) -> bool:
        return self.after is None

    @property
    def bands(self) -> list[DrawnBand]:
        so_far = self.steps[: self.here]
        return [DrawnBand(band, tuple(self._drawn(box, so_far) for box in band.boxes)) for band in self.route.bands]

    def _drawn(self, box: Box, so_far: Sequence[RunStep]) -> DrawnBox:
        return DrawnBox(box, tuple(s.number for s in so_far if box.name in s.at), box.name in self.step.at)


def drawn_run(file: WholeFramework, drawing: Drawing, number: int, verdict: Verdict, here: int) -> Run | None:
    """The run of this verdict at one of its steps, the first being 1. None where there is no run on a route."""
    rules = route_of(file, verdict)
    route = drawing.route(rules.key) if rules else None
    if rules is None or route is None or verdict.procedure is None or len(verdict.run) < 2:
        return None
    where = _Where(file, rules, route, verdict)
    stops = verdict.run
    steps = tuple(where.step(n, stops[n - 1], stop) for n, stop in enumerate(stops) if stop.move is not None)
    return Run(number, verdict, route, steps, max(1, min(here, len(steps))), bool(where.mine))


def route_of(file: WholeFramework, verdict: Verdict) -> Route | None:
    """The route that a verdict speaks of: it names its classes, and a class has one route."""
    return next((route for route in file.routes if route.classes == verdict.classes), None)


class _Where:
    """Finds the boxes of a route at which a move happens."""

    def __init__(self, file: WholeFramework, rules: Route, route: RouteDrawing, verdict: Verdict) -> None:
        self.procedure: Procedure = verdict.procedure  # type: ignore[assignment]  # asked before
        self.rules, self.asked = rules, [step for stage in rules.stages for step in stage.steps]
        self.titles = {post.key: post.title for post in file.posts}
        of_one = {f"step:{s.key}" for s in self.asked if verdict.of == f"{rules.title}: {self.titles[s.post]}"}
        self.mine = frozenset(of_one)  # where the verdict is about one post that is asked
        self.names = frozenset(box.name for box in route.boxes)

    def step(self, number: int, before: Stop, stop: Stop) -> RunStep:
        move = stop.move
        if move is None:
            raise ValueError("the start of a run is no step")
        was, now = self.procedure.flags_up(before.flags), self.procedure.flags_up(stop.flags)
        return RunStep(
            number,
            move.label,
            self._at(move) & self.names,
            self._place(stop.place),
            tuple(self._said(flag) for flag in now if flag not in was),
            tuple(self._said(flag) for flag in was if flag not in now),
            tuple(self._said(flag) for flag in now if flag in was),
        )

    def _said(self, flag: str) -> str:
        for post, title in self.titles.items():
            if flag == f"X spoke for {post}":
                return say("X spoke for {post}", post=title)
            if flag == f"{post} has turned its key":
                return say("{post} has turned its key", post=title)
        return _FLAGS.get(flag) or known(flag)

    def _place(self, place: int) -> str:
        name = self.procedure.places[place]
        if name.isdecimal():
            return ""  # a run of administrators' acts, which happen wherever a dossier stands
        return State(name).words if name in set(State) else known(name)

    def _at(self, move: Move) -> frozenset[str]:
        act, source = move.key[0] if move.key else "", self.procedure.places[move.source]
        if act in ("sign", "refuse") and len(move.key) > 2:
            return frozenset({COUNTERSIGN} if source == State.COUNTERSIGNING else {f"key:{move.key[2]}"})
        if act == "speak":
            return self._steps_of(move.key[2]) or self._standing_at(source)
        if self.mine and act not in _OF_THE_DOSSIER:
            return self.mine
        here = {
            "put": frozenset({PUT}),
            "answered": frozenset(f"step:{step.key}" for step in self.asked),
        }.get(act) or self._standing_at(source)
        if act not in _OF_THE_DOSSIER | {"put", "adjudicate"} and (named := self._named(move)):
            return named
        return here | {END} if act in ("grant", "refuse") else here

    def _named(self, move: Move) -> frozenset[str]:
        """Of an administrator's act, the boxes of the posts that it names."""
        boxes = {**{f"step:{s.key}": s.post for s in self.asked}, **{f"key:{k.post}": k.post for k in self.rules.keys}}
        if self.rules.countersign:
            boxes[COUNTERSIGN] = self.rules.countersign.post
        return frozenset(box for box, post in boxes.items() if post in move.key[1:])

    def _steps_of(self, post: str) -> frozenset[str]:
        return frozenset(f"step:{step.key}" for step in self.asked if step.post == post)

    def _standing_at(self, place: str) -> frozenset[str]:
        """The boxes of a place of the dossier's life."""
        if place == State.CONSULTING:
            return self.mine or frozenset(f"step:{step.key}" for step in self.asked)
        boxes: dict[str, frozenset[str]] = {
            State.CONSOLIDATING: frozenset({LEAD}),
            State.COUNTERSIGNING: frozenset({COUNTERSIGN}),
            State.DECIDING: frozenset(f"key:{key.post}" for key in self.rules.keys),
        }
        return boxes.get(place, frozenset({END} if place in ENDS else {PUT}))


_OF_THE_DOSSIER = frozenset(
    {"answered", "consolidate", "countersign", "grant", "refuse", "send back", "amend", "withdraw"}
)
"""Acts on the dossier as a whole; where one step is looked at, every other act is about that step."""

_FLAGS = {
    signing.WROTE: say("X wrote in it"),
    signing.SPOKEN: say("X has spoken on some version"),
    signing.SIGNED: say("X has signed what stands"),
    signing.CIVIL: say("a civilian has signed what stands"),
    signing.TWICE: say("X has signed it twice"),
    signing.OWN: say("X clears what X wrote"),
    asking.OPEN: say("it is asked"),
    asking.HELD: say("it holds"),
    asking.WAITING: say("it waits for information"),
    asking.AGREED: say("it agreed"),
    asking.OBJECTED: say("it objects"),
    asking.RULED: say("a body above has ruled"),
    asking.SILENT: say("its silence counted"),
    asking.PASSED: say("it was passed over"),
}


def explained() -> str:
    """Who X is, for whoever reads a run."""
    return say("X is one person, whoever it is; another is anybody else. X may hold several posts, one after another.")
