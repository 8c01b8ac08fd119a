"""What a framework promises, and whether it keeps it: proved, fails with the shortest run, or not decided.

Proved over the running tables and permissions for every route of a file. What a proof covers and what it does not is
said in docs/explanation/what-is-proved.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comity.foundation.conditions.rules.load import load_data
from comity.foundation.conditions.rules.tree import All, Condition, Test
from comity.foundation.conditions.rules.vocabulary import Vocabulary
from comity.foundation.words.rules.said import known, say, series
from comity.mandate.institutions.rules.classes import EngagementClass
from comity.mandate.institutions.rules.framework import OUTSIDE, MandateEntry, May
from comity.mandate.institutions.rules.promises import Property, PropertyEntry
from comity.procedure.clearance.rules.route import Route, Step
from comity.procedure.clearance.rules.whole import WholeFramework

from .asking import Asking, asking
from .cells import Cells, TooMany, cells_for
from .choosing import NeverChosen, Unclassed, WeakerFirst, Wrong, wrong_choices
from .exploring import Stop, reachable, shortest_run, shortest_run_into, size, stuck, within
from .lines import Lines
from .signing import WITHDRAWING, Signing, signing
from .silence import silence_is_founded
from .space import Procedure, TooLarge, Where


class Answer(StrEnum):
    PROVED = "proved"
    FAILS = "fails"
    UNDECIDED = "not decided within the bound"


@dataclass(frozen=True)
class Verdict:
    """Of one property on one part of a framework (a route, a post that is asked, the classes).

    `why` says it in one sentence; `run` is the shortest run that breaks it, `states` how many states were looked at,
    and `procedure` with `never` what a certificate is made of, where exploring decided it.
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


def prove(file: WholeFramework, vocabulary: Vocabulary) -> list[Verdict]:
    """Every property on every part it speaks of, in the order of `Property`: those the file promises, and the others
    too, so that whoever writes it sees what else holds. Raises conditions.rules.load.Unreadable for a bad class."""
    lines, routes = Lines(file), file.routes
    classes = [
        EngagementClass(entry.key, entry.title, load_data(entry.when, vocabulary, name=entry.key), entry.why)
        for entry in file.classes
    ]
    found = [*_of_signing(lines, routes), *_of_asking(lines, routes), *_of_filling(lines, routes)]
    found += [*_of_powers(lines, routes, classes, vocabulary), *_of_classes(lines, routes, classes, vocabulary)]
    found += _of_telling(lines)
    found += _of_what_was_not_looked_at(file, found)
    return sorted(found, key=lambda verdict: list(Property).index(verdict.promise))


def promised(file: WholeFramework, verdict: Verdict) -> bool:
    """Whether the file promises what this verdict is about."""
    return any(entry.hold == verdict.promise and _speaks_of(entry, verdict) for entry in file.properties)


def broken_promises(file: WholeFramework, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What the file promises and is not proved: it fails, or was not decided."""
    return [verdict for verdict in verdicts if verdict.answer is not Answer.PROVED and promised(file, verdict)]


def story(verdict: Verdict) -> list[str]:
    """The shortest run that breaks it, step by step, as sentences without their end."""
    return [stop.move.label for stop in verdict.run if stop.move is not None]


def _speaks_of(entry: PropertyEntry, verdict: Verdict) -> bool:
    return not entry.classes or bool(set(entry.classes) & set(verdict.classes))


def _of_what_was_not_looked_at(file: WholeFramework, found: Sequence[Verdict]) -> Iterator[Verdict]:
    """A promise of which no part was looked at is not kept by that."""
    for entry in file.properties:
        if not any(verdict.promise == entry.hold and _speaks_of(entry, verdict) for verdict in found):
            why = say("nothing in this file says what it would mean here")
            yield Verdict(entry.hold, known(file.title), Answer.UNDECIDED, why, classes=entry.classes)


def _of_signing(lines: Lines, routes: Sequence[Route]) -> Iterator[Verdict]:
    for route in routes:
        keys = [lines.signer(key, May.DECIDE, route.classes) for key in route.keys]
        second = lines.signer(route.countersign, May.COUNTERSIGN, route.classes) if route.countersign else None
        try:
            found = signing(route, keys, second, lines.speakers(route))
        except TooLarge as problem:
            for promise in (Property.CIVILIAN_CONTROL, Property.TWO_KEYS, Property.NO_SELF_APPROVAL):
                yield Verdict(promise, route.title, Answer.UNDECIDED, str(problem))
            continue
        yield from (replace(verdict, classes=route.classes) for verdict in _signing_verdicts(route, found))


def _signing_verdicts(route: Route, found: Signing) -> Iterator[Verdict]:
    asked = (
        (
            Property.CIVILIAN_CONTROL,
            found.uncivil,
            say("it is granted, and nobody who signed answers to civilians alone"),
        ),
        (Property.TWO_KEYS, found.twice, say("it is granted, and one person signed it twice")),
        (Property.NO_SELF_APPROVAL, found.own, say("somebody clears what they wrote")),
    )
    explored = Explored(found.procedure)
    for promise, bad, said in asked:
        yield explored.never(promise, route.title, bad, said)
    yield explored.ends(route.title, found.ends)


class Explored:
    """A procedure and everywhere it can come to, looked up once for every question about it."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure, self.region = procedure, reachable(procedure)
        self.states = size(self.region)

    def never(self, promise: Property, of: str, bad: Where, said: str) -> Verdict:
        if within(self.procedure, self.region, [bad]):
            run = tuple(shortest_run(self.procedure, [bad]) or ())
            return Verdict(
                promise, of, Answer.FAILS, said, self.states, run=run, procedure=self.procedure, never=(bad,)
            )
        why = say("in none of its states")
        return Verdict(promise, of, Answer.PROVED, why, self.states, procedure=self.procedure, never=(bad,))

    def ends(self, of: str, ends: Where) -> Verdict:
        """To take it back is an end, and always within reach: so it is shown that nobody needs to."""
        kept = tuple(move for move in self.procedure.moves if move.key != WITHDRAWING)
        procedure = replace(self.procedure, moves=kept)
        region = reachable(procedure)
        found = Verdict(
            Property.NO_DEAD_END,
            of,
            Answer.PROVED,
            say("from every state some run ends, without withdrawing"),
            size(region),
            procedure=procedure,
            ends=(ends,),
        )
        left = stuck(procedure, [ends], region)
        if not left:
            return found
        run = tuple(shortest_run_into(procedure, left) or ())
        why = say("from here no run comes to an end, but by withdrawing")
        return replace(found, answer=Answer.FAILS, why=why, run=run)


def _of_asking(lines: Lines, routes: Sequence[Route]) -> Iterator[Verdict]:
    for route in routes:
        for step in (step for stage in route.stages for step in stage.steps):
            title = lines.posts[step.post].title
            above = step.on_lapse.to is not None or lines.posts[step.post].superior is not None
            found = asking(route, step, title=title, above=above, ladder=bool(route.elevate))
            yield from (
                replace(verdict, classes=route.classes) for verdict in _asking_verdicts(lines, route, step, found)
            )


def _asking_verdicts(lines: Lines, route: Route, step: Step, found: Asking) -> Iterator[Verdict]:
    of = say("{route}: {post}", route=route.title, post=lines.posts[step.post].title)
    explored = Explored(found.procedure)
    said = say("it is granted although this post, which must agree, never did")
    yield explored.never(Property.TWO_KEYS, of, found.unheard, said)
    if step.needs == "concurrence":
        said = say("it is granted over this post's objection, on which no body above has ruled")
        yield explored.never(Property.TWO_KEYS, of, found.overruled, said)
    if not silence_is_founded(lines.file, step):
        said = say("it is granted by the silence of this post, and no instrument of the file says that silence agrees")
        yield explored.never(Property.SILENCE_NEVER_DECIDES, of, found.by_silence, said)
    yield explored.ends(of, found.ends)


def _of_filling(lines: Lines, routes: Sequence[Route]) -> Iterator[Verdict]:
    """Whoever must act on a route can be replaced when they leave."""
    for route in routes:
        needed = dict.fromkeys([*(s.post for g in route.stages for s in g.steps), *(s.post for s in route.signatures)])
        home = {entry.key for entry in lines.file.institutions if entry.state == lines.file.home}
        left = [k for k in needed if lines.posts[k].institution in home and not lines.appointers[k]]
        if left:
            posts = series([known(lines.posts[key].title) for key in left], ", ")
            why = say("once somebody leaves, nobody may fill: {posts}", posts=posts)
            yield Verdict(Property.NO_DEAD_END, route.title, Answer.FAILS, why)


def _of_telling(lines: Lines) -> Iterator[Verdict]:
    """That something is owed to oversight arises in the very act of which it is to be told; here is shown that such an
    act can come, and that somebody can be there to be told."""
    for entry in lines.file.oversight:
        of = say("{post}: {what}", post=lines.posts[entry.tell].title, what=known(entry.what))
        home = {row.key for row in lines.file.institutions if row.state == lines.file.home}
        outside = lines.posts[entry.tell].institution not in home
        if outside or lines.appointers[entry.tell] or lines.posts[entry.tell].character in OUTSIDE:
            why = say("it is owed from the act on, within the clock of the file")
            yield Verdict(Property.OVERSIGHT_IS_TOLD, of, Answer.PROVED, why, classes=entry.classes)
        else:
            why = say("once somebody leaves, nobody may fill: {posts}", posts=lines.posts[entry.tell].title)
            yield Verdict(Property.OVERSIGHT_IS_TOLD, of, Answer.FAILS, why, classes=entry.classes)


def _of_powers(
    lines: Lines, routes: Sequence[Route], classes: Sequence[EngagementClass], vocabulary: Vocabulary
) -> Iterator[Verdict]:
    """Whoever must decide may: on every case of the class, whatever its size."""
    for route in routes:
        for entry in (entry for entry in classes if entry.key in route.classes):
            for key in route.keys:
                held = lines.powers(key.post, May.DECIDE, (entry.key,))
                of = say("{name}: {post}", name=entry.title, post=lines.posts[key.post].title)
                yield _powers_verdict(of, held, entry, classes, vocabulary)


def _powers_verdict(
    of: str,
    held: Sequence[MandateEntry],
    entry: EngagementClass,
    classes: Sequence[EngagementClass],
    vocabulary: Vocabulary,
) -> Verdict:
    ceilings = [_within(mandate) for mandate in held]
    try:
        cells = cells_for([*(other.when for other in classes), *ceilings], vocabulary)
    except TooMany as problem:
        return Verdict(Property.NO_DEAD_END, of, Answer.UNDECIDED, str(problem))
    left = _chosen(cells, classes, entry)
    for ceiling in ceilings:
        left &= ~cells.where(ceiling)
    if not left:
        return Verdict(Property.NO_DEAD_END, of, Answer.PROVED, say("may decide every case"), cells.count)
    why = say("no mandate lets this post decide, for example, {facts}", facts=_in_words(cells.example(left)))
    return Verdict(Property.NO_DEAD_END, of, Answer.FAILS, why, cells.count)


def _within(mandate: MandateEntry) -> Condition:
    return All(tuple(Test(term, "at_most", limit) for term, limit in mandate.ceiling.items()))


def _chosen(cells: Cells, classes: Sequence[EngagementClass], entry: EngagementClass) -> int:
    """The cells that take this class: those where it holds and none before it."""
    found = cells.where(entry.when)
    for earlier in classes[: classes.index(entry)]:
        found &= ~cells.where(earlier.when)
    return found


def _of_classes(
    lines: Lines, routes: Sequence[Route], classes: Sequence[EngagementClass], vocabulary: Vocabulary
) -> Iterator[Verdict]:
    by_class = {key: route for route in routes for key in route.classes}
    titles = {entry.key: entry.title for entry in classes}
    of = say("every engagement there can be")
    for entry in classes:
        having = [route.title for route in routes if entry.key in route.classes]
        if len(having) != 1:
            why = say("“{name}” has {count} routes, and not one", name=entry.title, count=len(having))
            yield Verdict(Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, Answer.FAILS, why)
    as_strict: Callable[[str, str], bool] = lambda one, other: (  # noqa: E731  one expression, and named
        one not in by_class or other not in by_class or lines.as_strict(by_class[one], by_class[other])
    )
    try:
        wrong, count = wrong_choices(classes, vocabulary, as_strict=as_strict)
    except TooMany as problem:
        yield Verdict(Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, Answer.UNDECIDED, str(problem))
        return
    for one in wrong:
        yield Verdict(
            Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, Answer.FAILS, _wrong_in_words(one, titles), count
        )
    if not wrong:
        yield Verdict(
            Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, Answer.PROVED, say("each is of one class"), count
        )


def _wrong_in_words(wrong: Wrong, titles: dict[str, str]) -> str:
    match wrong:
        case Unclassed(facts):
            return say("of no class is, for example, {facts}", facts=_in_words(facts))
        case NeverChosen(later):
            return say("nothing is ever of the class “{name}”: an earlier one takes it all", name=titles[later])
        case WeakerFirst(first, later, facts):
            return say(
                "“{name}” comes before “{other}” and asks for less; it takes, for example, {facts}",
                name=titles[first],
                other=titles[later],
                facts=_in_words(facts),
            )


def _in_words(facts: object) -> str:
    if not isinstance(facts, dict):
        return str(facts)
    return series([known(f"{name.replace('_', ' ')} {_plain(value)}") for name, value in facts.items()], ", ")


def _plain(value: object) -> str:
    if isinstance(value, frozenset):
        return " + ".join(sorted(map(str, value))) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
