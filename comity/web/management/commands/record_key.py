"""`comity record key new|show|rotate`: the key that signs the record."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.actions.rotate_record_key import rotate_record_key
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.keep_key import file_of, key_is_here
from comity.foundation.record.queries import Key, record_keys
from comity.foundation.record.rules.note import BadNote
from comity.web.people import REFUSED, need_a_house, open_marking


class Command(BaseCommand):
    help = (
        "Shows the public keys of the record (show), makes the first (new; comity run and comity tick make it too), or "
        "lets another one sign (rotate). The private part is a file in COMITY_HOME/keys that only its owner reads: it "
        "is never printed and in no backup of the database. Keep a copy of it elsewhere. If it is lost: rotate --lost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("new", "show", "rotate"), help="what to do")
        parser.add_argument("--reason", default="", metavar="WHY", help="with rotate: why; it stands on the record")
        parser.add_argument("--lost", action="store_true", help="with rotate: the private part is gone")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, what: str, **options: Any) -> None:
        need_a_house()
        try:
            if what == "new":
                make_record_key(open_marking(), actor=the_console(), at=timezone.now())
            elif what == "rotate":
                rotate_record_key(
                    options["reason"],
                    actor=the_console(),
                    at=timezone.now(),
                    marking_id=open_marking(),
                    lost=options["lost"],
                )
        except (Refused, BadNote) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        rows = record_keys()
        if options["json"]:
            self.stdout.write(json.dumps([_as_data(row, rows[0]) for row in rows], indent=2, ensure_ascii=False))
            return
        if not rows:
            raise CommandError("The record has no key yet: comity record key new.", returncode=REFUSED)
        self.stdout.write("\n".join(_line(row, rows[0]) for row in rows))
        if what != "show":
            self.stdout.write(f"Keep a copy of {file_of(rows[0].verifier)} where this machine cannot lose it.")


def _as_data(row: Key, newest: Key) -> dict[str, Any]:
    return {
        "key": row.key,
        "origin": row.verifier.name,
        "made_at": row.made_at.isoformat(),
        "signs_now": row.pk == newest.pk,
        "private_part_here": key_is_here(row.verifier),
        "handover": row.handover,
    }


def _line(row: Key, newest: Key) -> str:
    now = "signs now" if row.pk == newest.pk else "signed before"
    here = "" if key_is_here(row.verifier) else ", its private part is not here"
    return f"{row.key}  made {row.made_at:%Y-%m-%d %H:%M} UTC, {now}{here}"
