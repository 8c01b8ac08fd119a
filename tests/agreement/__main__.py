"""`python -m tests.agreement [RUNS]`: so many runs at random of the real actions, each step compared with the proofs.

10,000 unless told. In a database in memory, which is thrown away; it says how many runs it lived and how long it took.
"""

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

DEPTH, WIDTH = 5, 4  # a thousand runs from every beginning


def main(runs: int) -> None:
    home = Path(tempfile.mkdtemp())
    os.environ |= {"DJANGO_SETTINGS_MODULE": "comity.web.settings", "COMITY_HOME": str(home)}
    import django
    from django.db import connection, transaction
    from django.test.utils import setup_databases, setup_test_environment

    django.setup()
    setup_test_environment()
    connection.settings_dict["TEST"]["NAME"] = None  # in memory
    setup_databases(verbosity=0, interactive=False)
    from comity.procedure.clearance.tests.builders import a_house

    from .lives import Life

    house, begun, lived, seed, done = a_house(), perf_counter(), 0, 0, Counter[str]()
    while lived < runs:
        with transaction.atomic():
            life = Life(house, seed)
            life.live(seed * 5 % 12)  # so that runs branch off early and late
            lived += life.lives(DEPTH, WIDTH)
            transaction.set_rollback(True)
        done += life.done
        seed += 1
        print(f"{lived:,} runs, {sum(done.values()):,} acts, {perf_counter() - begun:,.0f} s", flush=True)
    print(f"{lived:,} runs of {DEPTH} acts and more from {seed} beginnings, {sum(done.values()):,} acts that happened,")
    print(f"{perf_counter() - begun:,.0f} s; every state is one that the proofs say can be reached.")
    print(", ".join(f"{name} {count:,}" for name, count in done.most_common()))


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 10_000)
