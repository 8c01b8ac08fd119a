"""`comity files sweep`: takes away sealed contents that are nobody's."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.foundation.files.actions.sweep_contents import sweep_contents
from comity.foundation.files.queries import swept


class Command(BaseCommand):
    help = (
        "Takes away sealed contents that no act took (a refused upload, an act that was undone) or whose key was "
        "destroyed; nobody could open them. Exit status 1 when a content that an act took is not in the store."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hours", type=int, default=24, help="only what is older than this; 24 when not said")
        parser.add_argument("--dry-run", action="store_true", help="tell, and take nothing away")

    def handle(self, *_: Any, hours: int, dry_run: bool, **__: Any) -> None:
        before = timezone.now() - timedelta(hours=max(hours, 1))
        found = swept(before) if dry_run else sweep_contents(before=before)
        count = len(found.orphans)
        self.stdout.write(f"{count} would be taken away." if dry_run else f"{count} taken away.")
        if found.missing:
            gone = ", ".join(f"{row.kind} {row.key}" for row in found.missing)
            self.stderr.write(f"The content of {len(found.missing)} is not in the store: {gone}")
            raise SystemExit(1)
