"""`comity framework prove FILE`: whether a framework keeps what it promises, or the shortest run that breaks it."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from comity.foundation.conditions.rules.vocabulary import named
from comity.procedure.assurance.rules.certificate import certificate
from comity.procedure.assurance.rules.exploring import layers_towards, reachable
from comity.procedure.assurance.rules.proving import Answer, Verdict, broken_promises, promised, prove, story
from comity.procedure.clearance.rules.whole import WholeFramework, check
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
        text = text_of(file)
        found = check(text).file
        if found is None:
            self.stderr.write(f"{file} is not whole; comity framework check {file} says why.")
            raise SystemExit(2)
        verdicts = prove(found, named(found.subject))
        if options["certificates"]:
            _write(options["certificates"], found, verdicts, sha256(text.encode()).hexdigest())
        self.stdout.write(_as_json(found, verdicts) if options["json"] else _in_words(found, verdicts))
        if broken_promises(found, verdicts):
            raise SystemExit(1)


def _in_words(file: WholeFramework, verdicts: Sequence[Verdict]) -> str:
    lines = []
    for promise in dict.fromkeys(verdict.promise for verdict in verdicts):
        mine = [verdict for verdict in verdicts if verdict.promise is promise]
        how = Counter(verdict.answer for verdict in mine)
        told = ", ".join(f"{number} {answer}" for answer, number in how.items())
        lines.append(f"{promise}: {told} ({sum(verdict.states for verdict in mine)} states)")
        for verdict in (verdict for verdict in mine if verdict.answer is not Answer.PROVED):
            aside = "" if promised(file, verdict) else " (not promised)"
            lines.append(f"  {verdict.answer}{aside}: {verdict.of}: {verdict.why}")
            lines += [f"    {number}. {step}" for number, step in enumerate(story(verdict), 1)]
    broken = len(broken_promises(file, verdicts))
    lines.append("Every promise is proved." if not broken else f"{broken} of what is promised is not proved.")
    return "\n".join(lines)


def _as_json(file: WholeFramework, verdicts: Sequence[Verdict]) -> str:
    answer = {
        "framework": file.framework,
        "version": file.version,
        "proved": not broken_promises(file, verdicts),
        "verdicts": [
            {
                "property": verdict.promise,
                "of": str(verdict.of),
                "answer": verdict.answer,
                "promised": promised(file, verdict),
                "why": str(verdict.why),
                "states": verdict.states,
                "story": list(map(str, story(verdict))),
            }
            for verdict in verdicts
        ],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _write(folder: Path, file: WholeFramework, verdicts: Sequence[Verdict], digest: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    proved = [verdict for verdict in verdicts if verdict.answer is Answer.PROVED and verdict.procedure is not None]
    for number, verdict in enumerate(proved, 1):
        about: dict[str, object] = {
            "framework": file.framework,
            "version": file.version,
            "sha256": digest,
            "property": str(verdict.promise),
            "of": str(verdict.of),
        }
        said = json.dumps(_certificate(verdict, about), ensure_ascii=False)
        (folder / f"{number:03}-{verdict.promise}.json").write_text(said + "\n", encoding="utf-8")


def _certificate(verdict: Verdict, about: dict[str, object]) -> dict[str, object]:
    procedure = verdict.procedure
    if procedure is None:
        raise ValueError("it was not decided by exploring")
    found = reachable(procedure)
    towards = layers_towards(procedure, verdict.ends, found) if verdict.ends else ()
    return certificate(procedure, found=found, never=verdict.never, ends=verdict.ends, towards=towards, about=about)
