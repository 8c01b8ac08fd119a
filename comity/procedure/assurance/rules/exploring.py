"""Explores a procedure whole: everywhere it can come to, the shortest run to a bad state, and where it is stuck.

INVARIANT: what is explored contains the start and every step from what it contains (tests/test_exploring.py, where
a plain search and a solver agree).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .space import Move, Procedure, Where, bits

Region = dict[int, int]  # by place, the set of states as space.Sets has them


@dataclass(frozen=True, slots=True)
class Stop:
    """A state on a run, and the move by which it was reached; none at the start."""

    place: int
    flags: int
    move: Move | None = None


def reachable(procedure: Procedure) -> Region:
    """Every state that can be reached."""
    place, flags = procedure.start
    return _closed(procedure, {place: 1 << flags})


def _closed(procedure: Procedure, begun: Region) -> Region:
    found, waiting = dict(begun), dict(begun)
    after = procedure.sets.after
    while waiting:
        place, new = waiting.popitem()
        for move in procedure.from_place.get(place, ()):
            reached = after(move, new)
            if not reached:
                continue
            more = reached & ~found.get(move.target, 0)
            if more:
                found[move.target] = found.get(move.target, 0) | more
                waiting[move.target] = waiting.get(move.target, 0) | more
    return found


def size(region: Region) -> int:
    """How many states."""
    return sum(states.bit_count() for states in region.values())


def within(procedure: Procedure, region: Region, wanted: Iterable[Where]) -> Region:
    """The part of a region that one of these describes."""
    found: dict[int, int] = defaultdict(int)
    for where in wanted:
        states = procedure.sets.where(where.when)
        for place in where.places or region.keys():
            if met := region.get(place, 0) & states:
                found[place] |= met
    return dict(found)


def shortest_run(procedure: Procedure, wanted: Sequence[Where]) -> list[Stop] | None:
    """The shortest run from the start to a wanted state; None if there is none.

    Of several as short the one of the moves that come first, so that the same procedure tells the same story.
    """
    found = dict.fromkeys(range(len(procedure.places)), procedure.sets.all)
    return shortest_run_into(procedure, within(procedure, found, wanted))


def _next_layer(procedure: Procedure, layer: Region, seen: Region) -> Region:
    found: dict[int, int] = {}
    for place, states in layer.items():
        for move in procedure.from_place.get(place, ()):
            if more := procedure.sets.after(move, states) & ~seen.get(move.target, 0):
                found[move.target] = found.get(move.target, 0) | more
                seen[move.target] = seen.get(move.target, 0) | more
    return found


def _back(procedure: Procedure, layers: Sequence[Region], place: int, flags: int) -> list[Stop]:
    run: list[Stop] = []
    for layer in reversed(layers[:-1]):
        move, before = _step_before(procedure, layer, place, flags)
        run.append(Stop(place, flags, move))
        place, flags = move.source, before
    return [Stop(place, flags), *reversed(run)]


def _step_before(procedure: Procedure, layer: Region, place: int, flags: int) -> tuple[Move, int]:
    for move in procedure.moves:
        before = (
            procedure.sets.before(move, 1 << flags) & layer[move.source]
            if move.target == place and move.source in layer
            else 0
        )
        if before:
            return move, next(bits(before))
    raise AssertionError("a state of one layer was reached from no state of the layer before")


def leading_to(procedure: Procedure, wanted: Iterable[Where], among: Region) -> Region:
    """The states of a region from which some run within it comes to a wanted state."""
    into: dict[int, list[Move]] = defaultdict(list)
    for move in procedure.moves:
        into[move.target].append(move)
    found = within(procedure, among, wanted)
    waiting = dict(found)
    while waiting:
        place, new = waiting.popitem()
        for move in into[place]:
            before = procedure.sets.before(move, new) & among.get(move.source, 0)
            if more := before & ~found.get(move.source, 0):
                found[move.source] = found.get(move.source, 0) | more
                waiting[move.source] = waiting.get(move.source, 0) | more
    return found


def layers_towards(procedure: Procedure, wanted: Iterable[Where], among: Region) -> list[Region]:
    """The regions from which a wanted state is at most 0, 1, 2, … moves away, within a region; the last holds all."""
    layers = [within(procedure, among, wanted)]
    while True:
        found = dict(layers[-1])
        for move in procedure.moves:
            before = procedure.sets.before(move, layers[-1].get(move.target, 0)) & among.get(move.source, 0)
            if before:
                found[move.source] = found.get(move.source, 0) | before
        if found == layers[-1]:
            return layers
        layers.append(found)


def stuck(procedure: Procedure, ends: Sequence[Where], found: Region) -> Region:
    """The states of a region, closed under the moves, from which no run comes to an end."""
    good = leading_to(procedure, ends, found)
    left = {place: states & ~good.get(place, 0) for place, states in found.items()}
    return {place: states for place, states in left.items() if states}


def shortest_run_into(procedure: Procedure, region: Region) -> list[Stop] | None:
    """The shortest run into a region."""
    place, flags = procedure.start
    layers: list[Region] = [{place: 1 << flags}]
    seen = dict(layers[0])
    while layers[-1]:
        met = {p: states & region.get(p, 0) for p, states in layers[-1].items() if states & region.get(p, 0)}
        if met:
            there = min(met)
            return _back(procedure, layers, there, next(bits(met[there])))
        layers.append(_next_layer(procedure, layers[-1], seen))
    return None
