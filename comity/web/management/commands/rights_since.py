"""`comity rights since [--json]`: what this program lets anybody do otherwise than the one that ran last."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from comity.web.authority.running import answers, changed, kept


class Command(BaseCommand):
    help = (
        "Compares what the rules of this program answer with what they answered at the last start: before an upgrade "
        "serves anybody. Changes nothing. Exit status 1 when something is answered otherwise."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        before = kept()
        found = [] if before is None else changed(before, answers())
        if options["json"]:
            rows = [{"question": question, "was": was, "is": now} for question, was, now in found]
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        elif before is None:
            self.stdout.write("Nothing is kept of an earlier start.")
        else:
            self.stdout.write(told(found))
        if found:
            raise SystemExit(1)


def told(found: list[tuple[str, str, str]]) -> str:
    if not found:
        return "The rules answer as they did at the last start."
    return "\n".join(f"{question}: was {was}, is {now}" for question, was, now in found)
