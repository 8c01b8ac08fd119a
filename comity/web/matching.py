"""How what somebody typed is found in a text: in any case, with or without accents, each word anywhere. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

TERMS_AT_MOST, WORDS_AT_MOST = 6, 120  # words of a search, characters of it
AROUND = 60  # characters shown before and after a word that was found in a long text


class Part(NamedTuple):
    """A stretch of a text, and whether it is what was sought."""

    text: str
    hit: bool


def terms_of(typed: str) -> list[str]:
    """The words sought, without what no text can hold. Every one of them must be found."""
    clean = "".join(letter if letter.isprintable() else " " for letter in typed[:WORDS_AT_MOST])
    return clean.split()[:TERMS_AT_MOST]


def folded(text: str) -> str:
    """Without case and accents: what is compared."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def matches(terms: Sequence[str], *texts: str) -> bool:
    """Whether every term is found in at least one of the texts."""
    sought = [folded(text) for text in texts]
    return all(any(term in text for text in sought) for term in map(folded, terms))


def spellings(term: str) -> list[str]:
    """How a database that folds only plain letters must be asked, so that É is found by é as well."""
    if term.isascii():
        return [term]
    return list(dict.fromkeys([term, term.lower(), term.upper(), term.capitalize()]))


def parts(text: str, terms: Iterable[str]) -> list[Part]:
    """The text cut where what was sought begins and ends."""
    bare, origin = [], []
    for place, letter in enumerate(text):
        for one in folded(letter):
            bare.append(one)
            origin.append(place)
    hit = [False] * len(text)
    whole = "".join(bare)
    for term in {folded(term) for term in terms} - {""}:
        start = whole.find(term)
        while start >= 0:
            for place in origin[start : start + len(term)]:
                hit[place] = True
            start = whole.find(term, start + len(term))
    return _runs(text, hit)


def _runs(text: str, hit: Sequence[bool]) -> list[Part]:
    found: list[Part] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hit[place] != hit[start]:
            found.append(Part(text[start:place], hit[start]))
            start = place
    return found


def excerpt(text: str, terms: Sequence[str]) -> str:
    """The stretch of a long text around the first word that was sought; empty when none is in it."""
    flat = " ".join(text.split())
    bare = folded(flat)
    places = [place for term in terms if (place := bare.find(folded(term))) >= 0]
    if not places:
        return ""
    middle = min(places)  # folding may shift it by a few letters, which an excerpt bears
    start, end = max(0, middle - AROUND), min(len(flat), middle + AROUND + 20)
    return ("… " if start else "") + flat[start:end].strip() + (" …" if end < len(flat) else "")
