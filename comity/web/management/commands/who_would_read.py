"""`comity who-would-read`: what would come to be seen, or no longer be, by a change that nobody has made yet."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.queries import active_people
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import policies
from comity.web.people import account_named, clearances_from, need_a_house
from comity.web.sight.deciding import Foretold
from comity.web.sight.forms import Asked
from comity.web.sight.pages import told_of


class Command(BaseCommand):
    help = (
        "What changes for whom if a person is cleared to a level or put in a group, or if a country joins a community, "
        "counted among what VIEWER sees: what VIEWER may not read is neither named nor counted. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("viewer", help="the username of whoever asks")
        parser.add_argument("--person", metavar="USERNAME", default="", help="whose clearance or group would change")
        parser.add_argument("--clearance", action="append", default=[], metavar="POLICY=LEVEL")
        parser.add_argument("--group", action="append", default=[], metavar="G")
        parser.add_argument("--country", metavar="CODE", default="", help="which country would join")
        parser.add_argument("--community", default="", help="which community it would join")
        parser.add_argument("--json", action="store_true", help="answer for programs")

    def handle(self, *_: Any, viewer: str, **options: Any) -> None:
        need_a_house()
        try:
            asked, seeing = _asked(options), account_named(viewer).reader
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        people = [(row.name, row.reader) for row in active_people()]
        found = told_of(asked, people, seeing, timezone.now())
        self.stdout.write(
            json.dumps(_as_data(found), indent=2, ensure_ascii=False) if options["json"] else _told(found)
        )


def _asked(options: dict[str, Any]) -> Asked:
    """Raises Refused, or CommandError for anything but one change."""
    of_person = options["person"] and (options["clearance"] or options["group"])
    of_country = options["country"] and options["community"]
    if bool(of_person) == bool(of_country):
        raise CommandError("Name one change: --person with --clearance or --group, or --country with --community.")
    if of_country:
        known = {one.name for policy in policies().values() for one in policy.communities}
        if options["community"] not in known:
            raise CommandError(f"There is no community {options['community']}. There is: {', '.join(sorted(known))}.")
        return Asked(community=options["community"], nation=options["country"].upper())
    person = account_named(options["person"])
    return Asked(
        person=(person.name, person.reader),
        clearances=clearances_from(options["clearance"]),
        groups=tuple(options["group"]),
    )


def _as_data(found: Foretold) -> dict[str, Any]:
    return {
        "count": found.count,
        "turned": [
            {"person": one.person, "gains": one.gains, "marking": one.marking.words, "because": one.because}
            for one in found.turned
        ],
        "things": [
            {"kind": str(what), "count": count, "first": [piece.words for piece in pieces]}
            for what, count, pieces in found.things
        ],
    }


def _told(found: Foretold) -> str:
    if not found.turned:
        return "Nobody would see anything otherwise."
    lines = [f"{found.count} things would be seen otherwise."]
    for one in found.turned:
        lines.append(f"{one.person} {'gains' if one.gains else 'loses'} {one.marking.words}: {one.because}")
    for what, count, pieces in found.things:
        lines += [f"{what} ({count})", *(f"  {piece.words}" for piece in pieces)]
    return "\n".join(lines)
