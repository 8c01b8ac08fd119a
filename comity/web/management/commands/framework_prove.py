"""`comity framework prove FILE`: whether a framework keeps what it promises, or the shortest run that breaks it."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from comity.procedure.assurance.queries import NotWhole, Proof, file_name, proof_of
from comity.procedure.assurance.rules.proving import Answer, promised, story
from comity.web.frameworks.exporting import certificate_text, verdicts_as_data
from comity.web.management.commands.adopt import text_of


class Command(BaseCommand):
    help = (
        "Proves what a framework file promises, on the tables and permissions that run. Needs no database, changes "
        "nothing. Exit status 0 when every promise is proved, 1 when not, 2 when the file is not whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework, YAML in UTF-8")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--certificates", type=Path, metavar="FOLDER", help="write the proofs here, to be checked")

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        proof = proof_in(file, self.stderr.write)
        if options["certificates"]:
            _write(options["certificates"], proof)
        self.stdout.write(_as_json(proof) if options["json"] else in_words(proof))
        if proof.broken:
            raise SystemExit(1)


def proof_in(file: Path, complain: Callable[[str], Any]) -> Proof:
    """Of the framework in this file. Raises SystemExit with 2 when it is not whole."""
    try:
        return proof_of(text_of(file))
    except NotWhole as problem:
        complain(f"{file} is not whole; comity framework check {file} says why.")
        raise SystemExit(2) from problem


def in_words(proof: Proof) -> str:
    """By property: how many parts are proved, and of each other part the shortest run."""
    lines = []
    for promise in dict.fromkeys(verdict.promise for verdict in proof.verdicts):
        mine = [verdict for verdict in proof.verdicts if verdict.promise is promise]
        how = Counter(verdict.answer for verdict in mine)
        told = ", ".join(f"{number} {answer}" for answer, number in how.items())
        lines.append(f"{promise}: {told} ({sum(verdict.states for verdict in mine)} states)")
        for verdict in (verdict for verdict in mine if verdict.answer is not Answer.PROVED):
            aside = "" if promised(proof.file, verdict) else " (not promised)"
            lines.append(f"  {verdict.answer}{aside}: {verdict.of}: {verdict.why}")
            lines += [f"    {number}. {step}" for number, step in enumerate(story(verdict), 1)]
    broken = len(proof.broken)
    lines.append("Every promise is proved." if not broken else f"{broken} of what is promised is not proved.")
    return "\n".join(lines)


def _as_json(proof: Proof) -> str:
    return json.dumps(verdicts_as_data(proof), indent=2, ensure_ascii=False)


def _write(folder: Path, proof: Proof) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, verdict in proof.certifiable():
        (folder / file_name(number, verdict)).write_text(certificate_text(proof, number), encoding="utf-8")
