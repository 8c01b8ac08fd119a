"""`comity framework difference OLD [NEW]`: what one version of a framework changes of another, in words."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comity.mandate.institutions.rules.difference import SECTIONS, Change
from comity.procedure.clearance.rules.whole import WholeFramework, check
from comity.web.frameworks.comparing import between
from comity.web.frameworks.knowing import known_here
from comity.web.management.commands.adopt import text_of
from comity.web.people import REFUSED


class Command(BaseCommand):
    help = (
        "Compares two framework files and says in words what the later one adds, removes and changes: posts, mandates, "
        "classes, routes and their steps, who is told. Needs no database. Exit status 2 when one of them is not whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", type=Path, help="the earlier version")
        parser.add_argument("new", type=Path, help="the later version")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, old: Path, new: Path, **options: Any) -> None:
        changes = between(_whole(old), _whole(new))
        self.stdout.write(_as_json(changes) if options["json"] else _in_words(changes))


def _whole(file: Path) -> WholeFramework:
    found = check(text_of(file), known=known_here())
    if found.file is None:
        told = "\n".join(fault.told(str(file)) for fault in found.faults)
        raise CommandError(told, returncode=REFUSED)
    return found.file


def _as_json(changes: list[Change]) -> str:
    rows = [
        {"section": c.section, "name": str(c.name), "how": str(c.how), "respects": list(map(str, c.respects))}
        for c in changes
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _in_words(changes: list[Change]) -> str:
    if not changes:
        return "The two say the same."
    lines: list[str] = []
    for section, title in SECTIONS.items():
        here = [change for change in changes if change.section == section]
        lines += [str(title)] if here else []
        for change in here:
            lines.append(f"  {change.how.words}: {change.name}")
            lines += [f"    {respect}" for respect in change.respects]
    return "\n".join(lines)
