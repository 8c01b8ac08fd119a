"""`comity record witness add|remove|list`: who cosigns the record from a machine of their own."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.actions.add_witness import add_witness
from comity.foundation.access.actions.remove_witness import remove_witness
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.queries import Witness, witness_reach, witnesses
from comity.foundation.record.rules.note import BadNote
from comity.foundation.record.rules.policy import BadPolicy
from comity.foundation.record.rules.reach import Reach, Standing
from comity.web.people import REFUSED, need_a_house, open_marking


class Command(BaseCommand):
    help = (
        "Names those outside the house who witness the record (add), lets one go (remove), or shows how far each has "
        "cosigned (list). The key is printed by comity witness new on the witness's machine; take it from its owner in "
        "person. comity record quorum says how many of them make a checkpoint public. Entered on the record."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("add", "remove", "list"), help="what to do")
        parser.add_argument("which", nargs="?", default="", help="with add: the witness's key; with remove: its name")
        parser.add_argument("--url", default="", help="with add: where it is reached, such as https://host/witness")
        parser.add_argument("--reason", default="", metavar="WHY", help="with remove: why; it stands on the record")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, what: str, which: str, **options: Any) -> None:
        need_a_house()
        said: dict[str, Any] = {"actor": the_console(), "at": timezone.now()}
        try:
            if what == "add":
                add_witness(which, url=options["url"], marking_id=open_marking(), **said)
            elif what == "remove":
                remove_witness(which, reason=options["reason"], marking_id=open_marking(), **said)
        except (Refused, BadNote, BadPolicy) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self._show(as_json=options["json"])

    def _show(self, *, as_json: bool) -> None:
        reach, at = witness_reach(), timezone.now()
        rows = list(zip(witnesses(), reach.standings, strict=True))
        if as_json:
            self.stdout.write(json.dumps(_as_data(reach, rows), indent=2, ensure_ascii=False))
            return
        self.stdout.write("\n".join([_line(row, one) for row, one in rows] or ["No witness is asked."]))
        self.stdout.write(str(reach.sentence))
        for trouble in reach.troubles(at):
            self.stdout.write(f"! {trouble}")


def _as_data(reach: Reach, rows: list[tuple[Witness, Standing]]) -> dict[str, Any]:
    return {
        "quorum": reach.quorum,
        "signed": reach.signed,
        "public": reach.public.size if reach.public else None,
        "witnesses": [
            {
                "name": one.name,
                "key": one.key,
                "url": row.url,
                "cosigned": one.size,
                "cosigned_at": one.cosigned_at.isoformat() if one.cosigned_at else None,
                "answer": one.answer.value,
                "detail": one.detail,
            }
            for row, one in rows
        ],
    }


def _line(row: Witness, one: Standing) -> str:
    far = "cosigned nothing yet" if one.size is None else f"cosigned {one.size} entries"
    return f"{one.key}  at {row.url}, {far}, {one.told}" + (f" ({one.detail})" if one.detail else "")
