"""Texts that stand beside the value they say: a stored line “Personnel: 9,400 people” with its 9400.

What comes back is by construction the text that was stored, in English; a reader of another language is told the same.
"""

import re
from decimal import Decimal
from unicodedata import combining, normalize

from .said import Written, known, nation, say, series

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def by_alphabet(name: str) -> str:
    """The key that puts names in order: an accent or a capital does not send a name to the end."""
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter)).casefold()


_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_FIGURE = re.compile(r"(-?[\d,]+(?:\.\d+)?)(?: (\D+))?")


def text_of(value: object, text: str) -> str:
    """`text` so that it can be said in the reader's language, by the plain data it was made from.

    What equals its value is people's own words, and stays as they wrote it.
    """
    if not text or value == text:
        return text
    again = _again(value, text)
    return again if again == text else text


def _again(value: object, text: str) -> str:
    if isinstance(value, list):
        return series([nation("", name) for name in text.split(", ")], ", ")
    if isinstance(value, str) and (day := _DAY.fullmatch(value)):
        return rough_day(*(int(part) for part in day.groups() if part))
    if found := _FIGURE.fullmatch(text):
        number, unit = found.groups()
        return measured(number, unit or "")
    return nation(value, text) if isinstance(value, str) and re.fullmatch("[A-Z]{3}", value) else known(text)


def measured(number: str, unit: str = "") -> str:
    """A figure written in English, with its unit: ``9,400 people``."""
    told = Written(Decimal(number.replace(",", "")), number)
    return say("{figure} {unit}", figure=told, unit=known(unit)) if unit else told


def rough_day(year: int, month: int | None = None, day: int | None = None) -> str:
    """As much of a day as is known: ``5 March 1994``, ``March 1994``, ``1994``."""
    if month is None:
        return str(year)
    if day is None:
        return say("{month} {year}", month=known(MONTHS[month - 1]), year=year)
    return say("{day} {month} {year}", day=day, month=known(MONTHS[month - 1]), year=year)
