"""A route: who is asked, in which order, what silence means, who countersigns and who decides.

The ``routes`` of a framework file. Every step names its instrument; silence and lapse do only what the
route says, and the default never decides anything.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from comity.mandate.institutions.rules.clock import Clock
from comity.mandate.institutions.rules.strict import Key, Strict

from .urgent import Urgent


class HourClock(Clock):
    """A clock by the hour, day and night. No file writes one: only an urgent path makes it (`rules.urgency`)."""

    days: Annotated[int, Field(ge=1, le=400)] = 1
    count: Literal["calendar", "working", "sitting"] = "calendar"
    hours: Annotated[int, Field(ge=1)]


class Lapse(Strict):
    """What a lapsed clock leads to.

    `escalate`: the superior (or the post named in `to`) is asked instead. `silence`: no answer counts as
    concurrence, and an instrument must say so. `proceed`: the chance to comment was given and passed.
    `tell`: nothing moves; the post named (or the superior) is told.
    """

    do: Literal["escalate", "silence", "proceed", "tell"]
    to: Key | None = None
    """Of escalate and tell: the post; without it, the superior."""
    instrument: Key | None = None
    """Of silence: the instrument that says so."""

    @model_validator(mode="after")
    def _silence_needs_an_instrument(self) -> "Lapse":
        if self.do == "silence" and self.instrument is None:
            raise ValueError("silence counts only under an instrument: name it")
        return self


class Step(Strict):
    """One post that is asked. `concurrence` must be given; `coordination` and `consultation` must be sought."""

    key: Key
    post: Key
    """Who is asked."""
    needs: Literal["concurrence", "coordination", "consultation"]
    why: str
    """Why this post is asked; shown to whoever is asked and to whoever waits."""
    instrument: Key
    article: str = ""
    when: Any = None
    """A condition: asked only when it holds, or cannot be told."""
    concerns: tuple[str, ...] = ()
    """The fields whose material change asks it again; every field when none is named."""
    clock: Clock
    information: Literal["pauses", "runs"] = "pauses"
    """What its clock does while it waits for an answer to a question."""
    on_lapse: Lapse
    released_to_addressee: bool = False
    """True for a partner: it reads what it is itself asked, and no word of the deliberation."""
    never_skipped: bool = False
    """True for what no urgency spares: what the law forbids to do without it, and what is released."""

    @model_validator(mode="after")
    def _concurrence_is_affirmative(self) -> "Step":
        if self.needs == "concurrence" and self.on_lapse.do == "proceed":
            raise ValueError("concurrence cannot be passed over: escalate, or name the instrument of silence")
        if self.on_lapse.do == "tell":
            raise ValueError("a step that lapses leads somewhere: escalate, proceed, or silence")
        return self


class Stage(Strict):
    """Steps that are asked together; the next stage begins when all of them are answered."""

    key: Key
    title: str
    steps: tuple[Step, ...]


class Signature(Strict):
    """A post that countersigns or turns a key, and what happens when its clock lapses."""

    post: Key
    instrument: Key
    article: str = ""
    clock: Clock
    on_lapse: Lapse

    @model_validator(mode="after")
    def _time_does_not_sign(self) -> "Signature":
        if self.on_lapse.do not in ("escalate", "tell"):
            raise ValueError("a signature is never given by lapse of time: escalate or tell")
        return self


class Tolerance(Strict):
    """How much a field may change without reopening clearance: percent of a figure, or days of a date."""

    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    days: Annotated[int, Field(ge=0)] | None = None


def _kind_of_weight(value: object) -> str | None:
    if isinstance(value, str):
        return "any" if value == "any" else None
    return "tolerance" if isinstance(value, (dict, Tolerance)) else None


Weight = Annotated[
    Annotated[Literal["any"], Tag("any")] | Annotated[Tolerance, Tag("tolerance")], Discriminator(_kind_of_weight)
]


class Route(Strict):
    """By which stages and steps a class is cleared, who signs, and which change of the subject reopens it."""

    key: Key
    title: str
    classes: tuple[Key, ...]
    """The classes that take this route. A class has one route."""
    consensus: bool = False
    """True: an objection where concurrence is required is met or taken back, never overridden."""
    instrument: Key
    why: str
    stages: tuple[Stage, ...]
    consolidate: Clock
    """How long the leading post has to make one paper of all that was said."""
    countersign: Signature | None = None
    keys: tuple[Signature, ...]
    """Who decides. Every key must be turned; two keys are two posts and two people."""
    elevate: tuple[Key, ...] = ()
    """The ladder of bodies to which an objection is taken, the lowest first."""
    elevate_clock: Clock = Clock(days=3)
    material: dict[str, Weight]
    """Which changes of the subject reopen clearance: `any`, or beyond a tolerance."""
    urgent: Urgent | None = None
    """What remains of the route when something cannot wait. Without it nothing of this route is ever hurried."""

    @model_validator(mode="after")
    def _keys_differ(self) -> "Route":
        posts = [key.post for key in self.keys]
        if not posts:
            raise ValueError("somebody must decide: name at least one key")
        if len(set(posts)) != len(posts):
            raise ValueError("two keys are held by two posts")
        steps = [step.key for stage in self.stages for step in stage.steps]
        if len(set(steps)) != len(steps):
            raise ValueError("two steps have the same key")
        return self

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Everybody who signs on this route: the countersigner, if there is one, and every key."""
        return (*([self.countersign] if self.countersign else []), *self.keys)

    def step(self, key: str) -> Step | None:
        return next((s for stage in self.stages for s in stage.steps if s.key == key), None)
