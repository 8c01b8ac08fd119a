"""What the clearance track says before its details: who holds it, since when, and what is due next."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from comity.web.status_words import Shown, shown

Step = Mapping[str, Any]
BLOCKING = frozenset({"held", "hold", "lapsed"})


class ShownStage(NamedTuple):
    number: int
    title: str
    look: Shown
    state: str
    steps: list[dict[str, Any]]
    answered: int
    facts: Step


class Holding(NamedTuple):
    """The open steps of a track, and the times that matter most among them."""

    steps: list[dict[str, Any]]
    since: datetime | date | None
    due: datetime | date | None


def shown_stages(stages: Iterable[Step]) -> list[ShownStage]:
    """Each stage with the look of its state and of its steps, in the order given."""
    return [_shown_stage(number, stage) for number, stage in enumerate(stages, 1)]


def holding(stages: Iterable[ShownStage]) -> Holding:
    """Whom the dossier waits on now, the longest wait and the next deadline.

    A post that does not concur has answered; what waits then is the step of whoever must settle it.
    """
    steps = [step for stage in stages for step in stage.steps if _is_open(step)]
    waits = [step["since"] for step in steps if step.get("since")]
    dues = [step["due"] for step in steps if step.get("due") and not step.get("paused")]
    return Holding(steps, min(waits, key=_sortable, default=None), min(dues, key=_sortable, default=None))


def nothing_asked(stages: Iterable[ShownStage]) -> bool:
    """Whether it was not put to anybody yet: a track of what would be asked."""
    return all(stage.state == "not_started" for stage in stages)


def _is_open(step: Step) -> bool:
    return step["look"].phase == "now" or step.get("state") in BLOCKING


def _shown_stage(number: int, stage: Step) -> ShownStage:
    steps = [_shown_step(step) for step in stage.get("steps") or ()]
    answered = sum(step["look"].phase in ("done", "skipped") for step in steps)
    state = stage.get("state", "")
    return ShownStage(number, stage.get("title", ""), shown(state), state, steps, answered, stage)


def _shown_step(step: Step) -> dict[str, Any]:
    """A step with its look; a step without a title of its own is named by its post, and the reverse."""
    title, post = step.get("title") or step.get("post", ""), step.get("post") or step.get("title", "")
    return {**step, "title": title, "post": post, "look": shown(step.get("state", ""))}


def _sortable(value: datetime | date) -> tuple[int, int, float]:
    """Dates and times in one order; a plain date stands at the end of its day."""
    if isinstance(value, datetime):
        return value.toordinal(), 0, value.timestamp()
    return value.toordinal(), 1, 0.0
