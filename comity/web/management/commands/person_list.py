"""`comity person list`: everybody with an account."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.foundation.access.queries import everybody
from comity.web.people import as_data, need_a_house


class Command(BaseCommand):
    help = (
        "Lists every account: who it is, what they may read, which posts they hold today, whether they can sign in. "
        "Nobody is signed in at the console: it shows everybody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        need_a_house()
        at = timezone.now()
        rows = [as_data(person, at) for person in everybody()]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        elif not rows:
            self.stdout.write("Nobody is here yet: comity person add makes an account.")
        else:
            self.stdout.write("\n".join(map(_line, rows)))


def _line(row: dict[str, Any]) -> str:
    posts = ", ".join(f"{post['post']} (acting)" if post["acting"] else post["post"] for post in row["posts"])
    said = [f"{row['username']}: {row['name']}, {row['nationality']}", row["reads"], posts or "no post"]
    return "; ".join([*said, SIGN_IN[row["sign_in"]]])


SIGN_IN = {
    "password": "signs in with a password",
    "none": "has no password yet",
    "closed": "closed",
    "invented": "invented",
}
