"""`comity person close USERNAME`: close somebody's account."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.close_account import close_account
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.queries import not_over
from comity.web.people import REFUSED, account_named, as_data, marking_of, need_a_house


class Command(BaseCommand):
    help = (
        "Closes an account: nobody signs in with it any more, and whoever is signed in is signed out at their next "
        "click. The person stays in the record and the name is never used again. Every post they hold falls vacant "
        "at once, and what they lent ends with it. It is entered on the record with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why; it stands in the record")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, username: str, **options: Any) -> None:
        need_a_house()
        at = timezone.now()
        try:
            found = account_named(username)
            before = list(not_over(found.pk, at))
            person = close_account(
                found,
                actor=the_console(),
                at=at,
                reason=options["reason"],
                marking_id=marking_of(found, at),
            )
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(as_data(person, at), indent=2, ensure_ascii=False))
            return
        self.stdout.write(f"The account of {person.name} is closed.")
        for held in before:
            self.stdout.write(
                f"{held.post}, {held.post.institution}, is no longer theirs: what waits there is on "
                f"/posts/{held.post.key}/handover/."
            )
