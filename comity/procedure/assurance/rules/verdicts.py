"""What a proof answers: proved, fails with a run told as a story, or not decided within the bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from comity.mandate.institutions.rules.promises import Property

from .exploring import Stop
from .lines import Act
from .space import Move, Procedure, Where


class Answer(StrEnum):
    PROVED = "proved"
    FAILS = "fails"
    UNDECIDED = "not decided within the bound"


@dataclass(frozen=True)
class Verdict:
    """Of one property on one part of a framework (a route, a post that is asked, the classes).

    `why` says it in one sentence; `run` is the shortest run that breaks it, `states` how many states were looked at,
    and `procedure` with `never` what a certificate is made of, where exploring decided it. `facts` are those of an
    engagement that shows it, `step` the key of the step that is spoken of.
    """

    promise: Property
    of: str
    answer: Answer
    why: str
    states: int = 0
    classes: tuple[str, ...] = ()
    run: tuple[Stop, ...] = ()
    procedure: Procedure | None = None
    never: tuple[Where, ...] = ()
    ends: tuple[Where, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    step: str = ""


def fails(
    promise: Property,
    of: str,
    why: str,
    acts: Sequence[Act],
    *,
    states: int = 0,
    classes: tuple[str, ...] = (),
    facts: Mapping[str, object] | None = None,
) -> Verdict:
    """A property that fails whatever becomes of a dossier: by these acts, one after the other."""
    moves = tuple(Move(said, n, n + 1, key=key) for n, (said, key) in enumerate(acts))
    procedure = Procedure(tuple(str(n) for n in range(len(moves) + 1)), (), moves)
    run = (Stop(0, 0), *(Stop(n + 1, 0, move) for n, move in enumerate(moves)))
    return Verdict(promise, of, Answer.FAILS, why, states, classes, run, procedure, facts=facts or {})


def with_acts(run: Sequence[Stop], needs: Mapping[tuple[str, ...], Sequence[Act]]) -> tuple[Stop, ...]:
    """A run with the acts of administrators told before the first step that needs them.

    What administrators may lawfully do is taken as done in the procedure, so its runs leave it out; a story tells it.
    `needs` by the end of a move's key: the post that is signed for and the post it is signed from.
    """
    told: list[Stop] = []
    done: set[tuple[str, ...]] = set()
    for stop in run:
        key = stop.move.key if stop.move is not None else ()
        here = told[-1] if told else stop
        for said, act in needs.get(key[2:], ()):
            if act not in done:
                done.add(act)
                told.append(Stop(here.place, here.flags, Move(said, here.place, here.place, key=act)))
        told.append(stop)
    return tuple(told)
