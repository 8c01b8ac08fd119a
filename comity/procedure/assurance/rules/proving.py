"""What a framework promises, and whether it keeps it: proved, fails with the shortest run, or not decided.

Proved over the running tables and permissions for every route of a file. What a proof covers and what it does not is
said in docs/explanation/what-is-proved.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from comity.foundation.conditions.rules.load import load_data
from comity.foundation.conditions.rules.tree import All, Condition, Test
from comity.foundation.conditions.rules.vocabulary import Vocabulary
from comity.foundation.words.rules.said import known, say, series
from comity.mandate.institutions.rules.classes import EngagementClass
from comity.mandate.institutions.rules.framework import OUTSIDE, MandateEntry, May
from comity.mandate.institutions.rules.promises import OversightEntry, Property, PropertyEntry
from comity.procedure.clearance.rules.route import Route, Step
from comity.procedure.clearance.rules.whole import WholeFramework

from .asking import Asking, asking
from .cells import Cells, TooMany, cells_for
from .choosing import NeverChosen, Unclassed, WeakerFirst, Wrong, wrong_choices
from .exploring import Stop, reachable, shortest_run, shortest_run_into, size, stuck, within
from .hurrying import Urgency, longer, of_urgency, unsigned
from .lines import Act, Lines
from .loans import of_loans
from .signing import Signer, Signing, signing
from .silence import is_founded, silence_is_founded
from .space import Procedure, TooLarge, Where
from .verdicts import Answer, Verdict, fails, with_acts

__all__ = ["Answer", "Verdict", "broken_promises", "promised", "prove", "story"]


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
    found += [*_of_telling(lines), *of_loans(lines), *_of_urgency(lines, routes)]
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
                yield Verdict(promise, route.title, Answer.UNDECIDED, str(problem), classes=route.classes)
            continue
        acts = _acts_before([*keys, *([second] if second else [])])
        for verdict in _signing_verdicts(route, found):
            yield replace(verdict, classes=route.classes, run=with_acts(verdict.run, acts))


def _acts_before(signers: Sequence[Signer]) -> Mapping[tuple[str, ...], Sequence[Act]]:
    return {(signer.post, way.post): way.needs for signer in signers for way in signer.ways}


def _signing_verdicts(route: Route, found: Signing) -> Iterator[Verdict]:
    uncivil = say("it is granted, and nobody who signed answers to civilians alone")
    asked = (
        (Property.CIVILIAN_CONTROL, found.uncivil, uncivil),
        (Property.TWO_KEYS, found.twice, say("it is granted, and one person signed it twice")),
        (Property.TWO_KEYS, found.second, say("one person has two voices in it")),
        (Property.TWO_KEYS, found.alone, say("it is granted, and one person alone signed it")),
        *((Property.TWO_KEYS, one, say("it is granted without a signature of its route")) for one in found.unsigned),
        (Property.NO_SELF_APPROVAL, found.own, say("somebody clears what they wrote")),
        (Property.NO_DEAD_END, found.again, say("what had ended goes on again")),
    )
    explored = Explored(found.procedure)
    for promise, bad, said in asked:
        yield explored.never(promise, route.title, bad, said)
    yield explored.ends(route.title, found.ends)


def _moves(run: Sequence[Stop]) -> int:
    return len(run)


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
        """To take it back or to write it anew is always within reach: so it is shown that nobody needs to."""
        why = say("from here no run comes to an end, but by withdrawing or amending")
        return self.leads(Property.NO_DEAD_END, of, ends, why, without=("withdraw", "amend", "take over"))

    def leads(self, promise: Property, of: str, ends: Where, said: str, *, without: Sequence[str]) -> Verdict:
        """From every state some run comes to an end, without these acts. If not, the run told is the shortest into that
        place among those without a way on to which it takes longest."""
        kept = tuple(move for move in self.procedure.moves if move.key[:1] not in {(key,) for key in without})
        procedure = replace(self.procedure, moves=kept)
        region = reachable(procedure)
        why = say("from every state some run comes to an end")
        found = Verdict(promise, of, Answer.PROVED, why, size(region), procedure=procedure, ends=(ends,))
        left = stuck(procedure, [ends], region)
        if not left:
            return found
        runs = [shortest_run_into(procedure, {place: states}) or [] for place, states in left.items()]
        longest = max(runs, key=_moves)
        return replace(found, answer=Answer.FAILS, why=said, run=tuple(longest))


def _of_asking(lines: Lines, routes: Sequence[Route]) -> Iterator[Verdict]:
    for route in routes:
        for step in (step for stage in route.stages for step in stage.steps):
            post = lines.posts[step.post]
            above = step.on_lapse.to or post.superior
            found = asking(
                route, step, post=post, above=lines.posts[above] if above else None, ladder=bool(route.elevate)
            )
            for verdict in _asking_verdicts(lines, route, step, found):
                yield replace(verdict, classes=route.classes, step=step.key)


def _asking_verdicts(lines: Lines, route: Route, step: Step, found: Asking) -> Iterator[Verdict]:
    of = say("{route}: {post}", route=route.title, post=lines.posts[step.post].title)
    explored = Explored(found.procedure)
    said = say("it is granted although this post, which must agree, never did")
    yield explored.never(Property.TWO_KEYS, of, found.unheard, said)
    yield explored.never(Property.TWO_KEYS, of, found.kept, say("it keeps what this post said to something else"))
    if step.needs == "concurrence":
        said = say("it is granted over this post's objection, on which no body above has ruled")
        yield explored.never(Property.TWO_KEYS, of, found.overruled, said)
    if lines.abroad(step.post) and any(not lines.abroad(key) for key in lines.instead_of(step)):
        said = say("it is granted on the word of one of ours in the place of a partner")
        yield explored.never(Property.TWO_KEYS, of, found.in_its_place, said)
    yield from _hurried_verdicts(lines, route, step, explored, found)
    if not silence_is_founded(lines.file, step):
        said = say("it is granted by the silence of this post, and no instrument of the file says that silence agrees")
        yield explored.never(Property.SILENCE_NEVER_DECIDES, of, found.by_silence, said)
    yield explored.ends(of, found.ends)


def _hurried_verdicts(lines: Lines, route: Route, step: Step, explored: Explored, found: Asking) -> Iterator[Verdict]:
    """What urgency may do to one post that is asked."""
    urgent, promise = route.urgent, Property.URGENT_PATH_IS_BOUNDED
    if urgent is None:
        return
    of = say("{route}: {post}", route=route.title, post=lines.posts[step.post].title)
    if step.never_skipped or step.released_to_addressee:
        said = say("it is granted under urgency without this post, which no haste spares")
        yield explored.never(promise, of, found.spared, said)
    said = say("urgency has ended, and it is granted on what only hours of silence brought about")
    yield explored.never(promise, of, found.outlived, said)
    if urgent.silence is None or not is_founded(lines.file, urgent.silence.instrument):
        said = say("hours of silence count, and no instrument of the file says that they do")
        yield explored.never(promise, of, found.hurried, said)


def _of_urgency(lines: Lines, routes: Sequence[Route]) -> Iterator[Verdict]:
    """Of every route that has an urgent path: told, reviewed, open to recall, and no signature is spared."""
    for route in routes:
        if route.urgent is not None:
            for verdict in _urgency_verdicts(lines, route, of_urgency(lines, route, route.urgent)):
                yield replace(verdict, classes=route.urgent.classes or route.classes)


def _urgency_verdicts(lines: Lines, route: Route, found: Urgency) -> Iterator[Verdict]:
    promise, explored = Property.URGENT_PATH_IS_BOUNDED, Explored(found.procedure)
    of = say("{route}, urgent", route=route.title)
    yield explored.never(promise, of, found.itself, say("somebody reviews what they took part in"))
    yield explored.never(promise, of, found.strange, say("somebody recalls it who neither declared nor reviews it"))
    said = say("it is granted under urgency, and nobody outside the executive is told")
    yield explored.never(promise, of, found.untold, said)
    yield explored.leads(promise, of, found.reviewed, say("it is never reviewed"), without=("recall",))
    yield explored.leads(promise, of, found.recalled, say("nobody can recall it"), without=("review",))
    for key in unsigned(route):
        title = lines.posts[key].title
        acts: list[Act] = [
            (say("it is declared urgent"), ("declare",)),
            (say("{post} does not sign it", post=title), ("unsigned", key)),
        ]
        yield fails(promise, of, say("urgency spares a signature"), acts)
    for key in dict.fromkeys(longer(route)):
        title = lines.posts[key].title
        acts = [
            (say("it is declared urgent"), ("declare",)),
            (say("{post} has longer than before", post=title), ("longer", key)),
        ]
        yield fails(promise, of, say("urgency gives more time than the ordinary route"), acts)


def _of_filling(lines: Lines, routes: Sequence[Route]) -> Iterator[Verdict]:
    """Whoever must act on a route can be replaced when they leave."""
    for route in routes:
        needed = dict.fromkeys([*(s.post for g in route.stages for s in g.steps), *(s.post for s in route.signatures)])
        left = [key for key in needed if not lines.abroad(key) and not lines.appointers[key]]
        if left:
            yield fails(Property.NO_DEAD_END, route.title, _unfilled(lines, left), _leaving(lines, left[0]))


def _unfilled(lines: Lines, left: Sequence[str]) -> str:
    posts = series([known(lines.posts[key].title) for key in left], ", ")
    return say("once somebody leaves, nobody may fill: {posts}", posts=posts)


def _leaving(lines: Lines, key: str) -> list[Act]:
    post = lines.posts[key].title
    return [
        (say("whoever is {post} leaves", post=post), ("leave", key)),
        (say("nobody may appoint another as {post}", post=post), ("nobody appoints", key)),
    ]


def _of_telling(lines: Lines) -> Iterator[Verdict]:
    """That something is owed to oversight arises in the very act of which it is to be told; here is shown that such an
    act can come, that somebody can be there to be told, and that it is told within what the file promises."""
    promised_entries = [entry for entry in lines.file.properties if entry.hold is Property.OVERSIGHT_IS_TOLD]
    if promised_entries and not lines.file.oversight:
        why = say("somebody is to be told, and the file names nobody and nothing")
        acts: list[Act] = [(say("it is granted"), ("granted",)), (say("nobody is told"), ("nobody is told",))]
        yield fails(Property.OVERSIGHT_IS_TOLD, say("oversight"), why, acts)
    for entry in lines.file.oversight:
        yield _told(lines, entry, [p for p in promised_entries if not p.entries or entry.key in p.entries])


def _told(lines: Lines, entry: OversightEntry, promises: Sequence[PropertyEntry]) -> Verdict:
    post = lines.posts[entry.tell]
    of = say("{post}: {what}", post=post.title, what=known(entry.what))
    if not (lines.abroad(entry.tell) or lines.appointers[entry.tell] or post.character in OUTSIDE):
        why = _unfilled(lines, [entry.tell])
        return fails(Property.OVERSIGHT_IS_TOLD, of, why, _leaving(lines, entry.tell), classes=entry.classes)
    for within_ in (promise.within for promise in promises if promise.within is not None):
        same = (within_.count, within_.calendar) == (entry.within.count, entry.within.calendar)
        if not same or entry.within.days > within_.days:
            happened = say("it is {happening}", happening=entry.when.words)
            told = say("{post} is told within {days} days", post=post.title, days=entry.within.days)
            why = say("it may be told later than the {days} days that are promised", days=within_.days)
            acts: list[Act] = [(happened, (entry.when.value,)), (told, ("told", entry.key))]
            return fails(Property.OVERSIGHT_IS_TOLD, of, why, acts, classes=entry.classes)
    why = say("it is owed from the act on, within the clock of the file")
    return Verdict(Property.OVERSIGHT_IS_TOLD, of, Answer.PROVED, why, classes=entry.classes)


def _of_powers(
    lines: Lines, routes: Sequence[Route], classes: Sequence[EngagementClass], vocabulary: Vocabulary
) -> Iterator[Verdict]:
    """Whoever must decide may: on every case of the class, whatever its size."""
    for route in routes:
        for entry in (entry for entry in classes if entry.key in route.classes):
            for key in route.keys:
                held = lines.powers(key.post, May.DECIDE, (entry.key,))
                of = say("{name}: {post}", name=entry.title, post=lines.posts[key.post].title), key.post
                yield _powers_verdict(of, held, entry, classes, vocabulary)


def _powers_verdict(
    of: tuple[str, str],
    held: Sequence[MandateEntry],
    entry: EngagementClass,
    classes: Sequence[EngagementClass],
    vocabulary: Vocabulary,
) -> Verdict:
    title, post = of
    ceilings = [_within(mandate) for mandate in held]
    try:
        cells = cells_for([*(other.when for other in classes), *ceilings], vocabulary)
    except TooMany as problem:
        return Verdict(Property.NO_DEAD_END, title, Answer.UNDECIDED, str(problem))
    left = _chosen(cells, classes, entry)
    for ceiling in ceilings:
        left &= ~cells.where(ceiling)
    if not left:
        return Verdict(Property.NO_DEAD_END, title, Answer.PROVED, say("may decide every case"), cells.count)
    facts = cells.example(left)
    why = say("no mandate lets this post decide, for example, {facts}", facts=_in_words(facts))
    acts = [_put(facts), (say("it cannot be decided"), ("cannot decide", post))]
    return fails(Property.NO_DEAD_END, title, why, acts, states=cells.count, facts=facts)


def _put(facts: Mapping[str, object]) -> Act:
    return say("X puts an engagement with {facts}", facts=_in_words(facts)), ("put", "X")


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
            yield fails(Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, why, [])
    as_strict: Callable[[str, str], bool] = lambda one, other: (  # noqa: E731  one expression, and named
        one not in by_class or other not in by_class or lines.as_strict(by_class[one], by_class[other])
    )
    try:
        wrong, count = wrong_choices(classes, vocabulary, as_strict=as_strict)
    except TooMany as problem:
        yield Verdict(Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, Answer.UNDECIDED, str(problem))
        return
    for one in wrong:
        said, facts = _wrong_in_words(one, titles), _facts_of(one)
        promise = Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE
        yield fails(promise, of, said, _taken(one, titles), states=count, facts=facts)
    if not wrong:
        yield Verdict(
            Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE, of, Answer.PROVED, say("each is of one class"), count
        )


def _facts_of(wrong: Wrong) -> Mapping[str, object]:
    return {} if isinstance(wrong, NeverChosen) else wrong.facts


def _taken(wrong: Wrong, titles: Mapping[str, str]) -> list[Act]:
    match wrong:
        case Unclassed(facts):
            return [_put(facts), (say("no route can be chosen"), ("no route",))]
        case NeverChosen():
            return []
        case WeakerFirst(first, _, facts):
            return [_put(facts), (say("it goes the way of “{name}”", name=titles[first]), ("goes", first))]


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
