"""List what was erased, and what is withheld from evidence."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from comity.foundation.record.queries import Erasure, Withholding, absences
from comity.foundation.record.rules.plain import written_time


class Command(BaseCommand):
    help = (
        "Lists the entries whose body was erased, and those whose body is withheld from evidence: since when, by which "
        "entry, why and under which law. Shown whole, whatever the marking: nobody is signed in at the console."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        erased, withheld = absences("the operator's console")
        rows = [*(_as_data(row, "erased") for row in erased), *(_as_data(row, "withheld") for row in withheld)]
        rows.sort(key=lambda row: row["entry"])
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for row in rows:
            said = f"{row['reason']} ({row['legal_basis']}), by entry {row['by']}, {row['since']}"
            self.stdout.write(f"{row['entry']:>7}  {row['state']:<8}  {said}")
        self.stdout.write(f"{len(erased)} erased, {len(withheld)} withheld.")


def _as_data(row: Erasure | Withholding, state: str) -> dict[str, Any]:
    return {
        "entry": row.entry_id,
        "kind": row.entry.kind,
        "state": state,
        "by": row.by_id,
        "since": written_time(row.by.at),
        "reason": row.reason,
        "legal_basis": row.legal_basis,
    }
