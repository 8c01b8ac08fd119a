"""How long a proof takes from a large record in the database: `python -m tests.benchmarks.proving [N] [--postgresql]`.

Proofs that an entry is in the last checkpoint, of entries chosen at random, each verified outside the time taken; by
turns with the baseline, pymerkle's SqliteTree of as many leaves. The bar: a median under 1 ms at 1,000,000 leaves.
"""

import argparse
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from .durable import on_a_durable_database, table

PROOFS = 1000
PIECE = 50_000  # entries in one act
Taken = tuple[float, float]  # seconds by the clock, and of the processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=1_000_000)
    on_a_durable_database("tests.benchmarks.proving", parser, measure)


def measure(asked: argparse.Namespace) -> int:
    from pymerkle import SqliteTree, verify_inclusion

    from comity.foundation.record.queries import prove

    size, chance = filled(asked.size), random.Random(7)
    with tempfile.TemporaryDirectory() as folder, SqliteTree(str(Path(folder) / "theirs.sqlite3")) as theirs:
        theirs.append_entries(n.to_bytes(25) * 8 for n in range(size))
        base, root = theirs.get_leaf, theirs.get_root(size)
        ours_took, theirs_took = list[Taken](), list[Taken]()
        for _ in range(PROOFS):
            seq = chance.randrange(size)
            proof = timed(ours_took, lambda s=seq: prove(s, size=size))
            assert proof.holds()
            other = timed(theirs_took, lambda s=seq: theirs.prove_inclusion(s + 1, size))
            verify_inclusion(base(seq + 1), root, other, index=seq + 1, size=size)
    median = statistics.median(clock for clock, _ in ours_took) * 1000
    table(
        [
            ("ours, from tiles in the database", *figures(ours_took)),
            ("pymerkle SqliteTree", *figures(theirs_took)),
        ],
        heads=(f"{PROOFS:,} proofs from {size:,} leaves", "median ms", "p95 ms", "worst ms", "processor"),
    )
    print(f"A proof takes {median:.2f} ms (bar: 1 ms at 1,000,000 leaves).")
    return 0 if median < 1 else 1


def timed(taken: list[Taken], work: Callable[[], Any]) -> Any:
    clock, processor = perf_counter(), process_time()
    made = work()
    taken.append((perf_counter() - clock, process_time() - processor))
    return made


def figures(taken: list[Taken]) -> list[str]:
    """Milliseconds: median, 95th of a hundred and worst by the clock, and the median of the processor's time."""
    clock, processor = (sorted(part) for part in zip(*taken, strict=True))
    found = (statistics.median(clock), clock[len(clock) * 95 // 100], clock[-1], statistics.median(processor))
    return [f"{1000 * one:.2f}" for one in found]


def filled(size: int) -> int:
    """A record of so many entries, laid out and signed."""
    from django.db import connection, transaction

    from comity.foundation.record.actions.announce_many import Telling, announce_many
    from comity.foundation.record.actions.publish import publish
    from comity.foundation.record.tests.builders import EXERCISE, NOON, Noted, a_key, a_marking, an_actor

    a_key()
    marking_id, reached, start = a_marking().pk, 1, perf_counter()
    while reached < size:
        most = min(PIECE, size - reached)
        told = (Telling(Noted(text=f"{n}"), (EXERCISE,), marking_id) for n in range(reached, reached + most))
        with transaction.atomic():
            reached = announce_many(told, actor=an_actor(), at=NOON).stop
        publish(NOON)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{reached:,} entries appended and signed in {perf_counter() - start:.0f} s")
    return reached


if __name__ == "__main__":
    main()
