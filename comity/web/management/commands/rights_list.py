"""`comity rights list [FRAMEWORK] [--json]`: everything anybody may now, person by person."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.mandate.institutions.queries import frameworks_in_force
from comity.mandate.institutions.rules.rights import difference, rights_of
from comity.web.authority.rights import Preview, as_data, house_under


class Command(BaseCommand):
    help = "Every power and sight that follows from posts, mandates, loans and routes now, person by person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", nargs="?", default="", help="the key of one framework; every one without it")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, framework: str, **options: Any) -> None:
        at, every = timezone.now(), {}
        for row in frameworks_in_force():
            if framework in ("", row.key):
                every[row.key] = difference(frozenset(), rights_of(house_under(row, at)))
        if options["json"]:
            told = {key: as_data(Preview(people, ()))["people"] for key, people in every.items()}
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
            return
        for key, people in every.items():
            self.stdout.write(key)
            for one in people:
                self.stdout.write(f"  {one.person}")
                self.stdout.writelines(f"    {right.post}: {right.words}\n" for right in one.gains)
