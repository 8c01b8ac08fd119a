"""`comity record quorum N`: how many witnesses make a checkpoint public."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.set_quorum import set_quorum
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.queries import witness_reach
from comity.web.people import REFUSED, need_a_house, open_marking


class Command(BaseCommand):
    help = (
        "Says how many of the witnesses must have cosigned a checkpoint of the record before it counts as public. "
        "Lowering it needs a reason. Entered on the record; an auditor's own policy says what that auditor asks for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("needed", type=int, metavar="N", help="how many; 0 asks for none")
        parser.add_argument("--reason", default="", metavar="WHY", help="why; needed when it is lowered")

    def handle(self, *_: Any, needed: int, reason: str, **options: Any) -> None:
        need_a_house()
        try:
            set_quorum(needed, actor=the_console(), at=timezone.now(), marking_id=open_marking(), reason=reason)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(str(witness_reach().sentence))
