"""`comity files erase KIND KEY --reason WHY`: destroys the key of one content."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.files.actions.erase_content import erase_content
from comity.foundation.record.events import Thing


class Command(BaseCommand):
    help = (
        "Destroys the key of one sealed content and takes the sealed bytes away: none reads it again. KIND is paper or "
        "package, KEY the long key in its address. It is entered on the record. A copy of the database from before "
        "still holds the key: destroy that copy, or change the root key and destroy the old one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=("paper", "package"))
        parser.add_argument("key")
        parser.add_argument("--reason", required=True)

    def handle(self, *_: Any, kind: str, key: str, reason: str, **__: Any) -> None:
        try:
            erase_content(Thing(kind, key, key[:8]), actor=the_console(), at=timezone.now(), reason=reason)
        except Refused as error:
            raise CommandError(str(error.args[0])) from error
        self.stdout.write("Erased.")
