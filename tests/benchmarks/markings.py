"""What one reader may read of many marked records: `python -m tests.benchmarks.markings [--postgresql]`.

Records of 2,000 distinct markings. An ordinary reader may read one in seven of them, a needle reader 64 of them all.
cedarpy decides each record, with policies and entities parsed beforehand, which is its fastest way, and not counted. We
decide each distinct marking once, and the database selects by `readable_by`; it must select the same records.

- *begun*: in a process that has just begun and has read no label yet. *cold*: for a reader never seen before. *warm*:
  for a reader who comes again.
- *first page*: the newest 50, as a list of a large table asks for them (`named_if_few`), every query of it.
- *decided*: which records may be read is settled. *counted*: all of them are counted in the database as well, so that
  each has been looked up; for an ordinary reader that is the database's counting and little else.

The machine may be busy: cedarpy and we are charged the processor time only, ours with that of the process of the
PostgreSQL server (by the clock when that runs elsewhere). Of several rounds the quickest is judged. `--sample N` lets
cedarpy decide N records and multiplies.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .durable import on_a_durable_database, table

SIZES = (100_000, 1_000_000)
MARKINGS, NEEDLES, PAGE = 2000, 64, 50
COLD, WARM, FIRST_PAGE = 300, 10_000, 2.0  # times, times, milliseconds
NATIONS = ("AUS", "FJI", "IDN", "JPN", "NZL", "PHL", "PNG", "SGP")
GROUPS = tuple(f"group {n}" for n in range(6))
CHUNK = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--sample", type=int, default=0, help="how many records cedarpy decides; 0 for all")
    parser.add_argument("--rounds", type=int, default=30)
    on_a_durable_database("tests.benchmarks.markings", parser, measure)


def measure(asked: argparse.Namespace) -> int:
    from comity.foundation.labels.tests.builders import lay_tables

    lay_tables()
    met = True
    for size in asked.sizes:
        met &= House(size).measured(asked.sample or size, asked.rounds)
    return 0 if met else 1


class House:
    """So many records on disk, and what is known of them: each record's label, by its id."""

    def __init__(self, size: int) -> None:
        from django.db import connection, transaction

        from comity.foundation.labels.queries import marking_for
        from comity.foundation.labels.rules.label import label

        chance = random.Random(size)
        self.size = size
        self.labels = list(_distinct(chance))
        needle = label("DEMO", "SECRET", releasable_to=["TON"])
        with transaction.atomic():
            ids = {one: marking_for(one).pk for one in [*self.labels, needle]}
        self.of = [chance.choice(self.labels) for _ in range(size)]
        for place in chance.sample(range(size), NEEDLES):
            self.of[place] = needle
        self.labels.append(needle)
        _fill(connection, [ids[one] for one in self.of])

    def readers(self) -> dict[str, Any]:
        from comity.foundation.labels.rules.label import Reader

        return {
            "ordinary": Reader("AUS", frozenset({("DEMO", "CONFIDENTIAL")}), frozenset(GROUPS[:2])),
            "needle": Reader("TON", frozenset({("DEMO", "SECRET")}), frozenset(GROUPS)),
        }

    def measured(self, sample: int, rounds: int) -> bool:
        """Print what everything takes. Returns whether every bar is met."""
        met, rows = True, []
        for name, reader in self.readers().items():
            took, seen = self.by_cedar(reader, sample)
            found = self.by_us(reader, name, rounds)
            visible = found.pop("visible")
            assert visible == self.decided(reader), "the database selects otherwise"
            assert seen == {one for one in visible if one <= sample}, "cedarpy decides otherwise"
            rows.append((f"{name} reader: cedarpy, each of {self.size:,} records", f"{took:,.0f} ms", "", ""))
            for way, (best, middle, bar) in found.items():
                fine, ratio, said = judged(took, best, bar)
                met &= fine
                line = f"{name} reader, {len(visible):,} visible: {way}"
                verdict = "" if bar is None else "met" if fine else "MISSED"
                rows.append((line, f"{best:,.2f} ms", f"{middle:,.2f} ms", ratio, said, verdict))
        print(f"\n{self.size:,} records of {MARKINGS:,} markings")
        table(rows, heads=("", "quickest", "median", "cedarpy ÷", "bar", ""))
        return met

    def by_cedar(self, reader: Any, sample: int) -> tuple[float, set[int]]:
        """Milliseconds of processor time for all records, and the ids of those admitted among the first `sample`."""
        import cedarpy
        from django.utils import timezone

        from comity.foundation.labels.queries import policies
        from comity.foundation.labels.tests import cedar

        at, known = timezone.now(), {"DEMO": policies()["DEMO"]}
        cedar.MOST_LIMITS = 1  # of what the records say, the shortest rule that decides it
        rule = cedarpy.PolicySet.from_str(cedar.rule(known, at))
        spent, seen = 0.0, set()
        for begin in range(0, sample, CHUNK):
            records = {str(n + 1): self.of[n] for n in range(begin, min(begin + CHUNK, sample))}
            facts = cedar.entities(records, {"r": reader}, known, at)
            begun = time.process_time()
            admitted = [name for name in records if cedar.decides(name, "r", rule, facts)]
            spent += time.process_time() - begun
            seen |= {int(name) for name in admitted}
        return spent * 1000 * self.size / sample, seen

    def by_us(self, reader: Any, name: str, rounds: int) -> dict[str, Any]:
        from comity.foundation.labels import queries
        from comity.foundation.labels.tests.builders import Paper

        def rows() -> Any:
            return Paper.objects.readable_by(reader)

        def first_page() -> Any:
            return list(rows().named_if_few(reader).order_by("-pk").values_list("pk", flat=True)[:PAGE])

        def decided() -> Any:
            return queries.readable_marking_ids(reader)

        def counted() -> Any:
            return rows().count()

        def anew() -> None:
            queries._decided.clear()
            queries._sets.clear()

        def from_nothing() -> None:
            queries._forget_what_was_decided()
            queries._labels.clear()

        visible = set(rows().values_list("pk", flat=True))
        page = in_the_database(first_page, rounds)
        return {
            "visible": visible,
            "decided and counted, begun": (*timed(counted, rounds, from_nothing), None),
            "decided and counted, cold": (*timed(counted, rounds, anew), COLD),
            "decided and counted, warm": (*timed(counted, rounds), None),
            "decided, cold": (*timed(decided, rounds, anew), None),
            "decided, warm": (*timed(decided, rounds), WARM),
            "first page, in the database": (*page, -FIRST_PAGE),
        }

    def decided(self, reader: Any) -> set[int]:
        """The ids of all records that the rule with its reasons admits, decided label by label."""
        from django.utils import timezone

        from comity.foundation.labels.queries import policies
        from comity.foundation.labels.rules.reading import reads

        admitted = {one for one in self.labels if reads(one, reader, policies(), timezone.now()).allowed}
        return {n for n, one in enumerate(self.of, 1) if one in admitted}


def judged(cedar: float, ours: float, bar: float | None) -> tuple[bool, str, str]:
    """Whether the bar is met (a negative one is milliseconds), how many times faster, and the bar in words."""
    if bar is not None and bar < 0:
        return ours <= -bar, "", f"{-bar:g} ms"
    return bar is None or cedar / ours >= bar, f"{cedar / ours:,.0f} ×", "" if bar is None else f"{bar:,} ×"


def timed(work: Callable[[], Any], rounds: int, before: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """The quickest round and the middle one, in milliseconds."""
    taken, clock = [], our_clock()
    for _ in range(rounds):
        before()
        begun = clock()
        work()
        taken.append((clock() - begun) * 1000)
    return min(taken), statistics.median(taken)


def our_clock() -> Callable[[], float]:
    """Seconds of processor time of this process, and of the server's process that serves it when it runs here too."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # helpers could not be charged
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not server.exists():
        return time.perf_counter
    return lambda: time.process_time() + int(server.read_text().split()[0]) / 1e9


def in_the_database(work: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Milliseconds that the database itself takes for what is asked: parsing, planning, running and handing over."""
    from django.db import connection

    asked: list[tuple[str, Any]] = []

    def noted(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(noted):
        work()
    asked = [(sql, values) for sql, values in asked if "labels_tests_paper" in sql]  # not which markings there are
    taken, clock = [], our_clock()
    with connection.cursor() as cursor:
        for _ in range(rounds):
            begun = clock()
            for sql, values in asked:
                cursor.execute(sql, values)
                cursor.fetchall()
            taken.append((clock() - begun) * 1000)
    return min(taken), statistics.median(taken)


def _distinct(chance: random.Random) -> Iterator[Any]:
    from comity.foundation.labels.rules.label import label

    made: set[Any] = set()
    levels = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET")
    while len(made) < MARKINGS:
        nations = chance.sample(NATIONS, chance.randint(2, 5))
        one = label(
            "DEMO",
            chance.choice(levels),
            releasable_to=nations,
            need_to_know=chance.sample(GROUPS, chance.choice([0, 1, 1, 2])),
        )
        if one not in made:
            made.add(one)
            yield one


def _fill(connection: Any, markings: list[int]) -> None:
    """Every record with its marking, the newest last, and two indexes: one to count by, and the one in which a list
    looks first whether its reader reads but few."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM labels_tests_paper")
        cursor.execute("DROP INDEX IF EXISTS labels_tests_paper_marked")
        cursor.execute("DROP INDEX IF EXISTS labels_tests_paper_few")
        rows = ((n, f"Paper {n}", marking) for n, marking in enumerate(markings, 1))
        if connection.vendor == "postgresql":
            with cursor.copy("COPY labels_tests_paper (id, title, marking_id) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            statement = "INSERT INTO labels_tests_paper (id, title, marking_id) VALUES (?, ?, ?)"
            cursor.cursor.connection.executemany(statement, rows)
            cursor.cursor.connection.commit()
        cursor.execute("CREATE INDEX labels_tests_paper_marked ON labels_tests_paper (marking_id, id DESC)")
        cursor.execute("CREATE INDEX labels_tests_paper_few ON labels_tests_paper (ABS(marking_id), id)")
        if connection.vendor == "postgresql":  # as its own housekeeping does; the embedded database has none
            cursor.execute("VACUUM ANALYZE labels_tests_paper")


if __name__ == "__main__":
    main()
