"""How calendar, timeline, map and country page grow: `python -m tests.benchmarks.overviews [--sizes 3427 200000]`.

A house of each size is built and kept running, and both are asked in turns, page by page, as whole requests through
the whole application: whatever else the machine does weighs on both alike. The bar is that the larger takes less than
twice the time of the smaller. With ../shared/data (or COMITY_DATA) the smaller size is the real exercises. The months
are those in which the smaller house has most, so that the comparison does not begin with an empty page; beside them
stand the present ones, which a person sees first: nearly empty in the smaller house.

On SQLite, or on the PostgreSQL server of COMITY_DATABASE_URL: each house makes a database there and drops it.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from .pages import fill

ROUNDS = 40
WARM = 5
BAR = 2.0
URL = "COMITY_DATABASE_URL"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=[3427, 200_000])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--house", type=int, help=argparse.SUPPRESS)  # the process that is a house of this size
    options = parser.parse_args()
    if options.house:
        live(options.house, options.sizes[0])
    else:
        sys.exit(measure(options.sizes, options.rounds))


def measure(sizes: list[int], rounds: int) -> int:
    with ExitStack() as stack:
        small, large = (stack.enter_context(house(size, sizes)) for size in sizes)
        month, kind = small.told()
        large.told()
        first: dict[str, list[float]] = {}
        second: dict[str, list[float]] = {}
        for round_ in range(rounds + WARM):
            for one, taken in ((small, first), (large, second)):
                for name, spent in one.asked(month).items():
                    if round_ >= WARM:
                        taken.setdefault(name, []).append(spent)
    return table(sizes, first, second, kind)


def table(sizes: list[int], first: dict[str, list[float]], second: dict[str, list[float]], kind: str) -> int:
    """Print medians and their ratios. Returns the exit status: 1 when a page grew beyond the bar."""
    small, large = sizes
    print(f"{'page':<40}{f'ms at {small:,}':>14}{f'ms at {large:,}':>16}{'ratio':>8}   on {kind}")
    worst = 0.0
    for name, values in first.items():
        before, after = statistics.median(values), statistics.median(second[name])
        worst = max(worst, after / before)
        print(f"{name:<40}{before:>14.1f}{after:>16.1f}{after / before:>8.2f}")
    print(f"The slowest grew {worst:.2f} × (bar: {BAR:.0f}).")
    return 0 if worst < BAR else 1


class House:
    """A process that answers: a line of JSON for each line it is sent."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def told(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a house ended before it answered")
        return json.loads(line)

    def asked(self, month: list[int]) -> dict[str, float]:
        """Milliseconds of each page, asked for once."""
        assert self.process.stdin is not None
        print(json.dumps(month), file=self.process.stdin, flush=True)
        taken: dict[str, float] = self.told()
        return taken


@contextmanager
def house(size: int, sizes: list[int]) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as home, database(os.environ.get(URL)) as url:
        environment = {**os.environ, "COMITY_HOME": home, **({URL: url} if url else {})}
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.overviews",
            "--house",
            str(size),
            "--sizes",
            *map(str, sizes),
        ]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)
        try:
            yield House(process)
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def database(server: str | None) -> Iterator[str | None]:
    """A database of its own on this server, gone afterwards; None for the embedded one."""
    if server is None:
        yield None
        return
    import psycopg

    name = f"house_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def live(size: int, real: int) -> None:
    """Be a house of `size` engagements, the first of them real; say which month is fullest, then time every page once
    for each line read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    Path(os.environ["COMITY_HOME"], "static").mkdir(exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("demo", world="asia-pacific", short=True, verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())
    fill(real, real=True)
    month = fullest_month()
    fill(size, real=False)
    print(json.dumps([month, connection.vendor]), flush=True)
    client = signed_in()
    for line in sys.stdin:
        year, of_year = json.loads(line)
        taken = {name: spent(client, path) for name, path in overviews(year, of_year).items()}
        print(json.dumps(taken), flush=True)


def fullest_month() -> tuple[int, int]:
    """The month in which most begins while the house is small."""
    from django.db.models import Count
    from django.db.models.functions import TruncMonth

    from comity.activity.engagements.models import Engagement

    rows = Engagement.objects.whole("a benchmark looks for a full month").filter(start__isnull=False).order_by()
    counted = rows.annotate(month=TruncMonth("sort_date")).values_list("month").annotate(times=Count("pk"))
    month: date = max(counted, key=lambda row: row[1])[0]
    return month.year, month.month


def overviews(year: int, month: int) -> dict[str, str]:
    then = f"{year}-{month:02d}"
    return {
        f"calendar, {then}": f"/calendar/?month={then}",
        "calendar, this month": "/calendar/",
        f"timeline, six months from {then}": f"/timeline/?since={then}",
        "timeline, six months from now": "/timeline/",
        f"map page, a year from {then}": f"/map/?since={then}",
        f"map data, a year from {then}": f"/map/data.json?since={then}",
        "map page, a year from now": "/map/",
        "map data, a year from now": "/map/data.json",
        "country page, Philippines": "/countries/PHL/",
        "country page, United States": "/countries/USA/",
        "list of countries": "/countries/",
    }


def signed_in() -> Any:
    from django.conf import settings
    from django.test import Client

    from comity.foundation.access.queries import demonstration_people

    settings.DEMONSTRATION = True  # the home became one after the settings were read
    client = Client()
    planner = demonstration_people().get(username="whitlam")
    client.force_login(planner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def spent(client: Any, path: str) -> float:
    begun = time.perf_counter()
    response = client.get(path)
    taken = (time.perf_counter() - begun) * 1000
    assert response.status_code == 200, (path, response.status_code)
    return taken


if __name__ == "__main__":
    main()
