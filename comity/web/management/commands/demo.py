"""Load a demonstration world into an empty home."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from comity.foundation.access.queries import everyone_is_invented
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import forget_decisions
from comity.web.world import NotEmpty, Summary, is_loaded, load_world, path_of
from comity.web.world_file import BadWorld, WorldFile, read_world

REFUSED = 2


class Command(BaseCommand):
    help = (
        "Makes the database if there is none and loads a demonstration world into it: invented people in two "
        "ministries, embassies, a parliament and three partner nations, clearing an engagement programme. It "
        "asks nothing. Only an empty home takes a world; with the world there already it says so and does "
        "nothing. Exit status 2 when it is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--world", default="asia-pacific", help="a file of library/worlds, without .yaml")
        parser.add_argument(
            "--fresh",
            action="store_true",
            help="first delete the embedded database; refused if anybody in it is real, and on PostgreSQL",
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            path = path_of(options["world"])
            world = read_world(path)
            call_command("migrate", interactive=False, verbosity=0)
            if options["fresh"]:
                _delete_embedded_database()
                call_command("migrate", interactive=False, verbosity=0)
            loaded = None if is_loaded(world) else load_world(path, at=timezone.now())
            (settings.HOME / "demonstration").touch()  # from now on this home offers one-click sign-in
        except (BadWorld, NotEmpty, Refused) as error:
            self._refuse(str(error), options["json"])
        else:
            self._answer(world, loaded, options["json"])

    def _answer(self, world: WorldFile, loaded: Summary | None, as_json: bool) -> None:
        if as_json:
            said: dict[str, object] = {
                "loaded": loaded is not None,
                "world": world.world,
                "title": world.title,
            }
            said |= loaded.as_data() if loaded else {"note": world.note}
            self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
        elif loaded is None:
            self.stdout.write(f"{world.title} is here already: nothing was done.")
        else:
            self.stdout.write(_in_words(loaded))

    def _refuse(self, why: str, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"loaded": False, "refused": why}, indent=2, ensure_ascii=False))
        else:
            self.stderr.write(why)
        sys.exit(REFUSED)


def _in_words(loaded: Summary) -> str:
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
