"""Makes the verifier one HTML file: its page, styles and modules, and a policy that lets it reach nothing.

The modules are put one after another, each in a function that gives what it exports, in the order in which they need
each other. That needs no bundler because their imports and exports are written plainly; what is written otherwise is
refused. The same sources give the same bytes.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from posixpath import dirname, join, normpath

FIRST = "comity/verify/page.js"
SKELETON = "comity/verify/alone.html"
STYLES = ("comity/verify/alone.css", "comity/verify/verify.css")

_COMMENT = re.compile(r"^[ \t]*/\*(?!!)(?:[^*]|\*(?!/))*\*/[ \t]*\n|^[ \t]*//.*\n|/\*\* @type .*?\*/ ?", re.MULTILINE)
_IMPORT = re.compile(r'^import (?:\{([^}]*)\}|\* as (\w+)) from "(\.[^"]+)";\n', re.MULTILINE)
_NAMED = re.compile(r"^export ((?:async )?(?:function\*?|class|const|let) (\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};?\n", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b.*|\bimport\(.*|</script.*", re.MULTILINE | re.IGNORECASE)


def one_file(read: Callable[[str], str]) -> str:
    """The page; `read` gives the text of a static file by its path. Raises ValueError for a module it cannot join."""
    script = _joined(FIRST, read)
    style = "\n".join(read(path) for path in STYLES)
    allowed = {
        "default-src": "'none'",
        "script-src": _digest(script),
        "style-src": _digest(style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    policy = "; ".join(f"{name} {value}" for name, value in allowed.items())
    page = read(SKELETON)
    for place, text in (("POLICY", policy), ("STYLE", style), ("SCRIPT", script)):
        if page.count(f"%{place}%") != 1:
            raise ValueError(f"{SKELETON} has not one place for {place}")
        before, _, after = page.partition(f"%{place}%")
        page = before + text + after
    return page


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _joined(first: str, read: Callable[[str], str]) -> str:
    modules: dict[str, str] = {}
    _take(first, read, modules)
    return "\n".join(['"use strict";', *modules.values()])


def _take(path: str, read: Callable[[str], str], modules: dict[str, str]) -> str:
    """Adds a module after those it needs; the name under which its exports are known."""
    name = "$" + re.sub(r"\W", "_", path)
    if path in modules:
        return name

    def imported(found: re.Match[str]) -> str:
        names, whole, source = found.groups()
        known = _take(normpath(join(dirname(path), source)), read, modules)
        return f"const {whole or '{' + names.replace(' as ', ': ') + '}'} = {known};\n"

    text = _IMPORT.sub(imported, _COMMENT.sub("", read(path)))
    given = [found[2] for found in _NAMED.finditer(text)]
    for listed in _LISTED.findall(text):
        given += [": ".join(reversed(one.split(" as "))) for one in map(str.strip, listed.split(",")) if one]
    text = _LISTED.sub("", _NAMED.sub(r"\1", text))
    if left := _LEFT.search(text):
        raise ValueError(f"{path} cannot be put into one file: {left[0].strip()[:80]}")
    modules[path] = f"const {name} = (() => {{\n{text}return {{ {', '.join(given)} }};\n}})();"
    return name
