"""What remains of a route under urgency, and what falls when the urgency ends undecided. Pure: the prover calls it too.

Urgency spares time and steps; it spares nobody's consent that the law or a partner must give, no signature, and
not the second pair of eyes.
"""

from collections.abc import Sequence

from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say

from .route import Clock, HourClock, Lapse, Route, Signature, Stage, Step
from .urgent import Urgent


def takes(urgent: Urgent, class_key: str) -> bool:
    """Whether a matter of this class may be hurried by it."""
    return not urgent.classes or class_key in urgent.classes


def unskippable(step: Step) -> bool:
    """What no urgency spares: what the framework marks so, and what is released to a partner to consent to."""
    return step.never_skipped or step.released_to_addressee


def urgent_route(route: Route) -> Route:
    """The route as it is gone under urgency: its steps without those it may skip, its clocks by the hour, every
    signature as before. A route without an urgent path is handed back as it is.

    INVARIANT: nothing unskippable is skipped, every signature stays, and silence counts within hours only under an
    instrument that says so (tests/test_urgency.py).
    """
    if (urgent := route.urgent) is None:
        return route
    stages = [
        tuple(_hurried(step, urgent) for step in stage.steps if not _skips(step, urgent)) for stage in route.stages
    ]
    if urgent.together:
        # All in the last stage: what was asked earlier stands in the stages before it, and is waited for.
        stages = [*((),) * (len(stages) - 1), tuple(step for steps in stages for step in steps)]
    return route.model_copy(
        update={
            "stages": tuple(_with(stage, steps) for stage, steps in zip(route.stages, stages, strict=True)),
            "consolidate": HourClock(hours=urgent.hours.consolidate),
            "elevate_clock": HourClock(hours=urgent.hours.answer),
            "countersign": _signed(route.countersign, urgent) if route.countersign else None,
            "keys": tuple(_signed(key, urgent) for key in route.keys),
        }
    )


def _skips(step: Step, urgent: Urgent) -> bool:
    return step.key in urgent.skip and not unskippable(step)


def _with(stage: Stage, steps: tuple[Step, ...]) -> Stage:
    return stage.model_copy(update={"steps": steps})


def _hurried(step: Step, urgent: Urgent) -> Step:
    """The same step with hours to answer. Silence that counts after days does not count after hours."""
    hours, lapse = urgent.hours.answer, step.on_lapse
    if lapse.do == "silence":
        if urgent.silence is None:
            lapse = Lapse(do="escalate", to=lapse.to)
        else:
            hours, lapse = urgent.silence.hours, lapse.model_copy(update={"instrument": urgent.silence.instrument})
    return step.model_copy(update={"clock": _shorter(step.clock, hours), "on_lapse": lapse})


def _signed(rule: Signature, urgent: Urgent) -> Signature:
    return rule.model_copy(update={"clock": _shorter(rule.clock, urgent.hours.sign)})


def _shorter(clock: Clock, hours: int) -> Clock:
    """By the hour, and never longer than the ordinary clock: a day has 24 of them whatever the calendar says."""
    return HourClock(hours=min(hours, clock.days * 24))


def skipped(applying: Sequence[Sequence[Step]], urgent: Urgent) -> tuple[Step, ...]:
    """Of the steps that apply to a subject, those that urgency spares."""
    return tuple(step for steps in applying for step in steps if _skips(step, urgent))


def outlives(step: Step | None, *, by_silence: bool, lapsed: bool, own_post: bool) -> bool:
    """Whether an answer given under urgency stands on the ordinary route, when the urgency ended undecided.

    What a post said for itself stands: the ordinary route takes it as gladly. What hours of silence brought about
    does not: not concurrence by silence, not a chance to comment that passed, not another post asked in its place.
    """
    return step is not None and not by_silence and not lapsed and own_post


def may_hurry(person_id: int | None, *, authors: frozenset[int], spoken: frozenset[int], author_may: bool) -> Verdict:
    """May this person declare a dossier urgent? Whoever does clears it no more: nobody hurries and decides."""
    if person_id is None:
        return deny(say("only a person declares what is urgent"))
    if person_id in spoken:
        return deny(
            say("you have spoken on this dossier: who clears a proposal does not hurry it"),
            source=say("no self-approval"),
        )
    if person_id in authors and not author_may:
        return deny(
            say("you wrote in this proposal or hurried it before: somebody else must find it urgent"),
            source=say("no self-approval"),
        )
    return allow(say("you have not spoken on it"))
