"""The same question put to a solver that knows nothing of how we explore: z3, by induction or within a bound."""

from collections.abc import Sequence

import z3

from comity.procedure.assurance.rules.space import Procedure, When, Where


def _holds(when: When, flags: z3.BitVecRef) -> z3.BoolRef:
    return z3.And(flags & when.up == when.up, flags & when.down == 0)


def _is(where: Where, place: z3.BitVecRef, flags: z3.BitVecRef) -> z3.BoolRef:
    there = z3.Or([place == p for p in where.places]) if where.places else z3.BoolVal(True)
    return z3.And(there, _holds(where.when, flags))


def _sizes(procedure: Procedure) -> tuple[int, int]:
    return max(1, len(procedure.places).bit_length()), max(1, len(procedure.flags))


def by_induction(procedure: Procedure, wanted: Sequence[Where], *, timeout: int | None = None) -> bool | None:
    """Whether a wanted state can be reached, without a bound (Spacer); None when undecided after `timeout` ms."""
    wide, flags_wide = _sizes(procedure)
    spacer = z3.Fixedpoint()
    spacer.set(engine="spacer")
    if timeout is not None:
        spacer.set(timeout=timeout)
    reached = z3.Function("reached", z3.BitVecSort(wide), z3.BitVecSort(flags_wide), z3.BoolSort())
    bad = z3.Function("bad", z3.BoolSort())
    place, flags = z3.BitVec("place", wide), z3.BitVec("flags", flags_wide)
    spacer.register_relation(reached, bad)
    spacer.declare_var(place, flags)
    spacer.fact(reached(*procedure.start))
    for move in procedure.moves:
        after = flags & ~z3.BitVecVal(move.lowers, flags_wide) | move.raises
        spacer.rule(
            reached(move.target, after), [reached(place, flags), place == move.source, _holds(move.when, flags)]
        )
    for where in wanted:
        spacer.rule(bad(), [reached(place, flags), _is(where, place, flags)])
    try:
        answer = spacer.query(bad())
    except z3.Z3Exception:  # how it says that its time is up
        return None
    return None if answer == z3.unknown else bool(answer == z3.sat)


def within_moves(
    procedure: Procedure, wanted: Sequence[Where], most: int, *, timeout: int | None = None
) -> bool | None:
    """Whether a wanted state can be reached in at most so many moves. A bounded answer of no is no proof."""
    wide, flags_wide = _sizes(procedure)
    solver = z3.SolverFor("QF_BV")
    if timeout is not None:
        solver.set(timeout=timeout)
    place, flags = z3.BitVecVal(procedure.start[0], wide), z3.BitVecVal(procedure.start[1], flags_wide)
    seen = [z3.Or([_is(where, place, flags) for where in wanted])]
    for step in range(most):
        then, up = z3.BitVec(f"place {step}", wide), z3.BitVec(f"flags {step}", flags_wide)
        ways = [z3.And(then == place, up == flags)]
        for move in procedure.moves:
            after = flags & ~z3.BitVecVal(move.lowers, flags_wide) | move.raises
            ways.append(z3.And(place == move.source, _holds(move.when, flags), then == move.target, up == after))
        solver.add(z3.Or(ways))
        place, flags = then, up
        seen.append(z3.Or([_is(where, place, flags) for where in wanted]))
    solver.add(z3.Or(seen))
    answer = solver.check()
    return None if answer == z3.unknown else bool(answer == z3.sat)
