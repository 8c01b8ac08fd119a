"""`comity label policy FILE`: a marking policy from a SPIF, as a file for the library."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.foundation.labels.management.commands.label_read import REFUSED, content_of
from comity.foundation.labels.rules.policy_file import BadMarkings, read_policy
from comity.foundation.labels.rules.standard.spif import as_file, policy_from
from comity.foundation.labels.rules.standard.unreadable import Unreadable


class Command(BaseCommand):
    help = (
        "Reads a marking policy from an Open XML SPIF and writes it as a file of the library (library/markings): "
        "levels, tags and their values, how they are written. What a SPIF says and such a file cannot is told in its "
        "first lines. Needs no database. Exit status 2 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the SPIF, XML")
        parser.add_argument("--out", type=Path, metavar="FILE", help="write here, else on the screen")

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        try:
            read = policy_from(content_of(file))
            text = as_file(read, timezone.now().date())
            read_policy(text, file.name)
        except (Unreadable, BadMarkings) as refusal:
            why = refusal.message if isinstance(refusal, Unreadable) else str(refusal)
            self.stderr.write(f"{file} is not read: {why}.")
            raise SystemExit(REFUSED) from refusal
        if options["out"] is None:
            self.stdout.write(text, ending="")
            return
        options["out"].write_text(text, encoding="utf-8")
        policy = read.policy
        self.stdout.write(
            f"{options['out']} holds {policy.name}: {len(policy.levels)} levels, {len(policy.tags)} tags; "
            f"{len(read.notices)} notes stand above them."
        )
