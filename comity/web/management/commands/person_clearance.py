"""`comity person clearance USERNAME`: change what somebody may read."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.change_clearance import change_clearance
from comity.foundation.access.rules.account import reads_in_words
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.web.people import REFUSED, account_named, as_data, clearances_from, marking_of, need_a_house


class Command(BaseCommand):
    help = (
        "Changes what somebody may read, from their next click on. What is named replaces what they had: every "
        "clearance and every group they keep is named again; without any --clearance they read nothing. It is entered "
        "on the record with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--clearance",
            action="append",
            default=[],
            metavar="POLICY=LEVEL",
            help="how far they may read under a marking policy; once for each policy",
        )
        parser.add_argument(
            "--group", action="append", default=[], metavar="G", help="a need-to-know group; once for each"
        )
        parser.add_argument("--reason", required=True, help="why; it stands in the record")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, username: str, **options: Any) -> None:
        need_a_house()
        at = timezone.now()
        try:
            found = account_named(username)
            person = change_clearance(
                found,
                actor=the_console(),
                at=at,
                clearances=clearances_from(options["clearance"]),
                groups=options["group"],
                reason=options["reason"],
                marking_id=marking_of(found, at),
            )
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(as_data(person, at), indent=2, ensure_ascii=False))
        else:
            self.stdout.write(f"{person.name} is now {reads_in_words(person.clearances, person.groups)}.")
