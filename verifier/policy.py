"""Whose signatures the auditor asks for: a small text file that they keep themselves."""

from dataclasses import dataclass

from .note import LOG, WITNESS, Key, key
from .refusals import Unreadable


@dataclass(frozen=True)
class Policy:
    """The log's key (more than one after a rotation), the witnesses known, and how many of them must have signed."""

    logs: tuple[Key, ...]
    witnesses: tuple[Key, ...]
    quorum: int


def policy(text: str) -> Policy:
    """Read line by line: `log KEY`, `witness KEY`, `quorum N`; `#` begins a comment. Raises Unreadable."""
    keys: dict[str, list[Key]] = {"log": [], "witness": []}
    quorum = None
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        match words:
            case ["quorum", figure] if figure.isascii() and figure.isdigit() and quorum is None:
                quorum = int(figure)
            case ["log" | "witness" as role, written]:
                keys[role].append(key(written))
            case _:
                raise Unreadable(f"Line {number} of your policy is not understood: “{line.strip()[:80]}”.")
    return _sound(tuple(keys["log"]), tuple(keys["witness"]), quorum)


def _sound(logs: tuple[Key, ...], witnesses: tuple[Key, ...], quorum: int | None) -> Policy:
    if not logs:
        raise Unreadable("Your policy names no log: whose keys? Add a line “log KEY”.")
    if quorum is None:
        raise Unreadable("Your policy does not say how many witnesses it asks for. Add a line “quorum N”, N may be 0.")
    if any(one.kind != LOG for one in logs) or any(one.kind != WITNESS for one in witnesses):
        raise Unreadable("Your policy gives a key of the wrong kind: a log's begins with A, a witness's with B.")
    if len({one.name for one in logs}) > 1:
        raise Unreadable("Your policy names more than one log.")
    if len({one.name for one in witnesses}) < len(witnesses):
        raise Unreadable("Your policy names a witness twice.")
    publics = [one.public for one in (*logs, *witnesses)]
    if len(set(publics)) < len(publics):
        raise Unreadable("Your policy gives the same key twice: one signature would count as two.")
    if quorum > len(witnesses):
        raise Unreadable(f"Your policy asks for {quorum} witnesses but names only {len(witnesses)}.")
    return Policy(logs, witnesses, quorum)
