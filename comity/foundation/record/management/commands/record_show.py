"""Show the record of a thing, or its last entries."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comity.foundation.labels.queries import MarkedQuerySet
from comity.foundation.record.models import Entry
from comity.foundation.record.queries import entire_history, things_called
from comity.foundation.record.rules.plain import written_time

_CONSOLE = "the operator's console"


class Command(BaseCommand):
    help = (
        "Shows what was recorded about a thing (by what people call it, such as ENG-2026-0012), or the last "
        "entries. Nobody is signed in at the console: it shows every entry, whatever its marking."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="?", help="a reference such as ENG-2026-0012")
        parser.add_argument("--last", type=int, metavar="N", help="only the last N entries (else 20, or all)")
        parser.add_argument("--kind", help="only this kind; 'clearance.' with its dot means all of a room's")
        parser.add_argument("--json", action="store_true", help="answer in JSON, oldest entry first")

    def handle(self, *_: Any, **options: Any) -> None:
        last = options["last"]
        if last is not None and last < 1:
            raise CommandError("--last takes a number from 1 up")
        found = _found(options["reference"], options["kind"])
        rows = found.select_related("marking").prefetch_related("mentions")
        entries = list(rows[: last or (None if options["reference"] else 20)])[::-1]
        self.stderr.write("Shown whole, whatever its marking: this is the operator's console.")
        if options["json"]:
            self.stdout.write(json.dumps([_as_data(entry) for entry in entries], indent=2, ensure_ascii=False))
            return
        for entry in entries:
            self.stdout.write(_as_line(entry))


def _found(reference: str | None, kind: str | None) -> MarkedQuerySet[Entry]:
    """Newest first. Raises CommandError when nothing was ever called so."""
    entries = entire_history(_CONSOLE, kind=kind)
    if reference is None:
        return entries
    things = things_called(reference, entire_history(_CONSOLE))
    if not things:
        raise CommandError(f"Nothing in the record is called {reference}.")
    # All of the thing's life, also from before it was called so.
    lives = [entire_history(_CONSOLE, about=thing).values_list("seq", flat=True) for thing in things]
    return entries.filter(seq__in={seq for life in lives for seq in life})


def _as_line(entry: Entry) -> str:
    by = ", ".join(name for name in (entry.person, entry.post) if name) or str(entry.actor)
    said = entry.sentence or str(entry.told)
    return f"{entry.seq:>7}  {entry.at:%Y-%m-%d %H:%M} UTC  [{entry.marking.words}]  {said}  ({by})"


def _as_data(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "at": written_time(entry.at),
        "sentence": entry.sentence or str(entry.told),
        "erased_by": entry.erased.by_id if entry.erased else None,
        "person": entry.person,
        "post": entry.post,
        "under": [] if entry.gone else entry.body["actor"]["under"],
        "marking": entry.marking.words,
        "about": [
            {"kind": mention.thing_kind, "key": mention.thing_key, "reference": mention.reference}
            for mention in entry.mentions.all()
        ],
        "leaf_hash": bytes(entry.leaf_hash).hex(),
    }
