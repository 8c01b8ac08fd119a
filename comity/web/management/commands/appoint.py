"""`comity appoint USERNAME POST`: fill a post that nobody ever held."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.queries import Post, posts, who_fills
from comity.web.people import REFUSED, account_named, need_a_house


class Command(BaseCommand):
    help = (
        "Appoints somebody to a post that nobody has ever held: this is how a house is founded. After that the console "
        "appoints nobody to it; whoever holds a mandate to appoint does so on the page of the post, and this command "
        "says who that is. It is enough to fill the posts that may appoint. Posts are listed on /posts/ and by "
        "comity adopt --json."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="somebody with an account (comity person list)")
        parser.add_argument("post", metavar="POST", help="the key of the post, such as defence-minister")
        parser.add_argument("--acting", action="store_true", help="in place of a holder who is still to come")
        parser.add_argument(
            "--from", dest="starts", type=_day, metavar="DATE", help="such as 2027-01-31 (default today)"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, username: str, post: str, **options: Any) -> None:
        need_a_house()
        at, found = timezone.now(), _post(post)
        try:
            made = appoint_person(
                found,
                actor=the_console(),
                at=at,
                person=account_named(username),
                starts=options["starts"] or at.date(),
                acting=options["acting"],
            )
        except NotAllowed as refusal:
            raise CommandError(_who_may(found, at), returncode=REFUSED) from refusal
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        answer = {
            "person": made.person.name,
            "username": made.person.username,
            "post": found.key,
            "title": found.title,
            "institution": found.institution.name,
            "acting": made.acting,
            "starts": made.starts.isoformat(),
        }
        manner = "acting " if made.acting else ""
        words = f"{made.person} is appointed {manner}{found}, {found.institution}, from {made.starts}."
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) if options["json"] else words)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day; write it as 2027-01-31") from error


def _post(key: str) -> Post:
    found = posts().filter(key=key).first()
    if found is None:
        known = ", ".join(posts().values_list("key", flat=True)) or "none; comity adopt FILE brings them"
        raise CommandError(f"There is no post “{key}”. There is: {known}.", returncode=REFUSED)
    return found


def _who_may(post: Post, at: datetime) -> str:
    """What the console answers once a post was held: who may appoint to it, and where."""
    said = [
        f"  {mandate.post} ({', '.join(row.person.name for row in held) or 'vacant'}), under {mandate.cites}"
        for mandate, held in who_fills(post, at)
    ]
    first = f"{post} has been held before, so the console no longer appoints to it. "
    if not said:
        return first + "No mandate in force reaches it: a new version of the framework must lay one down."
    return "\n".join([f"{first}On the page /posts/{post.key}/ may:", *said])
