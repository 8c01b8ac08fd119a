"""Which class an engagement is of: exactly one, or the reason why it cannot be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.explain import explain
from comity.foundation.conditions.rules.tree import Condition
from comity.foundation.conditions.rules.vocabulary import Vocabulary
from comity.foundation.words.rules.said import known, say, series, told


@dataclass(frozen=True, slots=True)
class EngagementClass:
    key: str
    title: str
    when: Condition
    why: str = ""


@dataclass(frozen=True, slots=True)
class Classified:
    """The class found, why in words, and which facts are missing to tell (then `found` is None)."""

    found: EngagementClass | None
    why: str
    missing: frozenset[str] = frozenset()


def classify(classes: Sequence[EngagementClass], facts: Mapping[str, object], vocabulary: Vocabulary) -> Classified:
    """The first class, in the framework's order, whose condition holds.

    A class that cannot be told stops the search: a later one must not be chosen on missing facts.
    """
    for entry in classes:
        answer = evaluate(entry.when, facts)
        if answer.value is None:
            needs = series([known(name) for name in sorted(n.replace("_", " ") for n in answer.missing)], ", ")
            why = say("whether it is “{name}” needs: {facts}", name=entry.title, facts=needs)
            return Classified(None, why, answer.missing)
        if answer.value:
            return Classified(entry, told(partial(explain, entry.when, facts, vocabulary)))
    return Classified(None, say("no class of the framework in force fits it"))
