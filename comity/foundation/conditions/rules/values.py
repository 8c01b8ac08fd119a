"""One written value, read as the type its term has. Every refusal says what to write instead."""

import re
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from unicodedata import category

from comity.foundation.conditions.rules.source import Word
from comity.foundation.conditions.rules.tree import Money, Single
from comity.foundation.conditions.rules.vocabulary import Term

MOST_DIGITS = 15
"""SQLite keeps decimals as binary fractions, good for 15 digits. With more the two databases differ."""

_FIGURE = re.compile(
    r"(?P<figure>-?(?:0|[1-9][0-9]{0,2}(?:_[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?)(?:\s+(?P<unit>\S.*))?"
)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


def value_of(word: Word, term: Term) -> Single:
    """The value in the term's type. Raises Unreadable at the value's own place."""
    match term.type:
        case "text":
            return _text(word, term)
        case "choice" | "set":
            return _choice(word, term)
        case "number":
            return _number(word, term)
        case "money":
            return _money(word, term)
        case "date":
            return _date(word, term)
        case "flag":
            return flag(word, f"'{term.name}'")


def flag(word: Word, of: str) -> bool:
    """Yes or no, for a flag or for `known`."""
    if isinstance(word.raw, bool):
        return word.raw
    if isinstance(word.raw, str) and word.raw.casefold() in _FLAGS:
        return _FLAGS[word.raw.casefold()]
    raise word.at.refusal(f"{of} must be yes or no, not {_shown(word)}")


def nearest(name: object, known: tuple[str, ...]) -> str:
    """ "; did you mean …?" for a slip of the pen, and the list of what there is."""
    alike = {word.casefold(): word for word in known}
    close = [alike[word] for word in get_close_matches(str(name).casefold(), alike, n=2)]
    hint = f"; did you mean {' or '.join(repr(c) for c in close)}?" if close else ";"
    return f"{hint} known: {', '.join(known) or 'none'}"


def _shown(word: Word) -> str:
    return "nothing" if word.raw is None else f"'{word.raw}'"


def _text(word: Word, term: Term) -> str:
    if not isinstance(word.raw, str):
        raise word.at.refusal(f"'{term.name}' is text, not {_shown(word)}; write it in quotes")
    if not word.raw:
        raise word.at.refusal(f"an empty text compares with nothing; for '{term.name}' not given write {{known: no}}")
    if any(category(letter) in ("Cc", "Cs") for letter in word.raw):
        raise word.at.refusal(f"'{term.name}' may not hold control characters; databases refuse them")
    return word.raw


def _choice(word: Word, term: Term) -> str:
    text = _text(word, term)
    if term.choices and text not in term.values:
        raise word.at.refusal(f"'{text}' is not a choice of '{term.name}'{nearest(text, term.values)}")
    return text


def _figure(word: Word, term: Term, example: str) -> tuple[Decimal, str]:
    """The figure and the unit as written ("" for none). Floats are refused: they have already lost digits."""
    plain = isinstance(word.raw, str | int | Decimal) and not isinstance(word.raw, bool)
    match = _FIGURE.fullmatch(f"{word.raw:f}" if isinstance(word.raw, Decimal) else str(word.raw)) if plain else None
    if match is None:
        raise word.at.refusal(f"'{term.name}' needs a figure such as {example}, not {_shown(word)}")
    figure = match["figure"].replace("_", "")
    if len(re.sub(r"[-.]", "", figure).lstrip("0")) > MOST_DIGITS:
        raise word.at.refusal(f"a figure may have {MOST_DIGITS} digits, not more")
    return Decimal(figure), match["unit"] or ""


def _number(word: Word, term: Term) -> int | Decimal:
    figure, unit = _figure(word, term, f"9000 {term.unit}".strip())
    if unit and unit != term.unit:
        told = f"is counted in {term.unit}, not in '{unit}'" if term.unit else f"has no unit; leave out '{unit}'"
        raise word.at.refusal(f"'{term.name}' {told}")
    return int(figure) if figure.as_tuple().exponent == 0 else figure


def _money(word: Word, term: Term) -> Money:
    figure, unit = _figure(word, term, f"5000000 {term.unit}")
    if not unit:
        raise word.at.refusal(f"an amount needs its currency: write {figure} {term.unit}")
    if unit != term.unit:
        raise word.at.refusal(f"'{term.name}' is kept in {term.unit}, not in '{unit}'")
    return Money(figure, unit)


def _date(word: Word, term: Term) -> date:
    if isinstance(word.raw, date) and not isinstance(word.raw, datetime):
        return word.raw
    try:
        if isinstance(word.raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word.raw):
            return date.fromisoformat(word.raw)
    except ValueError as error:
        raise word.at.refusal(f"there is no day {word.raw} in the calendar") from error
    raise word.at.refusal(f"'{term.name}' needs a date such as 2026-03-09, not {_shown(word)}")
