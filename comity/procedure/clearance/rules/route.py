"""A route: who is asked, in which order, what silence means, who countersigns and who decides.

The ``routes`` of a framework file. Every step names its instrument; silence and lapse do only what the
route says, and the default never decides anything.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .urgent import Urgent

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Clock(Strict):
    """Days allowed, counted by the calendar or as working days of a named calendar."""

    days: Annotated[int, Field(ge=1, le=400)]
    count: Literal["calendar", "working"] = "working"
    calendar: str = "home"


class HourClock(Clock):
    """A clock by the hour, day and night. No file writes one: only an urgent path makes it (`rules.urgency`)."""

    days: Annotated[int, Field(ge=1, le=400)] = 1
    count: Literal["calendar", "working"] = "calendar"
    hours: Annotated[int, Field(ge=1)]


class Lapse(Strict):
    """What a lapsed clock leads to.

    `escalate`: the superior (or the post named in `to`) is asked instead. `silence`: no answer counts as
    concurrence, and an instrument must say so. `proceed`: the chance to comment was given and passed.
    `tell`: nothing moves; the post named (or the superior) is told.
    """

    do: Literal["escalate", "silence", "proceed", "tell"]
    to: Key | None = None
    instrument: Key | None = None

    @model_validator(mode="after")
    def _silence_needs_an_instrument(self) -> "Lapse":
        if self.do == "silence" and self.instrument is None:
            raise ValueError("silence counts only under an instrument: name it")
        return self


class Step(Strict):
    """One post that is asked. `concurrence` must be given; `coordination` and `consultation` must be sought."""

    key: Key
    post: Key
    needs: Literal["concurrence", "coordination", "consultation"]
    why: str
    instrument: Key
    article: str = ""
    when: Any = None
    concerns: tuple[str, ...] = ()
    clock: Clock
    information: Literal["pauses", "runs"] = "pauses"
    on_lapse: Lapse
    released_to_addressee: bool = False
    never_skipped: bool = False  # whatever the hurry: what the law forbids without it, what is released

    @model_validator(mode="after")
    def _concurrence_is_affirmative(self) -> "Step":
        if self.needs == "concurrence" and self.on_lapse.do == "proceed":
            raise ValueError("concurrence cannot be passed over: escalate, or name the instrument of silence")
        if self.on_lapse.do == "tell":
            raise ValueError("a step that lapses leads somewhere: escalate, proceed, or silence")
        return self


class Stage(Strict):
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


class Route(Strict):
    key: Key
    title: str
    classes: tuple[Key, ...]
    consensus: bool = False
    instrument: Key
    why: str
    stages: tuple[Stage, ...]
    consolidate: Clock
    countersign: Signature | None = None
    keys: tuple[Signature, ...]
    elevate: tuple[Key, ...] = ()
    elevate_clock: Clock = Clock(days=3)
    material: dict[str, Tolerance | Literal["any"]]
    urgent: Urgent | None = None

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

    @model_validator(mode="after")
    def _urgency_spares_only_what_it_may(self) -> "Route":
        for key in self.urgent.skip if self.urgent else ():
            step = self.step(key)
            if step is None:
                raise ValueError(f"urgency would skip '{key}', which is no step of this route")
            if step.never_skipped or step.released_to_addressee:
                raise ValueError(f"'{key}' is never skipped, however urgent it is")
        return self

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Everybody who signs on this route: the countersigner, if there is one, and every key."""
        return (*([self.countersign] if self.countersign else []), *self.keys)

    def step(self, key: str) -> Step | None:
        return next((s for stage in self.stages for s in stage.steps if s.key == key), None)
