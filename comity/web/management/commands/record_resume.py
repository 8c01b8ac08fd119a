"""`comity record resume --reason WHY`: goes on signing after a restore that lost entries."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.resume_record import resume_record
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.web.people import REFUSED, need_a_house, open_marking


class Command(BaseCommand):
    help = (
        "Lets the record be signed again when the database was restored and no longer has all that this home signed. "
        "Look for a newer backup first: whoever holds the checkpoint that is contradicted can prove it for ever, and "
        "witnesses refuse the record until they have been told. What no longer holds stands on the record."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reason", default="", metavar="WHY", help="why entries were lost; it stands on the record"
        )

    def handle(self, *_: Any, reason: str, **__: Any) -> None:
        need_a_house()
        try:
            entry = resume_record(reason, actor=the_console(), at=timezone.now(), marking_id=open_marking())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(entry.sentence)
        self.stdout.write("Tell your witnesses and auditors why before the next checkpoint reaches them.")
