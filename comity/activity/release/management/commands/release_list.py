"""`comity release list`: the register of what was released to whom, ever; `--json` for programs."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from comity.activity.release.queries import Release, every_release, recipient_words


class Command(BaseCommand):
    help = (
        "Shows the register of releases, oldest first: what was asked for, for whom, for which use, and what became of "
        "it. The operator's console reads all of it; words of parts are not in it. With --out only what left the house."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", action="store_true", help="only what left the house, recalled or not")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        rows = [row for row in every_release() if not options["out"] or hasattr(row, "package")]
        if options["json"]:
            self.stdout.write(json.dumps([_as_data(row) for row in rows], indent=2, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row.reference}  [{row.state}]  {row.title}")
            self.stdout.write(f"    to {recipient_words(row)}, for: {row.use}")
            if (package := getattr(row, "package", None)) is not None:
                self.stdout.write(f"    handed over {package.made_at:%Y-%m-%d %H:%M} UTC, content {package.digest}")
        if not rows:
            self.stdout.write("Nothing was ever released." if options["out"] else "Nothing was ever asked for.")


def _as_data(row: Release) -> dict[str, Any]:
    package = getattr(row, "package", None)

    def moment(name: str) -> str | None:
        found = getattr(package, name, None)
        return found.isoformat() if found else None

    return {
        "reference": row.reference,
        "state": row.state,
        "title": row.title,
        "use": row.use,
        "recipient": recipient_words(row),
        "recipient_state": row.recipient_state,
        "marking": row.marking.words,
        "asked": row.asked_at.isoformat(),
        "valid_until": row.until.isoformat() if row.until else None,
        "package": {
            "digest": package.digest,
            "size": package.size,
            "handed_over": moment("made_at"),
            "received": moment("received_at"),
            "recalled": moment("recalled_at"),
            "given_back": moment("given_back_at"),
        }
        if package
        else None,
    }
