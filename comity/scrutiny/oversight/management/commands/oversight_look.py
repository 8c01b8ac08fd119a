"""`comity oversight look`: let the monitors read the record now, and say what they found."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from comity.scrutiny.oversight.jobs import look_over
from comity.scrutiny.oversight.queries import MONITORS, looks, open_findings


class Command(BaseCommand):
    help = (
        "Lets every monitor read what it has not read yet (comity run and comity tick do it once a minute), and "
        "lists the "
        "findings that are still so and of which no overseer took note. Exit status 1 when there are any. The "
        "console shows "
        "all of them, whatever their marking."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="read everything again from the first entry")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        looked = look_over(timezone.now(), anew=options["all"])
        made = looked.made
        while looked.more:
            looked = look_over(timezone.now())
            made += looked.made
        found = list(open_findings())
        if options["json"]:
            said = {"made": made, "monitors": _monitors(), "open": [_as_data(row) for row in found]}
            self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
        else:
            for line in _monitors():
                self.stdout.write(f"{line['title']}: {line['read_to']} entries, last at {line['looked_at'] or 'never'}")
            self.stdout.write(f"{len(found)} open, {made} of them found just now. Shown whatever their marking:")
            for row in found:
                self.stdout.write(f"{row.marking.words}  {row}")
        if found:
            sys.exit(1)


def _monitors() -> list[dict[str, Any]]:
    seen = looks()
    return [
        {
            "monitor": one.watch.key,
            "title": str(one.watch.title),
            "read_to": look.read_to if (look := seen.get(one.watch.key)) else 0,
            "looked_at": look.looked_at.isoformat() if look and look.looked_at else None,
            "whole_at": look.whole_at.isoformat() if look and look.whole_at else None,
        }
        for one in MONITORS
    ]


def _as_data(row: Any) -> dict[str, Any]:
    return {
        "finding": row.reference,
        "monitor": row.watch,
        "sentence": row.sentence,
        "entry": row.seq,
        "instrument": row.instrument,
        "first_seen": row.first_seen.isoformat(),
        "last_seen": row.last_seen.isoformat(),
        "marking": row.marking.words,
    }
