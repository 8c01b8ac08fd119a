"""Why a framework is not let in: which promises are not proved, each with the shortest run that breaks it."""

from collections.abc import Iterator, Sequence

from comity.foundation.words.rules.said import say, say_many, series

from .proving import Answer, Verdict, story

MOST_TOLD = 5


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
