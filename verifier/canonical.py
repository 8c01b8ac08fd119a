"""JSON in the one form of RFC 8785, for values whose numbers are whole: reading it strictly and writing it.

Text that is not in that form is refused even where it means the same, so that what was hashed reads in one way only:
a key given twice, say, is read by some programs as the first value and by others as the last.
"""

import json
from json.encoder import encode_basestring
from typing import Any

LARGEST = 2**53 - 1  # beyond it JSON readers disagree (RFC 8785 §3.2.2.3, RFC 7493 §2.2)
_DEEPEST = 64  # lists and objects open at once; readers disagree on how many they can take
_fast = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


class NotCanonical(ValueError):
    """Text that is no JSON, or not written in the one allowed way."""


def parsed(text: str) -> Any:
    """The value of any JSON text without floats, figures beyond 2**53 or keys given twice. Raises NotCanonical."""
    try:
        found = json.loads(
            text, parse_float=_no_float, parse_constant=_no_float, parse_int=_whole, object_pairs_hook=_no_twice
        )
    except RecursionError as problem:
        raise NotCanonical("nested too deeply") from problem
    except ValueError as problem:
        raise NotCanonical(str(problem)) from problem
    if text.count("[") + text.count("{") > _DEEPEST and _depth(found) > _DEEPEST:
        raise NotCanonical("nested too deeply")
    return found


def canonical_value(line: bytes) -> Any:
    """The value of bytes that are canonical JSON. Raises NotCanonical.

    What CPython's own writer gives, which is faster, is RFC 8785 but for the order of keys: by code point and not by
    UTF-16 unit. The two differ only where there are characters beyond U+FFFF; then the exact writer below is asked.
    """
    try:
        text = line.decode()
        found = parsed(text)
        write = _fast.encode if text.isascii() or max(text) <= "\uffff" else canonical
        same = write(found) == text
    except (UnicodeDecodeError, UnicodeEncodeError, RecursionError) as problem:
        raise NotCanonical(str(problem)) from problem
    if not same:
        raise NotCanonical("not written in the canonical way")
    return found


def canonical(value: Any) -> str:
    """RFC 8785 text of a value: keys in the order of their UTF-16 units, no spaces, shortest escapes.

    Raises NotCanonical for floats, figures beyond 2**53 and half characters (lone surrogates).
    """
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return str(_whole(str(value)))
        case str():
            value.encode()
            return encode_basestring(value)
        case list():
            return f"[{','.join(canonical(item) for item in value)}]"
        case dict():
            members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
            written = (f"{encode_basestring(name)}:{canonical(item)}" for name, item in members)
            return "{" + ",".join(written) + "}"
    raise NotCanonical(f"{value!r} cannot be written")


def _depth(value: Any) -> int:
    """How many lists and objects lie within each other."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, list | dict)]:
        depth += 1
        level = [item for one in level for item in (one.values() if isinstance(one, dict) else one)]
    return depth


def _no_float(written: str) -> None:
    raise NotCanonical(f"{written} is not a whole figure")


def _whole(written: str) -> int:
    if len(written) > 17 or abs(int(written)) > LARGEST:
        raise NotCanonical(f"{written[:40]} is beyond 2**53")
    return int(written)


def _no_twice(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        raise NotCanonical("a key is given twice")
    return found
