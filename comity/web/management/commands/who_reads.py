"""`comity who-reads REFERENCE`: who sees which part of a thing, and by which rule the others do not."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.rules.verdict import Refused
from comity.web.people import account_named, need_a_house
from comity.web.sight.deciding import Under, Why, explained
from comity.web.sight.pages import people_under
from comity.web.sight.pieces import whole_of

WITHHELD = 3  # exit status: of the one person asked about, something is withheld


class Command(BaseCommand):
    help = (
        "Who reads an engagement, a dossier or a release and each of its parts, and by which rule: clearance, "
        "nationality, need to know, briefing, the originator's caveat. Of everybody under its framework, or of the one "
        "person named; exit status 3 when something is withheld from them. The console reads everything: what this "
        "prints is marked as high as what it names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="such as ENG-2026-0001, DOS-2026-0001, REL-2026-0001")
        parser.add_argument("--person", metavar="USERNAME", default="", help="only this person")
        parser.add_argument("--json", action="store_true", help="answer for programs")

    def handle(self, *_: Any, reference: str, person: str, **options: Any) -> None:
        need_a_house()
        at, whole = timezone.now(), whole_of(reference)
        if whole is None:
            raise CommandError(f"There is no {reference} here.")
        try:
            one = account_named(person) if person else None
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        people = [(one.name, one.reader)] if one else people_under(whole.post_id, at)
        found = explained(whole, people, at)
        answer = {"reference": whole.reference, "at": at.isoformat(), "markings": [_as_data(row) for row in found]}
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) if options["json"] else _told(found))
        if one and any(row.withheld for row in found):
            raise SystemExit(WITHHELD)


def _as_data(row: Under) -> dict[str, Any]:
    return {
        "marking": row.marking.words,
        "parts": [f"{piece.what}: {piece.words}" for piece in row.pieces],
        "people": [
            {"person": why.name, "sees": why.allowed, "grounds": [_ground(one) for one in why.grounds]}
            for why in row.whys
        ],
    }


def _ground(ground: Any) -> dict[str, Any]:
    return {"rule": ground.rule, "admits": ground.admits, "words": str(ground.words), "policy": ground.policy}


def _told(found: list[Under]) -> str:
    lines: list[str] = []
    for row in found:
        lines += [row.marking.words, *(f"  {piece.what}: {piece.words}" for piece in row.pieces)]
        lines += [_line(why) for why in (*row.seen, *row.withheld)]
    return "\n".join(lines)


def _line(why: Why) -> str:
    grounds = "; ".join(f"{one.rule}: {one.words}" for one in why.grounds if one.admits is why.allowed)
    return f"    {'sees it' if why.allowed else 'withheld'}  {why.name} ({grounds})"
