"""Values and lists in words: figures with units, days, choices; clauses joined to be read one way only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from comity.foundation.conditions.rules import phrases
from comity.foundation.conditions.rules.phrases import JOINED, Say
from comity.foundation.conditions.rules.tree import Money, Single
from comity.foundation.conditions.rules.vocabulary import Term

Joiner = Literal["and", "or"]


@dataclass(frozen=True)
class Clause:
    """Part of a sentence. A heavy one has commas or lists of its own, so it is set apart more strongly."""

    text: str
    heavy: bool = False


def joined(clauses: Sequence[Clause], joiner: Joiner, say: Say) -> Clause:
    """One or more clauses as one: "a and b", "a, b and c", "a, of some size; b; and c"."""
    if len(clauses) == 1:
        return clauses[0]
    if len(clauses) == 2:
        weight = "heavy pair" if clauses[0].heavy else "pair"
        return Clause(say(JOINED[joiner, weight]).format(first=clauses[0].text, last=clauses[1].text), True)
    weight = "heavy " if any(clause.heavy for clause in clauses) else ""
    text = clauses[0].text
    for clause in clauses[1:-1]:
        text = say(JOINED["", f"{weight}middle"]).format(first=text, last=clause.text)
    return Clause(say(JOINED[joiner, f"{weight}last"]).format(first=text, last=clauses[-1].text), True)


def listed(words: Sequence[str], joiner: Joiner, say: Say) -> str:
    """Several values or names as one list."""
    return joined([Clause(word, ", " in word) for word in words], joiner, say).text


def in_words(value: Single, term: Term, say: Say, *, measured: bool = True) -> str:
    """A value as it is said: "9,400 people", "5,000,000 USD", "9 March 2026", a choice's words, “text”.

    With `measured` false a number goes without its unit, which the sentence names a second time.
    """
    match value:
        case Money(amount, currency):
            return _measure(amount, currency, say)
        case bool():
            return say(phrases.YES if value else phrases.NO)
        case int() | Decimal():
            return _measure(value, term.unit if measured or term.type == "money" else "", say)
        case date():
            month = say(phrases.MONTHS[value.month - 1])
            return say(phrases.DAY).format(day=value.day, month=month, year=value.year)
        case _:
            return _text(value, term, say)


def _measure(value: int | Decimal, unit: str, say: Say) -> str:
    whole = value == int(value)
    figure = _separated(f"{int(value):,}" if whole else f"{value:,f}", say)
    return say(phrases.AMOUNT).format(figure=figure, unit=say(unit)) if unit else figure


def _separated(figure: str, say: Say) -> str:
    """An English figure with the separators of the language that `say` speaks."""
    written = say(phrases.SAMPLE_FIGURE)
    return figure.translate({ord(","): written[1:-5], ord("."): written[-2]})


def _text(value: str, term: Term, say: Say) -> str:
    if value in term.words:
        return say(term.words[value])
    return say(phrases.QUOTED).format(text=value) if term.type == "text" else value
