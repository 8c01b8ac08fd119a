"""How calendar, timeline, map and country page grow: `python -m tests.benchmarks.overviews [--sizes 3427 200000]`.

Each page is measured at both sizes, as whole requests through the whole application; the bar is that it takes less
than twice its own time. With ../shared/data (or COMITY_DATA) the smaller size is the real exercises. The months are
those in which the smaller house has most, so that the comparison does not begin with an empty page; beside them stand
the present ones, which a person sees first. With COMITY_DATABASE_URL it runs on that (empty) PostgreSQL database.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from datetime import date

from .pages import fill

ROUNDS = 40
BAR = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=[3427, 200_000])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("COMITY_HOME", home)
        sys.exit(measure(options.sizes, options.rounds))


def measure(sizes: list[int], rounds: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("demo", world="asia-pacific", short=True, verbosity=0, stdout=io.StringIO())
    small, large = sizes
    fill(small, real=True)
    pages = overviews(*fullest_month())
    first = medians(pages, rounds)
    fill(large, real=False)
    second = medians(pages, rounds)
    print(f"{'page':<40}{f'ms at {small:,}':>14}{f'ms at {large:,}':>16}{'ratio':>8}   on {connection.vendor}")
    worst = 0.0
    for name in pages:
        ratio = second[name] / first[name]
        worst = max(worst, ratio)
        print(f"{name:<40}{first[name]:>14.1f}{second[name]:>16.1f}{ratio:>8.2f}")
    print(f"The slowest grew {worst:.2f} × (bar: {BAR:.0f}).")
    return 0 if worst < BAR else 1


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


def medians(pages: dict[str, str], rounds: int) -> dict[str, float]:
    """The median of each page in milliseconds, measured in turns."""
    from django.conf import settings
    from django.test import Client

    from comity.foundation.access.queries import demonstration_people

    settings.DEMONSTRATION = True  # the home became one after the settings were read
    client = Client()
    client.force_login(
        demonstration_people().get(username="whitlam"), backend="django.contrib.auth.backends.ModelBackend"
    )
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for round_ in range(rounds + 5):
        for name, path in pages.items():
            begun = time.perf_counter()
            response = client.get(path)
            spent = (time.perf_counter() - begun) * 1000
            assert response.status_code == 200, (path, response.status_code)
            if round_ >= 5:
                taken[name].append(spent)
    return {name: statistics.median(values) for name, values in taken.items()}


if __name__ == "__main__":
    main()
