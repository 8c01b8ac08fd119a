"""The evidence bundle: which entries are in it, and what its members say. Format: docs/reference/record-format.md.

What is believed of a bundle is what the verifier recomputes; nothing here needs to be believed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import rfc8785

from . import leaf
from .absence import Erased, Withheld
from .plain import written_time
from .runs import Run

FORMAT = "comity-evidence/1"
MEMBERS = ("manifest.json", "checkpoint", "consistency.json", "runs.json", "leaves.jsonl", "bodies.jsonl")
MOST_STRETCHES = 50_000  # so many runs fit the member with both their sides, in a record of 2**40 entries too

Stretch = tuple[int, int]  # the first number, and how many neighbours

UNREADABLE = Withheld("Its marking is not open to whom this bundle was made for.")
BETWEEN = Withheld("It was not asked for, and lies between entries that were.")


def stretches(numbers: Iterable[int]) -> list[Stretch]:
    """Ascending numbers of entries, which may come twice, as stretches of neighbours."""
    found: list[Stretch] = []
    first = end = -1
    for number in numbers:
        if number > end:
            found += [(first, end - first)] if end > first else []
            first = number
        end = max(end, number + 1)
    return found + ([(first, end - first)] if end > first else [])


def cut(found: Sequence[Stretch], size: int) -> tuple[list[Stretch], int]:
    """The part of these stretches within a record of this size, and how many entries lie beyond."""
    within = [(first, min(count, size - first)) for first, count in found if first < size]
    return within, sum(count for _, count in found) - sum(count for _, count in within)


def bridged(asked: Sequence[Stretch], most: int = MOST_STRETCHES) -> Sequence[Stretch]:
    """At most so many stretches, which hold all those asked for: the narrowest gaps are filled until they are few."""
    gap, shown = 1, asked
    while len(shown) > most:
        gap *= 2
        joined: list[Stretch] = []
        for first, count in asked:
            if joined and first - sum(joined[-1]) < gap:
                joined[-1] = (joined[-1][0], first + count - joined[-1][0])
            else:
                joined.append((first, count))
        shown = joined
    return shown


def numbers_of(shown: Iterable[Stretch]) -> Iterator[int]:
    """Every number of these stretches."""
    for first, count in shown:
        yield from range(first, first + count)


def manifest(*, scope: Mapping[str, object], at: datetime, entries: int, withheld: int, size: int) -> bytes:
    """What was asked for, and what is here."""
    told = {"format": FORMAT, "scope": scope, "made_at": written_time(at)}
    return _json({**told, "entries": entries, "withheld": withheld, "size": size})


def run_text(run: Run) -> bytes:
    """One run, as it stands in the list of runs.json."""
    left, right = ([hashed.hex() for hashed in side] for side in (run.left, run.right))
    return _json({"first": run.first, "count": run.count, "left": left, "right": right})


def growth_text(old: int, path: Sequence[bytes]) -> bytes:
    """One proof, as it stands in the list of consistency.json."""
    return _json({"from": old, "path": [hashed.hex() for hashed in path]})


def absent_line(absence: Erased | Withheld) -> bytes:
    """The line of a body that is not shown."""
    if isinstance(absence, Erased):
        return _json({"erased": absence.reason, "by": absence.by})
    return _json({"withheld": absence.reason})


def body_line(body: Any, salt: bytes, commitment: bytes) -> bytes:
    """The line of a body that is shown, in the one writing that was committed to.

    A body that was changed behind the house's back is written as it stands: the verifier names it. The usual writer
    gives what was committed to unless keys lie beyond U+FFFF; the exact one takes ten times as long.
    """
    text = _json(body)
    if leaf.commitment_to(salt, text) != commitment:
        with suppress(ValueError):  # no value that an event can have
            text = rfc8785.dumps(body)
    return b'{"body":%s,"salt":"%s"}' % (text, salt.hex().encode())


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")
