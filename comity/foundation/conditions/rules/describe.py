"""A condition in words, without any facts: what a rule says."""

from collections.abc import Mapping
from dataclasses import dataclass

from comity.foundation.conditions.rules import phrases
from comity.foundation.conditions.rules.phrases import Say, plainly, plural
from comity.foundation.conditions.rules.tree import All, AnyOf, Condition, Not, Single, Test
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary
from comity.foundation.conditions.rules.wording import Clause, Joiner, in_words, joined, listed


def describe(condition: Condition, vocabulary: Vocabulary, say: Say = plainly) -> str:
    """The condition as one clause: "it is an exercise and personnel is over 9,000 people".

    No full stop and no capital, so that it can follow "if" or "when". `say` translates patterns and labels.
    Raises LookupError for a term that the vocabulary does not have.
    """
    match _outline(condition, True):
        case (test, holds):
            return told(test, vocabulary.term(test.term), holds, say).text
        case group:
            return _group(group, vocabulary, say).text


@dataclass(frozen=True)
class _Group:
    joiner: Joiner
    parts: "tuple[_Outline, ...]"


_Outline = tuple[Test, bool] | _Group


def _outline(condition: Condition, holds: bool) -> _Outline:
    """The same condition with every `not` moved to the tests and like groups merged, as people speak."""
    match condition:
        case Test():
            return condition, holds
        case Not(part):
            return _outline(part, not holds)
        case All(parts) | AnyOf(parts):
            joiner: Joiner = "and" if isinstance(condition, All) == holds else "or"
            return _merged(joiner, [_outline(part, holds) for part in parts])


def _merged(joiner: Joiner, outlines: list[_Outline]) -> _Outline:
    parts: list[_Outline] = []
    for outline in outlines:
        like = isinstance(outline, _Group) and outline.joiner == joiner
        parts.extend(outline.parts if isinstance(outline, _Group) and like else [outline])
    return parts[0] if len(parts) == 1 else _Group(joiner, tuple(parts))


def _group(group: _Group, vocabulary: Vocabulary, say: Say, *, outer: bool = True) -> Clause:
    if not group.parts:
        return Clause(say(phrases.ALWAYS if group.joiner == "and" else phrases.NEVER))
    last = len(group.parts) - 1
    clauses = [_part(part, i == last, outer and last > 1, vocabulary, say) for i, part in enumerate(group.parts)]
    return joined(clauses, group.joiner, say)


def _part(part: _Outline, last: bool, set_off: bool, vocabulary: Vocabulary, say: Say) -> Clause:
    if not isinstance(part, _Group):
        test, holds = part
        return told(test, vocabulary.term(test.term), holds, say)
    listed = _group(part, vocabulary, say, outer=False).text
    return Clause(_bounded(part, listed, last, set_off, say), True) if part.parts else Clause(listed)


def _bounded(group: _Group, listed: str, last: bool, set_off: bool, say: Say) -> str:
    """The group's words so that one sees where it begins and ends: "a and b or c" could be read two ways."""
    set_off = set_off and ";" not in listed  # then the semicolons around it do that
    if not (last or set_off):
        return say(phrases.ENCLOSED).format(listed=listed)
    if group.joiner == "or":
        return say(phrases.EITHER).format(listed=listed)
    if set_off:
        return listed
    return say(phrases.BOTH if len(group.parts) == 2 else phrases.ALL_OF).format(listed=listed)


def told(test: Test, term: Term, holds: bool, say: Say) -> Clause:
    """One test as a clause, in the wording for "holds" or for "does not hold"."""
    which = 0 if holds else 1
    if test.operator == "known":
        return clause(phrases.KNOWN[which if test.value else 1 - which], term, {}, say, by_label=True)
    if term.type == "flag":
        return flag_clause(term, bool(test.value) is holds, say)
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    if term.type == "set":
        operator = "includes" if len(values) == 1 else test.operator
        return clause(phrases.DESCRIBED_SET[operator][which], term, gaps(values, term, say), say, by_label=True)
    table = phrases.DESCRIBED_DAY if term.type == "date" else phrases.DESCRIBED_AMOUNT
    return clause(table[test.operator][which], term, gaps(values, term, say), say)


def flag_clause(term: Term, value: bool, say: Say) -> Clause:
    """The flag's own sentence for yes or no, else "… is answered yes"."""
    word = phrases.YES if value else phrases.NO
    if term.choices:
        return Clause(say(term.words[word]))
    return clause(phrases.FLAG, term, {"value": say(word)}, say)


def gaps(values: tuple[Single, ...], term: Term, say: Say) -> dict[str, str]:
    """What the gaps of a pattern are filled with, for the values of a test."""
    words = [in_words(value, term, say) for value in values]
    return {
        "value": words[0],
        "low": in_words(values[0], term, say, measured=False),
        "high": words[-1],
        "any_value": listed(words, "or", say),
        "each_value": listed(words, "and", say),
    }


def clause(pattern: str, term: Term, filled: Mapping[str, str], say: Say, *, by_label: bool = False) -> Clause:
    """The pattern with its subject and gaps filled in."""
    subject = term.label if by_label else term.subject or term.label
    spoken = say(plural(pattern) if term.plural else pattern)
    text = spoken.format(subject=say(subject), **filled)
    lists = {"{any_value}", "{each_value}"}
    return Clause(text, ", " in text or any(gap in pattern for gap in lists))
