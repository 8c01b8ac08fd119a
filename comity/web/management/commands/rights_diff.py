"""`comity rights diff FILE [--json]`: who would gain or lose what if this file came into force, before it does."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.mandate.institutions.queries import framework_in_force
from comity.procedure.clearance.rules.whole import check
from comity.web.authority.rights import Preview, as_data, in_lines, preview_of_version
from comity.web.frameworks.knowing import known_here
from comity.web.management.commands.adopt import text_of
from comity.web.people import REFUSED


class Command(BaseCommand):
    help = (
        "Compares a framework file with the version that is in force here: who gains or loses which power or sight "
        "once it takes effect, and which promise would no longer hold. Changes nothing. Exit status 1 when a promise "
        "is lost, 2 when the file is not whole or no version of it is in force."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework file")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        found = preview_of(file)
        self.stdout.write(
            json.dumps(as_data(found), indent=2, ensure_ascii=False) if options["json"] else in_lines(found)
        )
        if found.lost:
            raise SystemExit(1)


def preview_of(file: Path) -> Preview:
    """Raises CommandError for a file that is not whole, and for one of which no version is in force."""
    text = text_of(file)
    checked = check(text, known=known_here())
    if checked.file is None:
        raise CommandError("\n".join(fault.told(str(file)) for fault in checked.faults), returncode=REFUSED)
    framework = framework_in_force(checked.file.framework)
    if framework is None:
        raise CommandError(f"no version of {checked.file.framework} is in force here", returncode=REFUSED)
    return preview_of_version(framework, timezone.now(), text)
