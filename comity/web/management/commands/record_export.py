"""Write evidence to a file: what an auditor checks alone with the verifier."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.write_bundle import Changed, Evidence, write_bundle
from comity.foundation.record.rules.tiles import BadTile
from comity.scrutiny.oversight.actions.export_evidence import export_evidence
from comity.scrutiny.oversight.actions.prepare_evidence import prepare_evidence
from comity.scrutiny.oversight.events import CONSOLE
from comity.scrutiny.oversight.queries import institution_called
from comity.scrutiny.oversight.rules.scope import Scope, ScopeKind
from comity.web.people import REFUSED, account_named, need_a_house

TOLD_EVERY = 50_000  # entries


class Command(BaseCommand):
    help = (
        "Writes an evidence bundle of the signed record: of one dossier or engagement, of some days, of what was done "
        "from the posts of an institution, or of everything. The verifier checks it with no network and nothing of "
        "this house. Nobody is signed in at the console, so every body is in it; --as withholds what that person may "
        "not read. That it was exported is entered on the record, with the digest of the file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, type=Path, metavar="BUNDLE", help="the file, such as evidence.zip")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--dossier", metavar="REF", help="a dossier, and what it decides on")
        what.add_argument("--engagement", metavar="REF", help="an engagement, and its dossiers")
        what.add_argument("--since", type=_day, metavar="DAY", help="from this day on (2026-01-01)")
        what.add_argument("--institution", metavar="NAME", help="what was done from its posts")
        what.add_argument("--all", action="store_true", help="the whole record")
        parser.add_argument("--until", type=_day, metavar="DAY", help="with --since: the last day; else today")
        parser.add_argument(
            "--from",
            type=int,
            action="append",
            default=[],
            dest="sizes",
            metavar="SIZE",
            help="prove that the record only grew since it had so many entries; may be given again",
        )
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="withhold what this person may not read")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, out: Path, **options: Any) -> None:
        need_a_house()
        at, actor = timezone.now(), the_console()
        try:
            person = account_named(options["username"]) if options["username"] else None
            reader = person.reader if person else None
            prepared = prepare_evidence(_scope(options), actor=actor, at=at, reader=reader, since=options["sizes"])
            self._say_who_reads(person)
            write_bundle(prepared.bundle, out, told=self._counter(prepared.bundle))
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        except (Changed, BadTile, OSError) as problem:
            raise CommandError(str(problem)) from problem
        handed = prepared.handed_out(person.name if person else CONSOLE)
        entry = export_evidence(handed, actor=actor, at=timezone.now(), marking_id=prepared.marking.pk)
        told = {
            "file": str(out),
            "sha256": handed.digest,
            "scope": prepared.bundle.scope,
            "entries": handed.entries,
            "withheld": handed.withheld,
            "erased": prepared.bundle.erased,
            "not_signed_yet": prepared.bundle.beyond,
            "record_size": handed.record_size,
            "entry_of_this_export": entry,
        }
        self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) if options["json"] else _sentence(told))

    def _say_who_reads(self, person: Person | None) -> None:
        if person is None:
            self.stderr.write("Every body is in it, whatever its marking: this is the operator's console.")
        else:
            self.stderr.write(f"What {person.name} may not read is withheld.")

    def _counter(self, bundle: Evidence) -> Any:
        told = 0

        def count(done: int) -> None:
            nonlocal told
            if done - told >= TOLD_EVERY:
                told = done
                self.stderr.write(f"{done} of {bundle.entries} entries")

        return count


def _scope(options: dict[str, Any]) -> Scope:
    """Raises Refused."""
    if options["until"] and not options["since"]:
        raise Refused("--until goes with --since.")
    if options["since"]:
        last = options["until"] or timezone.localdate()
        if last < options["since"]:
            raise Refused("The last day lies before the first.")
        return Scope(kind=ScopeKind.PERIOD, first=options["since"], last=last)
    if options["institution"]:
        found = institution_called(options["institution"])
        if found is None:
            raise Refused(f"No institution here is called {options['institution']}.")
        return Scope(kind=ScopeKind.INSTITUTION, name=found.name, key=found.key)
    for kind in (ScopeKind.DOSSIER, ScopeKind.ENGAGEMENT):
        if options[kind]:
            return Scope(kind=kind, name=options[kind].upper())
    return Scope(kind=ScopeKind.ALL)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _sentence(told: dict[str, Any]) -> str:
    return (
        f"{told['file']}: {told['entries']} entries of a record of {told['record_size']}, {told['withheld']} bodies "
        f"withheld. SHA-256 {told['sha256']}; entry {told['entry_of_this_export']} says so."
        + (f" {told['not_signed_yet']} entries are not signed yet and not in it." if told["not_signed_yet"] else "")
    )
