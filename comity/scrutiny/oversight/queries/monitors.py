"""The table of monitors: what each reads, and how. Whoever has a further source adds a line.

A monitor `Reads` the entries of a stretch: new ones at each look, and all of them anew once a day, a slice at a time.
One that
`Asks` is answered at once with everything that is wrong at that moment. One that `Recomputes` goes on where it stopped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from comity.foundation.record.rules.merkle import Peaks

from ..rules import watching
from ..rules.trouble import Trouble
from ..rules.watching import Watch
from .opened import opened_in_emergency
from .promises import breaking, not_told_in_time
from .reliance import acts_without_a_mandate
from .rows import rows_otherwise
from .sequence import gaps_in, steps_of_the_clock
from .tenure import acts_from_posts_not_held
from .texts import decisions_on_another_text
from .whole import recomputed
from .witnesses import witnesses_failing


@dataclass(frozen=True, slots=True)
class Reads:
    """What is wrong in the entries of [first, end)."""

    watch: Watch
    read: Callable[[int, int], Iterable[Trouble]]


@dataclass(frozen=True, slots=True)
class Asks:
    """All that is wrong at a moment; asked when the watch's time has passed since it was last asked."""

    watch: Watch
    ask: Callable[[datetime], Iterable[Trouble]]


@dataclass(frozen=True, slots=True)
class Recomputes:
    """From a tree of so many entries with these peaks at most so many on: the tree then, and what is wrong at its
    end."""

    watch: Watch
    go_on: Callable[[int, bytes, int], tuple[Peaks, list[Trouble] | None]]


Monitor = Reads | Asks | Recomputes

MONITORS: tuple[Monitor, ...] = (
    Reads(watching.SEQUENCE, gaps_in),
    Reads(watching.CLOCK, steps_of_the_clock),
    Reads(watching.POSTS, acts_from_posts_not_held),
    Reads(watching.POWERS, acts_without_a_mandate),
    Reads(watching.TEXTS, decisions_on_another_text),
    Reads(watching.EMERGENCY, opened_in_emergency),
    *(Reads(watch, breaking(promise)) for promise, watch in watching.PROMISES.items()),
    Asks(watching.TOLD_IN_TIME, not_told_in_time),
    Recomputes(watching.WHOLE, recomputed),
    Asks(watching.ROWS, rows_otherwise),
    Asks(watching.WITNESSES, witnesses_failing),
)


def watch_named(key: str) -> Watch | None:
    return next((one.watch for one in MONITORS if one.watch.key == key), None)
