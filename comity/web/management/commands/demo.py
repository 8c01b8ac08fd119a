"""`comity demo`: load the demonstration worlds, so that somebody can look around at once."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from comity.foundation.access.queries import everyone_is_invented
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import forget_decisions
from comity.web.invented_witnesses import arrange_witnesses
from comity.web.world import NotEmpty, Summary, is_loaded, load_worlds, path_of, worlds_known
from comity.web.world_file import BadWorld, WorldFile, read_world

REFUSED = 2


class Command(BaseCommand):
    help = (
        "Makes the database if there is none and loads the demonstration worlds into it: two ministries of one state "
        "with embassies, a parliament and partners, and an alliance of ten nations; invented people, each world with "
        "a year of engagements up to this day. It asks nothing. A world is loaded only where everybody is invented, "
        "and only once; with all of them there already it says so and does nothing. Exit status 2 when it is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--world", help="only this file of library/worlds, without .yaml")
        parser.add_argument("--short", action="store_true", help="only what a world tells act by act: a few seconds")
        parser.add_argument(
            "--fresh",
            action="store_true",
            help="first delete the embedded database; refused if anybody in it is real, and on PostgreSQL",
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            paths = [path_of(name) for name in ([options["world"]] if options["world"] else worlds_known())]
            worlds = [read_world(path) for path in paths]
            call_command("migrate", interactive=False, verbosity=0)
            if options["fresh"]:
                _delete_embedded_database()
                call_command("migrate", interactive=False, verbosity=0)
            wanted = {world.title: path for path, world in zip(paths, worlds, strict=True) if not is_loaded(world)}
            loaded = load(wanted, life=not options["short"])
            (settings.HOME / "demonstration").touch()  # from now on this home offers one-click sign-in
            if loaded:
                arrange_witnesses(timezone.now())
        except (BadWorld, NotEmpty, Refused) as error:
            self._refuse(str(error), options["json"])
        else:
            self._answer(worlds, loaded, options["json"])

    def _answer(self, worlds: Sequence[WorldFile], loaded: dict[str, Summary], as_json: bool) -> None:
        if as_json:
            told = [_as_data(world, loaded.get(world.world)) for world in worlds]
            said = {"loaded": bool(loaded), "worlds": told}
            self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
            return
        for world in worlds:
            self.stdout.write(_in_words(world, loaded.get(world.world)))
        if loaded:
            self.stdout.write(
                "Two invented witnesses, a parliament's and an audit office's, cosign the record it keeps."
            )

    def _refuse(self, why: str, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"loaded": False, "refused": why}, indent=2, ensure_ascii=False))
        else:
            self.stderr.write(why)
        sys.exit(REFUSED)


def load(wanted: Mapping[str, Path], *, life: bool) -> dict[str, Summary]:
    """Load these worlds, by title, together, and tell on standard error how far they are."""
    for title in wanted:
        sys.stderr.write(f"Loading {title}\n")
    watched = _Watched(sys.stderr)
    found = load_worlds(list(wanted.values()), at=timezone.now(), life=life, progress=watched)
    return {summary.world: summary for summary in found}


class _Watched:
    """How far the worlds are: at a terminal in one line that changes, elsewhere a line for every quarter."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.terminal, self.told = out, out.isatty(), 0

    def __call__(self, done: int, of: int, reached: datetime) -> None:
        percent = 100 * done // of
        if percent < self.told + (1 if self.terminal else 25):
            return
        self.told = percent
        line = f"  {percent:3} %  {done} of {of} acts, now in {reached:%B %Y}"
        self.out.write(f"\r{line:<60}" + ("\n" if done == of else "") if self.terminal else f"{line}\n")
        self.out.flush()


def _as_data(world: WorldFile, loaded: Summary | None) -> dict[str, object]:
    said: dict[str, object] = {"loaded": loaded is not None, "world": world.world, "title": world.title}
    return said | (loaded.as_data() if loaded else {"note": world.note})


def _in_words(world: WorldFile, loaded: Summary | None) -> str:
    if loaded is None:
        return f"{world.title} is here already: nothing was done."
    standing = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in loaded.standing.items())
    return (
        f"{loaded.title} is loaded: {loaded.people} people, {loaded.engagements} engagements ({standing}), "
        f"{loaded.acts} acts played, {loaded.entries} entries on the record.\n{loaded.note}"
    )


def _delete_embedded_database() -> None:
    """Delete the file of the embedded database. Raises NotEmpty rather than touch anything real."""
    if connection.vendor != "sqlite":
        raise NotEmpty("--fresh deletes only the embedded database, never one of PostgreSQL.")
    if not everyone_is_invented():
        raise NotEmpty("Somebody in this database is not invented. It is not deleted.")
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        path.unlink(missing_ok=True)
    forget_decisions()
