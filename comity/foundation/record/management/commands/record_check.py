"""Recompute the record and say whether it is whole."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from comity.foundation.record.queries import verify_all
from comity.foundation.record.rules.checking import Verification


class Command(BaseCommand):
    help = (
        "Recomputes every entry and the root of the record, looks whether the database still guards it, and "
        "names the first entry that is broken. Exit status 0 when all is whole, 1 when not. What was never "
        "entered, or rewritten together with the head, it cannot see: that takes a witness elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        result = verify_all()
        self.stdout.write(json.dumps(_as_data(result), indent=2) if options["json"] else result.sentence())
        if not result.whole:
            sys.exit(1)


def _as_data(result: Verification) -> dict[str, Any]:
    broken = result.broken and {"seq": result.broken.seq, "why": result.broken.why}
    return {
        "whole": result.whole,
        "size": result.size,
        "root": result.root.hex(),
        "broken": broken,
        "missing_guards": list(result.missing_guards),
        "sentence": result.sentence(),
    }
