"""Why a condition holds, does not hold, or cannot be told: one sentence with the values that decided."""

from collections.abc import Iterator, Sequence
from typing import cast

from comity.foundation.conditions.rules import phrases
from comity.foundation.conditions.rules.describe import clause, describe, flag_clause, gaps, told
from comity.foundation.conditions.rules.evaluate import Facts, evaluate
from comity.foundation.conditions.rules.phrases import Say, plainly
from comity.foundation.conditions.rules.tree import Condition, Not, Single, Test, terms
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary
from comity.foundation.conditions.rules.wording import Clause, in_words, joined, listed

__all__ = ["describe", "explain"]

MOST_LISTED = 5
"""A reason lists no more values than this; beyond, it gives their number."""


def explain(condition: Condition, facts: Facts, vocabulary: Vocabulary, say: Say = plainly) -> str:
    """The facts that decided, as one clause: "it is an exercise and personnel is 9,400, over 9,000 people".

    True and false are told by the facts alone, ready to follow "because"; unknown by what is missing: "it
    cannot be told: personnel is not given". `say` translates patterns and labels. Raises LookupError for a
    term that the vocabulary does not have, TypeError for a fact of the wrong type.
    """
    answer = evaluate(condition, facts)
    if answer.value is None:
        missing = [term for term in terms(condition) if term in answer.missing]
        return say(phrases.UNTOLD).format(reason=_not_given(missing, vocabulary, say))
    reasons = list(dict.fromkeys(_reasons(condition, facts, vocabulary, say)))
    if not reasons:
        return say(phrases.ALWAYS if answer.value else phrases.NEVER)
    return joined(reasons, "and", say).text


def _not_given(missing: Sequence[str], vocabulary: Vocabulary, say: Say) -> str:
    named = [vocabulary.term(name) for name in missing]
    several = len(named) > 1 or named[0].plural
    return say(phrases.NOT_GIVEN[several]).format(listed=listed([say(term.label) for term in named], "and", say))


def _reasons(condition: Condition, facts: Facts, vocabulary: Vocabulary, say: Say) -> Iterator[Clause]:
    match condition:
        case Test():
            yield _stated(condition, facts, vocabulary.term(condition.term), say)
        case Not(part):
            yield from _reasons(part, facts, vocabulary, say)
        case _:
            # What decides a group are its parts of the same answer: all true ones, or all false ones.
            decided = evaluate(condition, facts).value
            for part in condition.parts:
                if evaluate(part, facts).value is decided:
                    yield from _reasons(part, facts, vocabulary, say)


def _stated(test: Test, facts: Facts, term: Term, say: Say) -> Clause:
    holds = bool(evaluate(test, facts).value)
    if test.operator == "known":
        return told(test, term, holds, say)
    if term.type == "flag":
        return flag_clause(term, bool(facts[test.term]), say)
    fact = facts[test.term]
    if term.type == "set":
        return _membership(test, cast(frozenset[Single], fact), term, holds, say)
    return _comparison(test, cast(Single, fact), term, holds, say)


def _values(test: Test) -> tuple[Single, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _comparison(test: Test, fact: Single, term: Term, holds: bool, say: Say) -> Clause:
    values = _values(test)
    table = phrases.EXPLAINED_DAY if term.type == "date" else phrases.EXPLAINED_AMOUNT
    pattern = table[test.operator][0 if holds else 1]
    if "{any_value}" in pattern and len(values) > MOST_LISTED:
        pattern = phrases.NONE_OF_MANY
    alone = pattern.endswith("{fact}")  # else the value compared with, which follows, has the unit
    filled = {**gaps(values, term, say), "fact": in_words(fact, term, say, measured=alone)}
    return clause(pattern, term, {**filled, "count": str(len(values))}, say)


def _membership(test: Test, present: frozenset[Single], term: Term, holds: bool, say: Say) -> Clause:
    """Of the values asked for, those that are there, or those that are not, whichever decided."""
    deciding = tuple(value for value in _values(test) if (value in present) is holds)
    if len(deciding) == 1:
        pattern = phrases.ONE_MEMBER[0 if holds else 1]
    elif not holds and len(deciding) > MOST_LISTED:
        pattern = phrases.NO_MEMBER_OF_MANY
    else:
        pattern = phrases.SEVERAL_MEMBERS[0 if holds else 1]
    filled = {**gaps(deciding, term, say), "count": str(len(deciding))}
    return clause(pattern, term, filled, say, by_label=True)
