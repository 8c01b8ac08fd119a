"""Processes that write at once and are killed at random leave one whole record of exactly the acts that came back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from comity.foundation.access.models import Person
from comity.foundation.record.models import Checkpoint, Entry
from comity.foundation.record.queries import head, verify_all

ROOT = Path(__file__).parents[2]
ACTS, PROCESSES = {"postgresql": (240, 8), "sqlite": (160, 4)}[connection.vendor]


def database_of_the_test():
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    user = f"{said['USER']}:{said['PASSWORD']}" if said["PASSWORD"] else said["USER"]
    return f"postgres://{user}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_no_gap_no_fork_and_no_lost_or_doubled_entry_however_many_die():
    command = [sys.executable, "-m", "tests.adversary.writers", "--acts", str(ACTS), "--processes", str(PROCESSES)]
    here = {"COMITY_DATABASE_URL": database_of_the_test(), "COMITY_HOME": str(Path(settings.RECORD_KEYS).parent)}
    ran = subprocess.run(
        [*command, "--every", "0.1", "--json"],
        cwd=ROOT,
        env={**os.environ, **here},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.stdout, ran.stderr
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["wrong"]) == (0, {}), told
    assert told["deaths"] > 3
    assert told["acts that came back"] >= ACTS
    # What they left, seen from here.
    assert verify_all().whole
    assert head().size == Entry.objects.whole("a test").count() == told["entries"]
    assert (
        Person.objects.count()
        == told["entries"] - 1 - Entry.objects.whole("a test").filter(kind="access.refused").count()
    )
    assert Checkpoint.objects.order_by("-size").first().size == head().size
