"""What the record adds to the time of an act: `python -m tests.benchmarks.acts [--postgresql]`.

The baseline is the same act in the same process with the record's part left out: nothing is appended and nobody waits
for the head; listeners are told as ever, and the transaction is committed to the disk. Engagement by engagement one
goes with the record and the next without. Medians, by the clock and of the processor's time; the bar is for the
clock, which on a busy machine says little: then look at the processor's.
"""

import argparse
import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

from .durable import on_a_durable_database, table

BAR = 1.25
NAMES = ("propose", "give opinion", "decide")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="engagements with the record, and as many without")
    on_a_durable_database("tests.benchmarks.acts", parser, measure)


def measure(asked: argparse.Namespace) -> int:
    import comity.web.wiring  # noqa: F401  listeners are part of an act
    from comity.activity.engagements.tests.builders import a_house

    house, taken = a_house(), defaultdict[tuple[str, bool], list[tuple[float, float]]](list)
    turns = [True, False] * asked.rounds
    random.Random(4).shuffle(turns)
    through_clearance(house, lambda *_: None)
    for recorded in turns:
        with as_it_is() if recorded else without_record():
            through_clearance(house, lambda name, *seconds, r=recorded: taken[name, r].append(seconds))
    rows, worst = [], 0.0
    for name in NAMES:
        bare, whole = (middle(taken[name, recorded]) for recorded in (False, True))
        worst = max(worst, whole[0] / bare[0])
        added = [f"+{100 * (with_it / without - 1):.0f} %" for with_it, without in zip(whole, bare, strict=True)]
        rows.append(
            (name, f"{bare[0]:.2f}", f"{whole[0]:.2f}", added[0], f"{bare[1]:.2f}", f"{whole[1]:.2f}", added[1])
        )
    heads = ("without, ms", "with, ms", "adds", "processor", "with", "adds")
    table(rows, heads=(f"{asked.rounds} engagements each", *heads))
    print(f"The record adds at most {100 * (worst - 1):.0f} % by the clock (bar: 25 %).")
    return 0 if worst <= BAR else 1


def middle(taken: list[tuple[float, float]]) -> list[float]:
    """Medians in milliseconds, by the clock and of the processor."""
    return [statistics.median(part) * 1000 for part in zip(*taken, strict=True)]


@contextmanager
def as_it_is() -> Iterator[None]:
    yield


@contextmanager
def without_record() -> Iterator[None]:
    from comity.foundation.access.actions import attempt
    from comity.foundation.record.actions import announce
    from comity.foundation.record.models import Entry

    def nothing(event: Any, *_: Any, **__: Any) -> Entry:
        return Entry(seq=0, kind=event.kind)

    with patch.object(announce, "_append", nothing), patch.object(attempt, "turn", nullcontext):
        yield


def through_clearance(house: Any, note: Callable[..., object]) -> None:
    """One engagement from proposal to decision by the house's own acts."""
    from comity.activity.engagements.actions.propose_engagement import propose_engagement
    from comity.activity.engagements.tests.builders import NOON, a_concept
    from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
    from comity.procedure.clearance.actions.decide_dossier import decide_dossier
    from comity.procedure.clearance.actions.give_opinion import give_opinion
    from comity.procedure.clearance.queries import consultations_of, standing
    from comity.procedure.clearance.rules.opinion import OpinionKind

    def timed(name: str, act: Callable[..., Any], subject: Any, **said: Any) -> Any:
        clock, processor = perf_counter(), process_time()
        made = act(subject, at=NOON, **said)
        note(name, perf_counter() - clock, process_time() - processor)
        return made

    it = a_concept(house)
    timed("propose", propose_engagement, it.pk, actor=house.planner, seen_version=it.version)
    it.refresh_from_db()
    dossier = it.dossier_id
    for asked, actor in ((one, getattr(house, one.post.key.replace("-", "_"))) for one in consultations_of(dossier)):
        seen, kind = standing(dossier).digest, OpinionKind.CONCUR
        timed("give opinion", give_opinion, asked.pk, actor=actor, seen_digest=seen, kind=kind, words="Good.")
    consolidate_dossier(dossier, actor=house.planner, at=NOON, summary="All concur.", recommendation="Grant it.")
    for actor in (house.defence_minister, house.foreign_minister):
        seen = standing(dossier).digest
        timed("decide", decide_dossier, dossier, actor=actor, seen_digest=seen, grant=True, reason="It serves.")


if __name__ == "__main__":
    main()
