"""English that was stored, made sayable again: what an act wrote down is read in the language of whoever reads it now.

What comes back is by construction the very text that was stored: a template that fits gives it back unchanged in
English, and text that no template fits is handed back as it is.
"""

import re
from functools import cache
from string import Formatter

from .said import Said


def recalled(text: str, *sayings: Said) -> str:
    """The saying that `text` once was, if it is made by the template of one of `sayings`; else the text.

    The values of `sayings` do not matter. The first that fits wins, so the narrower goes before the wider.
    """
    for saying in sayings:
        found = _pattern(saying.template).fullmatch(text)
        if found:
            return Said(saying.template, found.groupdict())
    return text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts, seen = [], set[str]()
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
