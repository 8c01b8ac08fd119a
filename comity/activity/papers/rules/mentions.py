"""Who is spoken to in a remark: names written with an at-sign, as people sign in."""

import re
from collections.abc import Iterable

_NAME = re.compile(r"(?<![\w@.])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)", re.IGNORECASE)


def mentioned(words: str) -> tuple[str, ...]:
    """The names mentioned, in lower case, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(name.lower() for name in _NAME.findall(words)))


def parts(words: str, known: Iterable[str]) -> list[tuple[str, bool]]:
    """The words cut at every mention of a known name: (text, whether it is a mention)."""
    names, found, last = {name.lower() for name in known}, [], 0
    for match in _NAME.finditer(words):
        if match[1].lower() in names:
            found += [(words[last : match.start()], False), (match[0], True)]
            last = match.end()
    return [part for part in [*found, (words[last:], False)] if part[0]]
