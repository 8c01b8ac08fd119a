"""`comity framework export FILE --out ZIP`: a framework with its proof, to be checked by whoever trusts nobody."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comity.web.frameworks.exporting import export
from comity.web.management.commands.adopt import text_of
from comity.web.management.commands.framework_prove import proof_in
from comity.web.people import REFUSED


class Command(BaseCommand):
    help = (
        "Writes one zip with the framework's text, the verdict on each property and every certificate, which "
        "python -m verifier.proof checks. The same text gives the same bytes. Needs no database. Exit status 0 when "
        "every promise is proved, 1 when not (it is written all the same, and says so), 2 when the file is not whole "
        "or the zip cannot be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework, YAML in UTF-8")
        parser.add_argument("--out", type=Path, required=True, metavar="ZIP", help="where to write it")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, file: Path, out: Path, **options: Any) -> None:
        proof = proof_in(file, self.stderr.write)
        try:
            out.write_bytes(export(proof, text_of(file)))
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.", returncode=REFUSED) from error
        broken, count = len(proof.broken), len(proof.certifiable())
        answer = {"file": str(out), "certificates": count, "proved": not broken, "sha256": proof.digest}
        told = "Every promise is proved." if not broken else f"{broken} of what is promised is not proved."
        said = f"{out}: the text, {len(proof.verdicts)} verdicts and {count} certificates. {told}"
        self.stdout.write(json.dumps(answer, indent=2) if options["json"] else said)
        if broken:
            raise SystemExit(1)
