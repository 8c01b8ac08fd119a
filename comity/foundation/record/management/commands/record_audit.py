"""Compare the rows of the house with what the record told of them."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from comity.foundation.record.queries import audit, verify_all
from comity.foundation.record.rules.auditing import RowAudit
from comity.foundation.record.rules.checking import Verification


class Command(BaseCommand):
    help = (
        "Recomputes the record, then compares every recorded row with the last entry that told of it, and names each "
        "that was changed, added or removed behind the application's back. Runs beside whoever works. Exit status 0 "
        "when every row is as the record tells, 1 when not. Nobody is signed in at the console: rows are named "
        "whatever their marking."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        record, rows = verify_all(), audit()
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(record, rows), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join([record.sentence(), *(one.sentence for one in rows.troubles), rows.sentence()]))
        if rows.troubles or not record.whole:
            sys.exit(1)


def _as_data(record: Verification, rows: RowAudit) -> dict[str, Any]:
    return {
        "clean": record.whole and not rows.troubles,
        "record": record.sentence(),
        "rows": rows.rows,
        "unjudged": rows.unjudged,
        "troubles": [asdict(trouble) for trouble in rows.troubles],
    }
