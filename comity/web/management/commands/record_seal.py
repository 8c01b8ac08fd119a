"""`comity record seal`: the record tells of rows as they stand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.seal_rows import seal_rows
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.mandate.institutions.queries import frameworks_in_force, open_marking_id
from comity.web.people import REFUSED, need_a_house


class Command(BaseCommand):
    help = (
        "Enters the digests of rows that are not as the record tells: in a house that is older than the digests, or "
        "after a migration that filled in columns. Look first: comity record audit. Rows of which something else was "
        "told are sealed only with --accept, and the entry counts and names them. Exit status 2 when refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", default="", metavar="WHY", help="it stands on the record")
        parser.add_argument("--accept", action="store_true", help="the rows that differ were looked into")

    def handle(self, *_: Any, reason: str, accept: bool, **options: Any) -> None:
        need_a_house()
        try:
            marking_id = _marking_id()
            sealed = seal_rows(reason, actor=the_console(), at=timezone.now(), marking_id=marking_id, accept=accept)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(f"{sealed} row(s) sealed as they stand.")


def _marking_id() -> int:
    """The entry is for everyone cleared at all under the oldest framework: a digest tells nothing."""
    frameworks = frameworks_in_force()
    if not frameworks:
        raise Refused("There is no house yet: comity adopt founds one.")
    return open_marking_id(frameworks[0])
