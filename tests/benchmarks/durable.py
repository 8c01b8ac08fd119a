"""A database of its own for a benchmark that writes, with every commit forced to the disk."""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[2] / "scripts"))


def on_a_durable_database(
    module: str, parser: argparse.ArgumentParser, work: Callable[[argparse.Namespace], int]
) -> None:
    """Run `work` on an embedded database with synchronous=FULL, or with --postgresql on a server with fsync on."""
    parser.add_argument("--postgresql", action="store_true", help="on a server made for it, with fsync on")
    asked = parser.parse_args()
    if asked.postgresql and "COMITY_DATABASE_URL" not in os.environ:
        from with_postgres import binaries, server

        with server(binaries(), durable=True) as url:
            again = [sys.executable, "-m", module, *sys.argv[1:]]
            sys.exit(subprocess.call(again, env={**os.environ, "COMITY_DATABASE_URL": url}))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ["COMITY_HOME"] = home
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(f"{database()}; every commit is forced to the disk")
        sys.exit(work(asked))


def database() -> str:
    """What is measured on, after a look that it is durable."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2, "synchronous is not FULL"
            return f"SQLite {sqlite3.sqlite_version}, WAL, synchronous=FULL"
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] == "on", f"{name} is off"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}, fsync on"


def table(rows: list[tuple[Any, ...]], *, heads: tuple[str, ...]) -> None:
    """Print rows of a name and figures."""
    print(f"{heads[0]:<62}" + "".join(f"{head:>14}" for head in heads[1:]))
    for name, *figures in rows:
        print(f"{name:<62}" + "".join(f"{one:>14}" for one in figures))
