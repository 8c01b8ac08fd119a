"""`comity framework check FILE`: everything that is wrong in a framework file, with line and column."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from comity.procedure.clearance.rules.whole import Checked, check
from comity.web.frameworks.knowing import known_here
from comity.web.management.commands.adopt import text_of


class Command(BaseCommand):
    help = (
        "Reads a framework file and says everything that is wrong in it, as FILE:LINE:COLUMN: what to do. Needs no "
        "database, changes nothing. Exit status 0 when the file is whole, 1 when not, 2 when it cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework, YAML in UTF-8")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        found = check(text_of(file), known=known_here())
        self.stdout.write(_as_json(found, file) if options["json"] else _in_words(found, file))
        if found.faults:
            raise SystemExit(1)


def _as_json(found: Checked, file: Path) -> str:
    faults = [{"line": f.spot.line, "column": f.spot.column, "message": str(f.words)} for f in found.faults]
    answer = {"file": str(file), "whole": not found.faults, "faults": faults, "notes": list(map(str, found.notes))}
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _in_words(found: Checked, file: Path) -> str:
    lines = [fault.told(str(file)) for fault in found.faults]
    lines += [f"Note: {note}." for note in found.notes]
    if found.file is not None:
        it = found.file
        lines.append(
            f"{file} is whole: {it.title}, version {it.version}; {len(it.posts)} posts, {len(it.mandates)} mandates, "
            f"{len(it.classes)} classes, {len(it.routes)} routes."
        )
    else:
        lines.append(f"{len(found.faults)} to mend." if len(found.faults) > 1 else "One to mend.")
    return "\n".join(lines)
