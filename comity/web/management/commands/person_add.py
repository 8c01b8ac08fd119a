"""`comity person add USERNAME`: make an account for somebody."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.add_person import add_person
from comity.foundation.access.queries import everyone_is_invented, people_exist
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.queries import states
from comity.web.people import REFUSED, as_data, clearances_from, marking_for_new, need_a_house


class Command(BaseCommand):
    help = (
        "Makes an account: who it is and what they may read, never what they may do; that comes from posts (comity "
        "appoint, or the page of the post). They cannot sign in until comity password USERNAME was called. It is "
        "entered on the record. With the first real person one-click sign-in ends here for good. Example: comity "
        "person add asmith --name 'Ana Smith' --nationality FJI --clearance DEMO=RESTRICTED"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="small letters, figures and . _ @ -; never given to anybody else again")
        parser.add_argument("--name", required=True, help="as the record shall call them")
        parser.add_argument("--nationality", required=True, metavar="XXX", help="code of a state known here, as FJI")
        parser.add_argument(
            "--clearance",
            action="append",
            required=True,
            metavar="POLICY=LEVEL",
            help="how far they may read under a marking policy of library/markings; once for each policy",
        )
        parser.add_argument(
            "--group", action="append", default=[], metavar="G", help="a need-to-know group; once for each"
        )
        parser.add_argument("--email", default="", help="an address; nothing is sent to it yet")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, username: str, **options: Any) -> None:
        need_a_house()
        at, nationality = timezone.now(), options["nationality"].upper()
        first = people_exist() and everyone_is_invented()
        try:
            marking_id = marking_for_new(clearances_from(options["clearance"]))
            if not states().filter(code=nationality).exists():
                raise Refused(f"No state here has the code {nationality}. Codes are in library/states/states.yaml.")
            person = add_person(
                username,
                actor=the_console(),
                at=at,
                name=options["name"],
                nationality=nationality,
                clearances=clearances_from(options["clearance"]),
                groups=options["group"],
                email=options["email"],
                marking_id=marking_id,
            )
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(as_data(person, at), indent=2, ensure_ascii=False))
        else:
            if first:
                self.stdout.write("They are the first real person here: one-click sign-in has ended for good.")
            self.stdout.write(
                f"{person.name} has an account. Next: comity appoint {username} POST; comity password {username}."
            )
