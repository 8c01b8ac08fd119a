"""Wakes the monitors: each reads on where it stopped, a slice at a time, and what it finds is entered."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from comity.foundation.access.rules.actor import the_clock
from comity.foundation.record.queries import head
from comity.mandate.institutions.queries import frameworks_in_force, open_marking_id

from .actions.close_finding import close_finding
from .actions.make_finding import make_finding
from .actions.note_look import note_look
from .models import Look
from .queries import MONITORS, look_of, marking_of_entry, standing_findings
from .queries.monitors import Asks, Monitor, Reads, Recomputes
from .queries.promises import one_pass
from .queries.sequence import shortened
from .rules.found import and_more, could_not_look
from .rules.trouble import Trouble
from .rules.watching import SEQUENCE, Watch

SLICE = 2000  # entries that one monitor reads, or recomputes, before the next one looks
TOLD_APART = 100  # troubles of one look that become findings of their own
log = logging.getLogger("comity.oversight")


@dataclass(frozen=True, slots=True)
class Looked:
    """How many findings were made, and whether some monitor has entries left to read."""

    made: int
    more: bool


def look_over(at: datetime, *, anew: bool = False) -> Looked:
    """Let every monitor read one slice further; with `anew` also begin reading everything again.

    Short, so that it can be called each minute: call it again while there is `more`. A monitor that fails makes a
    finding of that and keeps no other from looking: what blinds it must not go unseen.
    """
    if not frameworks_in_force():
        return Looked(0, False)  # nobody to tell: the house is not founded
    with one_pass():
        return _each(at, anew)


def _each(at: datetime, anew: bool) -> Looked:
    made, more = 0, False
    for monitor in MONITORS:
        try:
            slice_ = _look(monitor, at, anew)
        except Exception as problem:
            log.exception("the monitor “%s” could not look", monitor.watch.key)
            made += _say_it_failed(monitor.watch, problem, at)
        else:
            made, more = made + slice_.made, more or slice_.more
    return Looked(made, more)


def _say_it_failed(watch: Watch, problem: Exception, at: datetime) -> int:
    """Where nothing at all can be entered any more, the log must do."""
    words = could_not_look(watch.title, type(problem).__name__)
    try:
        return _enter(watch, [Trouble(key="could-not-look", words=words)], at)
    except DatabaseError:
        log.exception("that the monitor “%s” could not look was not entered either", watch.key)
        return 0


def _look(monitor: Monitor, at: datetime, anew: bool) -> Looked:
    look = look_of(monitor.watch.key)
    match monitor:
        case Reads():
            return _read(monitor, look, at, anew)
        case Asks():
            return _ask(monitor, look, at, anew)
        case Recomputes():
            return _recompute(monitor, look, at, anew)


def _due(watch: Watch, look: Look, at: datetime, anew: bool) -> bool:
    return anew or look.whole_at is None or look.whole_at + watch.anew <= at


def _begin_again(look: Look, at: datetime) -> None:
    look.again_to, look.again_began, look.peaks = 0, at, b""


def _read(monitor: Reads, look: Look, at: datetime, anew: bool) -> Looked:
    """First what is new, then a slice of everything, when that is due."""
    size, troubles = head().size, list[Trouble]()
    if look.read_to > size and monitor.watch is SEQUENCE:
        troubles.append(shortened(look.read_to, size))
    end = min(size, look.read_to + SLICE)
    if end > look.read_to:
        troubles += monitor.read(look.read_to, end)
        look.read_to = end
    if look.whole_at is None:
        look.whole_at = at if look.read_to >= size else None  # the first reading is of everything
    elif look.again_to is None and _due(monitor.watch, look, at, anew):
        _begin_again(look, at)
    whole = False
    if look.again_to is not None:
        until = min(size, look.again_to + SLICE)
        troubles += monitor.read(look.again_to, until)
        look.again_to, whole = until, until >= size
    made = _enter(monitor.watch, troubles, at)
    if whole:
        _finish(monitor.watch, look, at)
    look.looked_at = at
    note_look(look)
    return Looked(made, look.read_to < size or look.again_to is not None)


def _ask(monitor: Asks, look: Look, at: datetime, anew: bool) -> Looked:
    if not _due(monitor.watch, look, at, anew):
        return Looked(0, False)
    _begin_again(look, at)
    made = _enter(monitor.watch, monitor.ask(at), at)
    look.read_to = head().size
    _finish(monitor.watch, look, at)
    look.looked_at = at
    note_look(look)
    return Looked(made, False)


def _recompute(monitor: Recomputes, look: Look, at: datetime, anew: bool) -> Looked:
    if look.again_to is None:
        if not _due(monitor.watch, look, at, anew):
            return Looked(0, False)
        _begin_again(look, at)
    tree, troubles = monitor.go_on(look.again_to or 0, bytes(look.peaks), SLICE)
    look.again_to, look.peaks, look.looked_at = tree.size, tree.as_bytes(), at
    made = 0
    if troubles is not None:
        made = _enter(monitor.watch, troubles, at)
        look.read_to = tree.size
        _finish(monitor.watch, look, at)
    note_look(look)
    return Looked(made, troubles is None)


def _finish(watch: Watch, look: Look, at: datetime) -> None:
    """Everything was read anew: what was found before and not met again is gone."""
    began = look.again_began or at
    for pk in standing_findings().filter(watch=watch.key, last_seen__lt=began).values_list("pk", flat=True):
        close_finding(pk, actor=the_clock(), at=at)
    look.again_to, look.again_began, look.peaks, look.whole_at = None, None, b"", at


def _enter(watch: Watch, troubles: Iterable[Trouble], at: datetime) -> int:
    """Make findings of what is new among these. Returns how many."""
    every = list(troubles)
    shown, rest = every[:TOLD_APART], every[TOLD_APART:]
    if rest:
        shown.append(Trouble(key=f"more:{rest[0].key}", words=and_more(len(rest))))
    return sum(
        make_finding(trouble, actor=the_clock(), at=at, watch=watch.key, marking_id=marking_id) is not None
        for trouble in shown
        for marking_id in _markings(trouble)
    )


def _markings(trouble: Trouble) -> list[int]:
    """That of the entry it is about. What is about the record as a whole quotes nobody, and the overseers of every
    framework are told of it under what everyone cleared at all may read."""
    own = None if trouble.seq is None else marking_of_entry(trouble.seq)
    return [own] if own is not None else [open_marking_id(framework) for framework in frameworks_in_force()]
