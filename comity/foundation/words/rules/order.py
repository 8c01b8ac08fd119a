"""The order in which names stand in a list: by their letters, whatever their case and accents."""

import unicodedata


def by_letters(name: str) -> str:
    """What names are sorted by, so that Égypte stands between Dominique and Fidji."""
    apart = unicodedata.normalize("NFKD", str(name).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
