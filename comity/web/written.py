"""Days, figures and names of states inside sentences, as the language of the moment writes them."""

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, get_language_bidi

from comity.foundation.words.rules.said import Nation

from .nations import name_of

FIRST_STRONG, POP = "\u2068", "\u2069"  # isolates of the Unicode bidirectional algorithm


def apart(text: str) -> str:
    """Words in their own direction inside a sentence that runs from right to left; else as they are."""
    return f"{FIRST_STRONG}{text}{POP}" if text and get_language_bidi() else text


def as_written(value: Any, english: str) -> str:
    """English stays as the record has it, so that a page and the record never differ in it."""
    if (get_language() or "en").startswith("en"):
        return english
    if isinstance(value, Nation):
        return name_of(value.code, english)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return number_format(value, use_l10n=True, force_grouping=True)
