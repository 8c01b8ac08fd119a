"""Knows canonical lines again by their shape, so that a million entries need not be parsed one by one.

Entries of one kind differ in their values and hardly ever in their keys. From a line that the exact reader has found
canonical a pattern is made: its keys and punctuation as they are, any canonical string for a string, any canonical
whole figure for a figure. A line that fits the pattern has the same keys in the same order and only canonical values,
so it is canonical too; whatever fits none goes to the exact reader. Nothing is ever accepted here that is refused
there (tests/test_canonical.py).

DANGER: patterns look at bytes. That these are UTF-8 without raw control characters is for the caller to have made sure
of, for many lines at once (`bundle.Lines.is_plain`).
"""

import re
from collections.abc import Callable

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"(:?)|-?[0-9]+')
_UNESCAPED = rb'"[^"]*+"'  # where no backslash is in the line
_ESCAPE = rb'\\(?:["\\bfnrt]|u00(?:0[0-7be-f]|1[0-9a-f]))'  # no others, so no escaped surrogates
_ESCAPED = rb'"[^"\\]*+(?:' + _ESCAPE + rb'[^"\\]*+)*+"'
_FIGURE = rb"(?:0|-?[1-9][0-9]{0,14}+)"  # 15 figures are below 2**53; a 16th goes to the exact reader
_BODY = re.compile(rb'\{"body":(\{.*\}),"salt":"([0-9a-f]+)"\}')
MOST = 2000  # kinds: a bundle cannot fill the memory with patterns
EACH = 12  # patterns tried for one line

Shape = tuple[Callable[[bytes], object], int]  # whether a line fits, and where its salt begins, from the end
Shapes = dict[bytes, list[Shape]]


class Known:
    """Patterns by kind of event, for lines without a backslash and for those with one."""

    def __init__(self) -> None:
        self.unescaped: Shapes = {}
        self.escaped: Shapes = {}

    def learn(self, kind: bytes, line: bytes) -> None:
        """Remember the shape of a line that the exact reader has found to be a canonical body with its salt."""
        found, shapes = _BODY.fullmatch(line), self.escaped if b"\\" in line else self.unescaped
        if found is None or len(shapes.get(kind, ())) >= EACH or len(shapes) >= MOST:
            return
        text = _pattern(found[1], _ESCAPED if shapes is self.escaped else _UNESCAPED)
        salt = rb'"[0-9a-f]{%d}"' % len(found[2])
        pattern = re.compile(rb'\{"body":' + text + rb',"salt":' + salt + rb"\}")
        shapes.setdefault(kind, []).append((pattern.fullmatch, -2 - len(found[2])))


def _pattern(text: bytes, string: bytes) -> bytes:
    parts, end = [], 0
    for token in _TOKEN.finditer(text):
        parts.append(re.escape(text[end : token.start()]))
        parts.append(re.escape(token[0]) if token[1] else string if token[0][:1] == b'"' else _FIGURE)
        end = token.end()
    return b"".join(parts) + re.escape(text[end:])
