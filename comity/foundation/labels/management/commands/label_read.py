"""`comity label read FILE`: what a file says of its marking, what that means, and whether its binding holds."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.standard.bindings import Holds
from comity.foundation.labels.rules.standard.files import LARGEST, Reading, read_file
from comity.foundation.labels.rules.standard.meaning import decisive
from comity.foundation.labels.rules.standard.reported import as_data
from comity.foundation.labels.rules.standard.signatures import Trusted, trusted_from
from comity.foundation.labels.rules.standard.telling import bound, meaning_of
from comity.foundation.labels.rules.standard.unreadable import Unreadable
from comity.foundation.words.rules.said import say

BROKEN, REFUSED = 1, 2


class Command(BaseCommand):
    help = (
        "Reads the confidentiality labels (ADatP-4774) and bindings (ADatP-4778) of a file and says what they mean: "
        "policy and level, who may see it, its originator, how long it holds, whether it is bound, and whether that "
        "holds. "
        "Reads XML, Office documents, PDF, JPEG and PNG, XMP, JSON, and a sidecar that lies beside a file. Needs no "
        "database and changes nothing. Exit status 0 when labels were read, 1 when a binding is broken, a label cannot "
        "be read or none is there (with --strict also when one does not keep to the standard), 2 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to read")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--data", type=Path, metavar="FILE", help="what a detached binding in FILE is about")
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            default=[],
            metavar="PEM",
            help="a public key or certificate whose signatures you take; may be given several times",
        )
        parser.add_argument(
            "--strict", action="store_true", help="exit status 1 also for labels that do not keep to the standard"
        )

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        try:
            trusted = [_trusted(path) for path in options["trust"]]
            data = content_of(options["data"]) if options["data"] else None
            reading = read_file(
                content_of(file), name=file.name, beside=_Beside(file.parent), trusted=trusted, data=data
            )
        except Unreadable as refusal:
            self._refuse(file, refusal, options["json"])
            raise SystemExit(REFUSED) from refusal
        at = timezone.now()
        if options["json"]:
            answer = {"file": str(file), **as_data(reading, policies(), at)}
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_in_words(file, reading)))
        if _amiss(reading, strict=options["strict"]):
            raise SystemExit(BROKEN)

    def _refuse(self, file: Path, refusal: Unreadable, as_json: bool) -> None:
        if as_json:
            answer = {"file": str(file), "refused": str(refusal.message)}
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            self.stderr.write(f"{file} is not read: {refusal.message}.")


class _Beside:
    """The files of one folder, by plain names only: a binding from outside names what it likes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str) -> bytes | None:
        name = name.removeprefix("./")
        if not name or "/" in name or "\\" in name or "\x00" in name or name in (".", ".."):
            return None
        path = self.folder / name
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
                return None
            return path.read_bytes()
        except (OSError, ValueError):
            return None


def content_of(path: Path) -> bytes:
    """Raises Unreadable."""
    try:
        if path.is_dir():
            raise Unreadable(say("it is a folder"))
        if path.stat().st_size > LARGEST:
            raise Unreadable(say("the file is larger than {limit} bytes: label it by a sidecar file", limit=LARGEST))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(say("it cannot be opened ({why})", why=error.strerror or str(error))) from error


def _trusted(path: Path) -> Trusted:
    try:
        return trusted_from(content_of(path))
    except Unreadable as refusal:
        raise Unreadable(say("{file}: {why}", file=str(path), why=refusal.message)) from refusal


def _in_words(file: Path, reading: Reading) -> list[str]:
    at, lines = timezone.now(), []
    for number, found in enumerate(reading.labels, 1):
        title = f"{file}: label {number} of {len(reading.labels)}" if len(reading.labels) > 1 else f"{file}"
        where = reading.places[number - 1] if number <= len(reading.places) else ""
        lines.append(f"{title} ({where})" if where else title)
        lines += [f"  {sentence}" for sentence in meaning_of(found, policies(), at)]
        mine = [each for each in reading.bindings if number - 1 in each.labels]
        for binding in mine:
            lines += [f"  {sentence}" for sentence in bound(binding)]
        if not mine:
            lines.append(f"  {say('It is bound to nothing: it stands by itself.')}")
    for binding in (each for each in reading.bindings if not each.labels):
        lines += [f"{file}: a binding without a label", *(f"  {sentence}" for sentence in bound(binding))]
    lines += [f"Note: {notice}." for notice in reading.notices]
    if not reading.labels:
        lines.append(f"{file} carries no label.")
    elif len(reading.labels) > 1:
        chosen = decisive(reading, policies(), at)
        lines.append(
            f"Treat the whole as {chosen.label.in_words()}." if chosen.label else f"No one label: {chosen.why}."
        )
    return lines


def _amiss(reading: Reading, *, strict: bool) -> bool:
    return (
        not reading.labels
        or any(found.label is None for found in reading.labels)
        or any(binding.holds is Holds.NO for binding in reading.bindings)
        or (strict and any(not found.conforms for found in reading.labels))
    )
