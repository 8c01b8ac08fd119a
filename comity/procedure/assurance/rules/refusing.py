"""Why a framework is not let in: which promises are not proved, each with the shortest run that breaks it."""

from collections.abc import Iterator, Sequence

from comity.foundation.words.rules.said import say, say_many, series
from comity.mandate.institutions.rules.promises import Property, PropertyEntry
from comity.procedure.clearance.rules.whole import WholeFramework

from .proving import Answer, Verdict, broken_promises, promised, story

MOST_TOLD = 5
VACUOUS = frozenset({Property.SILENCE_NEVER_DECIDES, Property.OVERSIGHT_IS_TOLD})
"""Of these nothing at all may have to be shown: where every silence is founded, and where nobody is to be told."""


def unproved(file: WholeFramework, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What the file promises and is not proved: it fails, was not decided, or was not looked at.

    INVARIANT: nothing unproved is adopted (tests/test_adopting.py).
    """
    return [*broken_promises(file, verdicts), *map(_not_looked_at, unexamined(file, verdicts))]


def unexamined(file: WholeFramework, verdicts: Sequence[Verdict]) -> list[PropertyEntry]:
    """The promises on which there is no verdict at all, though there would have to be one."""
    looked_at = {verdict.promise for verdict in verdicts if promised(file, verdict)}
    return [entry for entry in file.properties if entry.hold not in looked_at | VACUOUS]


def _not_looked_at(entry: PropertyEntry) -> Verdict:
    why = say("nothing in it could be looked at for this")
    return Verdict(entry.hold, say("the whole framework"), Answer.UNDECIDED, why, classes=entry.classes)


def why_not(broken: Sequence[Verdict]) -> str:
    """For whoever proposed or founds it, in lines: the promise, what breaks it, and the run step by step."""
    head = say(
        "What it promises is not proved, and so it is neither proposed nor adopted. Mend the text, or promise less and "
        "say why."
    )
    left = len(broken) - MOST_TOLD
    more = [say_many("One more is not proved.", "{count} more are not proved.", left)] if left > 0 else []
    return series([head, *(line for verdict in broken[:MOST_TOLD] for line in _told(verdict)), *more], "\n")


def _told(verdict: Verdict) -> Iterator[str]:
    said = {
        Answer.FAILS: say(
            "It promises: {promise}. It fails: {of}: {why}.",
            promise=verdict.promise.words,
            of=verdict.of,
            why=verdict.why,
        ),
        Answer.UNDECIDED: say(
            "It promises: {promise}. It is not decided within the bound: {of}: {why}.",
            promise=verdict.promise.words,
            of=verdict.of,
            why=verdict.why,
        ),
    }
    yield said[verdict.answer]
    for number, step in enumerate(story(verdict), 1):
        yield say("{number}. {step}", number=number, step=step)
