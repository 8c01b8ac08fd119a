"""Many processes write at once and are killed at random: `python -m tests.adversary.writers --acts 20000`.

Each writer does real acts, one after another, and notes in a file of its own before which act it stands and which
came back. Publishers sign meanwhile. All of them are killed (SIGKILL) at random moments and begun again. Afterwards
the notes, the rows and the record must tell one story. Works on the database of COMITY_DATABASE_URL, which must be
empty; without it on an embedded one that is thrown away.
"""

import argparse
import json
import mmap
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
REFUSED = 7  # each so many-th act is one that is turned down, which is an entry as well
PUBLISHERS = 2
GONE = 20  # seconds that a server may take to notice that its client was killed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=20_000, help="that must come back")
    parser.add_argument("--processes", type=int, default=8, help="that write")
    parser.add_argument("--every", type=float, default=0.25, help="seconds between two deaths, on average")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("COMITY_HOME", folder)
        found = run(asked, Path(folder))
    print(json.dumps(found, indent=2) if asked.json else "\n".join(f"{name:>24}  {n}" for name, n in found.items()))
    return 1 if found["wrong"] else 0


def run(asked: argparse.Namespace, notes: Path) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from comity.foundation.record.tests.builders import a_key, a_marking

    call_command("migrate", verbosity=0)
    a_key()
    marking_id = a_marking().pk
    connections.close_all()  # a child must not write on its parent's connection
    start = time.monotonic()
    deaths = Pack(asked.processes, marking_id, notes).until(asked.acts, asked.every, random.Random(asked.seed))
    seconds = time.monotonic() - start
    return {"seconds": round(seconds, 1), "deaths": deaths, **checked(notes, seconds)}


class Pack:
    """Writers, publishers and who keeps killing them."""

    def __init__(self, writers: int, marking_id: int, notes: Path) -> None:
        self._marking_id, self._notes, self._writers = marking_id, notes, writers
        self._board = mmap.mmap(-1, 8 * (writers + 1))  # shared: acts that came back to each, and at the end a stop
        self._lives = Counter[int]()
        self._alive = {self._begun(place): place for place in range(writers + PUBLISHERS)}

    def until(self, acts: int, every: float, chance: random.Random) -> int:
        """Kill and begin again until so many acts came back; how many died."""
        deaths = 0
        while self._done() < acts:
            time.sleep(chance.expovariate(1 / every))
            process = chance.choice(list(self._alive))
            place = self._alive.pop(process)
            os.kill(process, signal.SIGKILL)
            _, status = os.waitpid(process, 0)
            if not os.WIFSIGNALED(status):
                raise SystemExit(f"The process at place {place} ended by itself; see its notes.")
            deaths += 1
            self._alive[self._begun(place)] = place
        self._board[8 * self._writers] = 1
        for process in self._alive:
            os.waitpid(process, 0)
        return deaths

    def _done(self) -> int:
        return sum(int.from_bytes(self._board[8 * n : 8 * n + 8], "little") for n in range(self._writers))

    def _begun(self, place: int) -> int:
        self._lives[place] += 1
        if process := os.fork():
            return process
        status = 1
        try:
            work = self._write if place < self._writers else self._publish
            work(place, Notes(self._notes / f"{place}-{self._lives[place]}"))
            status = 0
        except BaseException as problem:
            (self._notes / f"{place}-{self._lives[place]}.error").write_text(repr(problem), "utf-8")
        finally:
            os._exit(status)

    def _stopped(self) -> bool:
        return self._board[8 * self._writers] == 1

    def _write(self, place: int, notes: "Notes") -> None:
        act, number = an_act(self._marking_id), 0
        while not self._stopped():
            number += 1
            name = f"w{place}.{self._lives[place]}.{number}"
            notes.write("begun", name)
            notes.write(act(name, number % REFUSED == 0), name)
            slot = slice(8 * place, 8 * place + 8)
            self._board[slot] = (int.from_bytes(self._board[slot], "little") + 1).to_bytes(8, "little")

    def _publish(self, _: int, notes: "Notes") -> None:
        from comity.foundation.record.actions.publish import publish

        while not self._stopped():
            made = publish(AT)
            notes.write("signed", str(made.size if made else 0))
            time.sleep(0.03)


class Notes:
    """A file to which each line goes at once: what was written survives whoever wrote it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, what: str, name: str) -> None:
        os.write(self._file, f"{what} {name}\n".encode())


def an_act(marking_id: int) -> Callable[[str, bool], str]:
    """What makes an account of that name by the house's own act; or is turned down, as nobody signed in may."""
    from comity.foundation.access.actions.add_person import add_person
    from comity.foundation.access.rules.actor import the_clock, the_console
    from comity.foundation.access.rules.verdict import NotAllowed

    def act(name: str, refused: bool) -> str:
        said = {"name": f"Person {name}", "nationality": "FJI", "clearances": {}, "marking_id": marking_id}
        try:
            add_person(name, actor=the_clock() if refused else the_console(), at=AT, **said)
        except NotAllowed:
            return "refused"
        return "done"

    return act


def checked(notes: Path, seconds: float) -> dict[str, Any]:
    """Figures, and under `wrong` every way in which notes, rows and record do not tell one story."""
    from comity.foundation.access.models import Person
    from comity.foundation.record.actions.publish import publish
    from comity.foundation.record.models import Checkpoint, Entry, Mention
    from comity.foundation.record.queries import verify_all
    from comity.foundation.record.rules.merkle import Peaks

    _wait_for_the_killed()
    noted = _noted(notes)
    entries = Entry.objects.whole("a test counts all").order_by("seq")
    added = Counter(Mention.objects.filter(entry__kind="person.added").values_list("reference", flat=True))
    told = entries.filter(kind="access.refused").values_list("sentence", flat=True)
    refused = Counter(sentence.partition("Person ")[2].split()[0].rstrip(".:,;") for sentence in told)
    accounts = Counter(Person.objects.filter(username__startswith="w").values_list("username", flat=True))
    in_flight = noted["begun"] - noted["done"] - noted["refused"]
    seqs = list(entries.values_list("seq", flat=True))
    last, check = publish(AT), verify_all()
    sizes = dict(Checkpoint.objects.values_list("size", "root"))
    tree, roots = Peaks(), dict[int, bytes]()
    for hashed in entries.values_list("leaf_hash", flat=True):
        tree = tree.grown(bytes(hashed))
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    faults = {
        "a gap in the numbers": seqs != list(range(len(seqs))),
        "the record is not whole": not check.whole and check.sentence(),
        "an act that came back is not on the record": sorted(noted["done"] - added.keys())[:5],
        "a refusal that came back is not on the record": sorted(noted["refused"] - refused.keys())[:5],
        "an entry is doubled": [name for name, n in (added + refused).items() if n > 1][:5],
        "an entry of an act that nobody began": sorted((added.keys() | refused.keys()) - noted["begun"])[:5],
        "rows and entries differ": sorted(accounts.keys() ^ added.keys())[:5] or max(accounts.values(), default=1) > 1,
        "entries of nothing": len(seqs) - 1 - sum(added.values()) - sum(refused.values()),
        "a checkpoint is not of the entries": [n for n, root in sizes.items() if roots.get(n) != bytes(root)][:5],
        "a checkpoint that was signed is gone": sorted({int(n) for n in noted["signed"]} - {0} - sizes.keys())[:5],
        "the last checkpoint is not the head": last is None or last.size != len(seqs),
        "somebody failed": [f"{file.name}: {file.read_text('utf-8')}" for file in notes.glob("*.error")][:3],
    }
    back = len(noted["done"]) + len(noted["refused"])
    return {
        "acts that came back": back,
        "acts a second": round(back / seconds),
        "of them turned down": len(noted["refused"]),
        "killed in an act": len(in_flight),
        "of these whole": len(in_flight & (added.keys() | refused.keys())),
        "of these without trace": len(in_flight - added.keys() - refused.keys()),
        "entries": len(seqs),
        "checkpoints": len(sizes),
        "wrong": {what: found for what, found in faults.items() if found},
    }


def _noted(notes: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"begun": set(), "done": set(), "refused": set(), "signed": set()}
    for file in notes.glob("*-*"):
        if file.suffix != ".error":
            for line in file.read_text("utf-8").splitlines():
                what, name = line.split()
                found[what].add(name)
    return found


def _wait_for_the_killed() -> None:
    """A server goes on with what a killed client asked last; wait until only this connection is left."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    until = time.monotonic() + GONE
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    others += " AND state <> 'idle'"
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)
    raise SystemExit("The server is still at work for clients that were killed.")


if __name__ == "__main__":
    sys.exit(main())
