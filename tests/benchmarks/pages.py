"""How fast the first pages are, beside a bare view: `python -m tests.benchmarks.pages [--sizes 3427 200000]`.

The baseline, measured side by side in the same process: a bare Django view behind the same sign-in that
makes one indexed query for as many rows and writes them out as a plain list, with no template. Both are
called through the whole application (middleware, session, actor), interleaved, request by request.
With ../shared/data (or COMITY_DATA) the smaller size is the 3,427 real exercises; else they are generated.
"""

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from comity.activity.engagements.rules.dates import Precision, RoughDate, is_long, last_day

ROUNDS = 120
DATA = Path(os.environ.get("COMITY_DATA", "../shared/data")) / "multinational_exercises.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[3427, 200_000])
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
    (small, *_) = sizes
    print(f"{'page':<34}{'engagements':>12}{'median ms':>11}{'p95 ms':>9}{'× bare':>8}   on {connection.vendor}")
    worst = 0.0
    for size in sizes:
        fill(size, real=size == small)
        worst = max(worst, table(size, rounds))
    print(f"The list took at most {worst:.2f} × the bare view (bar: 3).")
    return 0 if worst <= 3 else 1


def fill(size: int, *, real: bool) -> None:
    """Bring the number of engagements to at least `size`: the real exercises first, generated ones after."""
    from django.core.management import call_command

    from comity.activity.engagements.models import Engagement

    rows = Engagement.objects.whole("a benchmark counts")
    if real and DATA.exists():
        call_command("import_exercises", str(DATA), stdout=io.StringIO())
    missing = size - rows.count()
    if missing > 0:
        generate(missing)
    from django.db import connection

    with connection.cursor() as cursor:
        # What the housekeeping of a running PostgreSQL does by itself after a while.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def generate(count: int) -> None:
    """Plausible engagements, written straight to the tables; the record is not part of what is measured."""
    from comity.activity.engagements.models import Engagement, Participation

    chance = random.Random(7)
    rows = Engagement.objects.whole("a benchmark copies")
    samples = list(rows.order_by("pk").prefetch_related("participations")[:200])
    made, taking_part = [], []
    for number in range(count):
        sample = chance.choice(samples)
        one = Engagement(**{f.attname: getattr(sample, f.attname) for f in Engagement._meta.concrete_fields})
        one.pk = uuid.UUID(int=chance.getrandbits(128), version=4)
        one.reference = f"GEN-{number:07d}"
        one.title = f"Generated engagement {number}"
        one.dossier_id = None
        one.source_key = f"generated:{number}"
        _move(one, date(1980, 1, 1) + timedelta(days=chance.randrange(19_000)))
        made.append(one)
        for party in sample.participations.all():
            taking_part.append(
                Participation(engagement=one, state_id=party.state_id, name=party.name, sort_date=one.sort_date)
            )
        if len(made) == 5000:
            Engagement._base_manager.bulk_create(made)
            Participation.objects.bulk_create(taking_part)
            made, taking_part = [], []
    Engagement._base_manager.bulk_create(made)
    Participation.objects.bulk_create(taking_part)


def _move(one: Any, day: date) -> None:
    """Let it begin around a day and last as long as it did, known as exactly as it was."""
    before = one.start
    one.sort_date = day
    if before is None:
        return
    coarse = {"month": {"day": 1}, "year": {"month": 1, "day": 1}}
    one.start = one.sort_date = day.replace(**coarse.get(one.start_precision, {}))
    if one.end is not None:
        moved = one.end + (one.start - before)
        one.end = max(moved.replace(**coarse.get(one.end_precision, {})), one.start)
    start, end = (
        RoughDate(one.start, Precision(one.start_precision)),
        RoughDate(one.end, Precision(one.end_precision)),
    )
    one.last_day, one.is_long = last_day(start, end), is_long(start, end)


def table(size: int, rounds: int) -> float:
    """Measure every page once per round beside the bare view; print the table. Returns the list's ratio."""
    from django.conf import settings
    from django.test import Client

    from comity.activity.engagements.models import Engagement
    from comity.foundation.access.queries import demonstration_people

    settings.ROOT_URLCONF = "tests.benchmarks.bare"
    settings.DEMONSTRATION = True  # the home became one after the settings were read
    client = Client()
    planner = demonstration_people().get(username="whitlam")
    client.force_login(planner, backend="django.contrib.auth.backends.ModelBackend")
    rows = Engagement.objects.whole("a benchmark picks one").filter(reference__startswith="ENG-", dossier__isnull=False)
    reference = rows.values_list("reference", flat=True).order_by("reference")[8]
    pages = {
        "bare view of one indexed query": "/bare/",
        "engagement list": "/engagements/",
        "engagement list, one state": "/engagements/?state=concept",
        "engagement page": f"/engagements/{reference}/",
        "what waits on me": "/",
    }
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for round_ in range(rounds + 10):
        for name, path in pages.items():
            begun = time.perf_counter()
            response = client.get(path)
            spent = (time.perf_counter() - begun) * 1000
            assert response.status_code == 200, (path, response.status_code)
            if round_ >= 10:
                taken[name].append(spent)
    bare = statistics.median(taken["bare view of one indexed query"])
    for name, values in taken.items():
        median, p95 = statistics.median(values), statistics.quantiles(values, n=20)[18]
        print(f"{name:<34}{size:>12,}{median:>11.2f}{p95:>9.2f}{median / bare:>8.2f}")
    return statistics.median(taken["engagement list"]) / bare


if __name__ == "__main__":
    main()
