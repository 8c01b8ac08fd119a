"""How long proving takes beside a solver, on the same model: `python -m tests.benchmarks.assuring [SECONDS]`.

First a framework of 30 posts, 60 steps and 20 classes is proved, all properties of it, and the same questions about the
same procedures are put to z3 one after another, for SECONDS in all. Then a curve against posts and steps. Then one
procedure is made larger and larger, to more than four million states.

That procedure: thirty posts in a line of sixty steps with some three hundred moves, guarded by and changing flags;
asked is whether the last step can be reached with the civilian flag down. z3 (in the test requirements) is asked
without a bound (Spacer) and within sixty moves; it is given SECONDS, 120 unless told, and what it has not decided by
then is printed as more than that. A bounded answer of no proves nothing and is marked so.

Ends with status 1 when the framework is not proved a hundred times faster than unbounded, when a procedure is not
explored a hundred times faster than the quicker of the two answers, or four million states take more than a second.
"""

import os
import random
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeVar

import django
import yaml

from comity.foundation.conditions.rules.vocabulary import Vocabulary, named
from comity.procedure.assurance.rules.exploring import reachable, shortest_run, size
from comity.procedure.assurance.rules.proving import Answer, Verdict, prove
from comity.procedure.assurance.rules.space import Move, Procedure, When, Where
from comity.procedure.assurance.tests.second_opinion import by_induction, within_moves
from comity.procedure.clearance.rules.whole import WholeFramework, check

Found = TypeVar("Found")

POSTS, STEPS, CLASSES, MOVES = 30, 60, 20, 320
CIVILIAN = 1
TIMES, MANY, WITHIN = 100, 4_000_000, 1.0  # times faster; states, and the seconds they may take
UNSEEN = [Where(frozenset({STEPS - 1}), When(down=CIVILIAN))]


def line_of_steps(
    flags: int, *, seed: int = 7, steps: int = STEPS, moves: int = MOVES, bypass: bool = False
) -> Procedure:
    """Each step follows the one before; only one of them raises the civilian flag, and none is passed without it.
    With `bypass` one more move, guarded by four other flags, goes round it."""
    dice, gate = random.Random(seed), steps // 2
    said = [Move(f"step {n}", n, n + 1, When(up=CIVILIAN if n == gate else 0)) for n in range(steps - 1)]
    said.append(Move("a civilian agrees", gate, gate, raises=CIVILIAN))
    while len(said) < moves:
        said.append(_any_move(dice, len(said), flags, steps, gate))
    if bypass:
        said.append(Move("round it", gate - 1, gate + 2, When(up=0b11110)))
    return Procedure(
        tuple(f"step {n}, post {n * POSTS // steps}" for n in range(steps)),
        tuple(f"flag {n}" for n in range(flags)),
        tuple(said),
    )


def _any_move(dice: random.Random, number: int, flags: int, steps: int, gate: int) -> Move:
    here = dice.randrange(steps)
    there = max(0, here - dice.choice((0, 0, 0, 1, 5)))
    changed, asked = 1 << dice.randrange(1, flags), 1 << dice.randrange(1, flags)
    when = When(up=asked if asked != changed and dice.random() < 0.4 else 0)
    # Back before the gate, what the civilian agreed to has changed: agreement is asked anew.
    lowered = CIVILIAN if there <= gate < here else 0
    if dice.random() < 0.6:
        return Move(f"move {number}", here, there, when, changed, lowered)
    return Move(f"move {number}", here, there, when, 0, changed | lowered)


def a_framework(posts: int, steps: int, classes: int) -> str:
    """A whole file: every class has its route, every route its share of the steps, and every promise is made."""
    keys = [f"post-{n}" for n in range(posts - 4)]
    lend = {"to": {"character": ["civilian", "diplomatic"]}, "days": 30}
    each = steps // classes
    asked = [[keys[(r * each + n) % len(keys)] for n in range(each)] for r in range(classes)]
    urgent = {
        "title": "Urgent",
        "why": "hours",
        "instrument": "act",
        "causes": ["disaster"],
        "lapses_after": 48,
        "hours": {"answer": 6, "consolidate": 4, "sign": 6},
        "tell": [{"post": "clerk", "within": 24, "what": "Tell.", "instrument": "act"}],
        "review": {
            "opens_after": 72,
            "days": 30,
            "posts": ["clerk"],
            "reports_to": "head",
            "questions": ["Was it?"],
            "instrument": "act",
        },
    }
    data = {
        "framework": "large",
        "version": "1",
        "title": "Large",
        "source": "made for a measure",
        "checked": "2026-01-01",
        "subject": "engagement",
        "home": "XHM",
        "deliberation": {"policy": "DEMO", "classification": "RESTRICTED", "categories": []},
        "states": [{"code": "XHM", "name": "Home"}],
        "institutions": [{"key": "house", "name": "House", "kind": "ministry", "state": "XHM"}],
        "posts": [
            {"key": "head", "title": "Head", "institution": "house", "character": "civilian"},
            {
                "key": "minister",
                "title": "Minister",
                "institution": "house",
                "character": "civilian",
                "superior": "head",
            },
            {
                "key": "other",
                "title": "Other minister",
                "institution": "house",
                "character": "civilian",
                "superior": "head",
            },
            {"key": "clerk", "title": "Clerk", "institution": "house", "character": "parliamentary"},
            *(
                {
                    "key": key,
                    "title": key,
                    "institution": "house",
                    "character": "military" if n % 5 == 0 else "civilian",
                    "superior": "minister",
                }
                for n, key in enumerate(keys)
            ),
        ],
        "instruments": [{"key": "act", "title": "Act", "kind": "statute", "source": "made for a measure"}],
        "mandates": [
            {"post": keys[0], "may": ["propose"], "instrument": "act"},
            {"post": keys[1], "may": ["countersign"], "instrument": "act", "lend": lend},
            {"post": "minister", "may": ["decide", "revoke"], "instrument": "act", "lend": lend},
            {"post": "other", "may": ["decide"], "instrument": "act", "lend": lend},
            {"post": "head", "may": ["appoint"], "instrument": "act"},
            {"post": "head", "may": ["declare"], "instrument": "act"},
            *({"post": key, "may": ["opine"], "instrument": "act"} for key in keys),
        ],
        "calendars": {"home": {"weekend": [6, 7]}},
        "classes": [
            *(
                {"key": f"class-{n}", "title": f"Class {n}", "when": {"personnel": {"over": 100 * (classes - n)}}}
                for n in range(classes - 1)
            ),
            {"key": f"class-{classes - 1}", "title": "Rest", "when": {"personnel": {"at_most": 200}}},
        ],
        "routes": [
            {
                "key": f"route-{r}",
                "title": f"Route {r}",
                "classes": [f"class-{r}"],
                "instrument": "act",
                "why": "law",
                "stages": [
                    {
                        "key": "asked",
                        "title": "Asked",
                        "steps": [
                            {
                                "key": f"step-{n}",
                                "post": post,
                                "needs": "concurrence",
                                "why": "law",
                                "instrument": "act",
                                "clock": {"days": 5},
                                "on_lapse": {"do": "escalate"},
                            }
                            for n, post in enumerate(asked[r])
                        ],
                    }
                ],
                "consolidate": {"days": 5},
                "elevate": ["head"],
                "material": {"place": "any"},
                "countersign": {
                    "post": keys[1],
                    "instrument": "act",
                    "clock": {"days": 3},
                    "on_lapse": {"do": "escalate"},
                },
                "keys": [
                    {"post": post, "instrument": "act", "clock": {"days": 3}, "on_lapse": {"do": "tell"}}
                    for post in ("minister", "other")
                ],
                "urgent": urgent,
            }
            for r in range(classes)
        ],
        "oversight": [
            {
                "key": "told",
                "tell": "clerk",
                "by": "minister",
                "when": "granted",
                "what": "Tell.",
                "within": {"days": 5},
                "instrument": "act",
            }
        ],
        "properties": [
            {"hold": promise}
            for promise in (
                "civilian-control",
                "two-keys",
                "no-self-approval",
                "silence-never-decides",
                "no-dead-end",
                "oversight-is-told",
                "urgent-path-is-bounded",
                "loans-are-bounded",
                "classes-are-complete-and-exclusive",
            )
        ],
    }
    text: str = yaml.safe_dump(data, sort_keys=False).replace("checked: '2026-01-01'", "checked: 2026-01-01")
    return text


def _read(text: str) -> WholeFramework:
    checked = check(text)
    if checked.file is None:
        raise SystemExit("\n".join(fault.told("large.yaml") for fault in checked.faults))
    return checked.file


def _prove_a_framework(seconds: int, vocabulary: Vocabulary) -> bool:
    """Returns whether it is fast enough."""
    file = _read(a_framework(POSTS, STEPS, CLASSES))
    taken, verdicts = _best(lambda: prove(file, vocabulary))
    wrong = [verdict for verdict in verdicts if verdict.answer is not Answer.PROVED]
    if wrong:
        raise SystemExit(f"it was to be proved: {wrong[0].of}, {wrong[0].why}")
    states = sum(verdict.states for verdict in verdicts)
    print(
        f"{POSTS} posts, {STEPS} steps, {CLASSES} classes: {len(verdicts)} answers over {states:,} states, all proved,"
    )
    print(f"in {taken:.2f} s, the whole file and every property")
    asked = [verdict for verdict in verdicts if verdict.never and verdict.procedure]
    slower = []
    for name, ask in (("unbounded (Spacer)", _spacer), ("within 20 moves, which proves nothing", _bounded)):
        answered, spent = _put(asked, ask, seconds)
        slower.append(spent / (taken * answered / len(verdicts)))
        print(
            f"z3 {name}: {answered} of the same {len(asked)} questions in {spent:.0f} s,",
            f"{slower[-1]:,.0f} times slower",
        )
    return slower[0] >= TIMES


def _put(asked: Sequence[Verdict], ask: Callable[[Verdict], bool | None], seconds: int) -> tuple[int, float]:
    """How many it answered in that time, those that are easy and those that are not in the order of the properties."""
    begun, answered = perf_counter(), 0
    for verdict in asked:
        if perf_counter() - begun > seconds:
            break
        if ask(verdict):
            raise SystemExit(f"the solver disagrees: {verdict.of}, {verdict.why}")
        answered += 1
    return answered, perf_counter() - begun


def _spacer(verdict: Verdict) -> bool | None:
    return by_induction(verdict.procedure, verdict.never, timeout=30_000) if verdict.procedure else None


def _bounded(verdict: Verdict) -> bool | None:
    return within_moves(verdict.procedure, verdict.never, 20, timeout=30_000) if verdict.procedure else None


def _curve(vocabulary: Vocabulary) -> None:
    print("\nposts  steps  classes  answers      states  whole file proved")
    for posts, steps, classes in ((10, 20, 5), (20, 40, 10), (30, 60, 20), (60, 120, 40), (120, 240, 80)):
        file = _read(a_framework(posts, steps, classes))
        taken, verdicts = _timed(lambda: prove(file, vocabulary))  # noqa: B023  called at once
        states = sum(verdict.states for verdict in verdicts)
        print(f"{posts:5}  {steps:5}  {classes:7}  {len(verdicts):7}  {states:10,}  {taken:8.2f} s", flush=True)


def main(seconds: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    django.setup()  # every room declares whose facts its conditions speak of
    vocabulary = named("engagement")
    met = _prove_a_framework(seconds, vocabulary)
    _curve(vocabulary)
    print(f"\n{POSTS} posts, {STEPS} steps, {MOVES} moves; z3 is given {seconds} s a question")
    print("flags      states  whole set   shortest bypass   z3, unbounded   z3, 60 moves   times faster")
    for flags in (6, 10, 13, 16, 18, 20):
        met &= _compare(flags, seconds)
    print("\nsteps  moves       states  whole set   (16 flags)")
    for steps in (15, 30, 60, 120, 240):
        procedure = line_of_steps(16, steps=steps, moves=steps * 5)
        taken, found = _timed(lambda: reachable(procedure))  # noqa: B023  called at once
        print(f"{steps:5}  {steps * 5:5}  {size(found):11,}  {taken * 1000:6.1f} ms")
    print("\nevery bar is met" if met else "\na bar is MISSED")
    return 0 if met else 1


def _compare(flags: int, seconds: int) -> bool:
    """Returns whether it is fast enough; what the solver did not decide in its time took it longer than that."""
    good, bad = line_of_steps(flags), line_of_steps(flags, bypass=True)
    taken, found = _best(lambda: reachable(good))
    if shortest_run(good, UNSEEN) is not None:
        raise SystemExit("the procedure was to have no bypass")
    bypass, run = _best(lambda: shortest_run(bad, UNSEEN))
    if run is None:
        raise SystemExit("the bypass was not found")
    asked = [_asked(lambda: by_induction(good, UNSEEN, timeout=seconds * 1000), seconds)]
    asked.append(_asked(lambda: within_moves(good, UNSEEN, STEPS, timeout=seconds * 1000), seconds))
    quickest = min(spent for spent, _ in asked)
    print(
        f"{flags:5}  {size(found):10,}  {taken * 1000:6.1f} ms  {bypass * 1000:6.1f} ms, {len(run) - 1:2} moves"
        f"  {asked[0][1]:>14}  {asked[1][1]:>13}  {quickest / taken:12,.0f}",
        flush=True,
    )
    fast = quickest >= seconds or quickest / taken >= TIMES
    return fast and (size(found) < MANY or taken <= WITHIN)


def _asked(ask: Callable[[], bool | None], seconds: int) -> tuple[float, str]:
    spent, answer = _timed(ask)
    if answer:
        raise SystemExit("the solver disagrees: it says that the gate can be gone round")
    return spent, f"{spent:.1f} s" if answer is False else f"> {seconds} s"


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    begun = perf_counter()
    found = work()
    return perf_counter() - begun, found


def _best(work: Callable[[], Found]) -> tuple[float, Found]:
    return min((_timed(work) for _ in range(3)), key=lambda one: one[0])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 120))
