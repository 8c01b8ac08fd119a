"""How fast the record grows, beside pymerkle: `python -m tests.benchmarks.appending [--postgresql]`.

Baselines, in the same run and by turns: pymerkle's SqliteTree as it comes (a journal that is rolled back,
synchronous=FULL), called once for each entry, and in bulk. It stores an opaque entry and its hash: no body that is
told apart from the leaf, no salt, no index, no tiles, no signed checkpoint. So there are two figures of ours in bulk:
whole entries with all of that, and the log alone, over a table like pymerkle's with the same given leaves, which the
record's rules hash, lay in tiles and sign. What each writes stands beside it.
"""

import argparse
import secrets
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from .durable import on_a_durable_database, table

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ENTRY = 200  # bytes of an opaque entry
Timed = tuple[float, float]  # entries a second by the clock, and microseconds of processor time for each
_numbers = count()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=300)
    parser.add_argument("--single", type=int, default=300, help="entries appended one by one")
    parser.add_argument("--bulk", type=int, default=50_000, help="entries appended at once")
    parser.add_argument("--rounds", type=int, default=3)
    on_a_durable_database("tests.benchmarks.appending", parser, measure)


def measure(asked: argparse.Namespace) -> int:
    from comity.foundation.record.tests.builders import a_key, a_marking

    a_key()
    marking_id = a_marking().pk
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ways: dict[str, Callable[[], Timed]] = {
            "acts: accounts made, each in a transaction of its own": lambda: acts(asked.acts, marking_id),
            "announce alone, many in one transaction": lambda: announced(asked.single, marking_id),
            "pymerkle SqliteTree, called per entry": lambda: theirs_one_by_one(place, asked.single),
            "pymerkle SqliteTree, in bulk": lambda: theirs_in_bulk(place, asked.bulk),
            "ours in bulk: whole entries, tiles, checkpoint": lambda: ours_in_bulk(asked.bulk, marking_id),
            "ours in bulk: the log alone, tiles, checkpoint": lambda: log_in_bulk(place, asked.bulk),
        }
        found: dict[str, list[Timed]] = {name: [] for name in ways}
        for _ in range(asked.rounds):
            for name, way in ways.items():
                found[name].append(way())
    middle = {name: [statistics.median(part) for part in zip(*taken, strict=True)] for name, taken in found.items()}
    one, bulk = middle["pymerkle SqliteTree, called per entry"], middle["pymerkle SqliteTree, in bulk"]
    table(
        [
            (name, f"{rate:,.0f}", f"{micro:.1f}", f"{rate / one[0]:.1f} ×", f"{rate / bulk[0]:.2f} ×")
            for name, (rate, micro) in middle.items()
        ],
        heads=(f"median of {asked.rounds}", "a second", "µs processor", "per entry", "bulk"),
    )
    alone, whole = (
        middle[f"ours in bulk: {what}, tiles, checkpoint"][0] for what in ("the log alone", "whole entries")
    )
    print(f"The log alone: {alone / one[0]:.0f} × per entry (bar: 50), {alone / bulk[0]:.2f} × in bulk (bar: 1).")
    print(f"Whole entries, of which it has no like: {whole / one[0]:.0f} × per entry, {whole / bulk[0]:.2f} × in bulk.")
    return 0 if alone >= 50 * one[0] and alone >= bulk[0] else 1


def timed(entries: int, work: Callable[[], object]) -> Timed:
    wall, processor = perf_counter(), process_time()
    work()
    return entries / (perf_counter() - wall), (process_time() - processor) / entries * 1e6


def acts(number: int, marking_id: int) -> Timed:
    from tests.adversary.writers import an_act

    act = an_act(marking_id)
    return timed(number, lambda: [act(f"w{next(_numbers)}", False) for _ in range(number)])


def announced(number: int, marking_id: int) -> Timed:
    from django.db import transaction

    from comity.foundation.record.actions.announce import announce
    from comity.foundation.record.tests.builders import EXERCISE, Noted, an_actor

    def work() -> None:
        with transaction.atomic():
            for n in range(number):
                announce(Noted(text=f"{n}"), actor=an_actor(), at=AT, about=(EXERCISE,), marking_id=marking_id)

    return timed(number, work)


def theirs_one_by_one(folder: Path, number: int) -> Timed:
    from pymerkle import SqliteTree

    leaves = opaque(number)
    with SqliteTree(str(folder / f"{next(_numbers)}.sqlite3")) as tree:
        return timed(number, lambda: [tree.append_entry(leaf) for leaf in leaves])


def theirs_in_bulk(folder: Path, number: int) -> Timed:
    from pymerkle import SqliteTree

    leaves = opaque(number)
    with SqliteTree(str(folder / f"{next(_numbers)}.sqlite3")) as tree:
        return timed(number, lambda: tree.append_entries(leaves))


def opaque(number: int) -> list[bytes]:
    return [secrets.token_bytes(ENTRY) for _ in range(number)]


def ours_in_bulk(number: int, marking_id: int) -> Timed:
    """As `announce` does: body, salt, commitment, leaf, a mention, indexes and guards; then tiles and checkpoint."""
    from django.db import transaction

    from comity.foundation.record.actions.announce_many import Telling, announce_many
    from comity.foundation.record.actions.publish import publish
    from comity.foundation.record.events import Thing
    from comity.foundation.record.tests.builders import Noted, an_actor

    begun = next(_numbers)
    told = [
        Telling(
            Noted(text=f"Imported {begun}/{n}, as the list of exercises has it"), [Thing("engagement", n)], marking_id
        )
        for n in range(number)
    ]

    def work() -> None:
        with transaction.atomic():
            announce_many(told, actor=an_actor(), at=AT)
        publish(AT)

    return timed(number, work)


def log_in_bulk(folder: Path, number: int) -> Timed:
    """Leaves as given and their hashes in a table, full tiles in another, one signed checkpoint: one transaction."""
    from comity.foundation.record.actions.keep_key import signer
    from comity.foundation.record.models import Key
    from comity.foundation.record.rules import checkpoint, merkle, note, tiles

    key, leaves = Key.objects.order_by("-number")[0].verifier, opaque(number)
    path = folder / f"{next(_numbers)}.sqlite3"

    def work() -> None:
        levels, rows = [merkle.leaf_hashes(leaves)], list[tuple[int, int, bytes]]()
        while len(level := levels[-1]) >= tiles.WIDTH:
            full = [level[at : at + tiles.WIDTH] for at in range(0, len(level) - tiles.WIDTH + 1, tiles.WIDTH)]
            rows += [(len(levels) - 1, place, b"".join(inside)) for place, inside in enumerate(full)]
            levels.append([tiles.subtree_root(inside) for inside in full])
        root = tiles.root_of_tree(number, lambda level, n: levels[level][n * tiles.WIDTH : (n + 1) * tiles.WIDTH])
        said = checkpoint.Checkpoint(key.name, number, root)
        with log:
            log.executemany("INSERT INTO leaf (entry, hash) VALUES (?, ?)", zip(leaves, levels[0], strict=True))
            log.executemany("INSERT INTO tile VALUES (?, ?, ?)", rows)
            signed = note.signed(said.text(), key, signer(key)).as_bytes()
            log.execute("INSERT INTO checkpoint VALUES (?, ?)", [said.size, signed])

    with closing(sqlite3.connect(path)) as log:
        log.executescript(
            "PRAGMA synchronous=FULL;"  # and the journal of pymerkle
            "CREATE TABLE leaf (id INTEGER PRIMARY KEY AUTOINCREMENT, entry BLOB, hash BLOB);"
            "CREATE TABLE tile (level INTEGER, number INTEGER, hashes BLOB, UNIQUE (level, number));"
            "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note BLOB);"
        )
        return timed(number, work)


if __name__ == "__main__":
    main()
