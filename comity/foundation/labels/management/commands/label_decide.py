"""`comity label decide LABEL READER.json`: may this reader read under this label, and why."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.asked import Asked, NotTaken, data_of, is_own_form, label_asked, reader_asked
from comity.foundation.labels.rules.banner_text import NoBanner, read_banner
from comity.foundation.labels.rules.label import Label, Reader
from comity.foundation.labels.rules.reading import Reading, changes_after, reads
from comity.foundation.labels.rules.standard.files import read_file
from comity.foundation.labels.rules.standard.meaning import decisive
from comity.foundation.labels.rules.standard.unreadable import Unreadable
from comity.foundation.labels.rules.wording import banner
from comity.foundation.words.rules.said import say

from .label_read import content_of

WITHHELD, REFUSED = 1, 2


class Command(BaseCommand):
    help = (
        "Decides whether a reader may read under a label, by the same rule that filters every list, and gives every "
        "reason: clearance, nationality, group, briefing, the originator's caveat. LABEL is a banner such as 'NATO "
        "RESTRICTED REL TO ABC', or a file that carries a label: YAML or JSON of our own, or anything that `comity "
        "label read` reads. READER is a file of YAML or JSON: nationality, clearances, groups. Needs no database and "
        "changes nothing. Exit status 0 when it may be read, 1 when it is withheld, 2 when there is nothing to decide."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("label", metavar="LABEL", help="a banner in quotes, or a file that carries a label")
        parser.add_argument("reader", metavar="READER", type=Path, help="who reads, YAML or JSON in UTF-8")
        parser.add_argument(
            "--at", metavar="MOMENT", help="decide as of then, such as 2027-01-31T12:00Z; otherwise now"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, label: str, reader: Path, **options: Any) -> None:
        try:
            at = _moment(options["at"])
            asked = _reader(reader)
            found = _label(label, at)
        except (NotTaken, NoBanner, Unreadable) as refusal:
            self._refuse(str(refusal.message), options["json"])
            raise SystemExit(REFUSED) from refusal
        decision = reads(found, asked.reader, policies(), at)
        answer = _as_json(found, asked, decision, at) if options["json"] else _in_words(found, asked, decision, at)
        self.stdout.write(answer)
        if not decision.allowed:
            raise SystemExit(WITHHELD)

    def _refuse(self, why: str, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"refused": why}, ensure_ascii=False))
        else:
            self.stderr.write(f"Nothing is decided: {why}.")


def _moment(said: str | None) -> datetime:
    if said is None:
        return timezone.now()
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise NotTaken(say("{text} is no moment, such as 2027-01-31T12:00Z", text=said)) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _reader(path: Path) -> Asked:
    try:
        return reader_asked(data_of(_text(content_of(path))), policies())
    except (NotTaken, Unreadable) as why:
        raise NotTaken(say("{file}: {why}", file=str(path), why=why.message)) from why


def _label(said: str, at: datetime) -> Label:
    path = Path(said)
    if not _is_file(path):
        try:
            return read_banner(said, policies())
        except NoBanner as why:
            if path.suffix:
                raise NotTaken(say("there is no file {file}", file=said)) from why
            raise
    content = content_of(path)
    try:
        data = data_of(_text(content))
    except NotTaken:
        data = None
    if is_own_form(data):
        return label_asked(data, policies())
    if isinstance(data, str) and "<" not in data:  # one line of text: a banner
        return read_banner(data, policies())
    chosen = decisive(read_file(content, name=path.name), policies(), at)
    if chosen.label is None:
        raise NotTaken(say("{file}: {why}", file=said, why=chosen.why))
    return chosen.label


def _is_file(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotTaken(say("this is no text in UTF-8")) from error


def _as_json(label: Label, asked: Asked, decision: Reading, at: datetime) -> str:
    until = changes_after(label, policies(), at)
    answer = {
        "allowed": decision.allowed,
        "reasons": list(map(str, decision.reasons)),
        "grounds": [
            {"rule": one.rule, "admits": one.admits, "words": str(one.words), "policy": one.policy, "tag": one.tag}
            for one in decision.grounds
        ],
        "label": label.as_data(),
        "banner": banner(label, policies(), at),
        "reader": _reader_data(asked.reader),
        "at": at.astimezone(UTC).isoformat(),
        "until": until.isoformat() if until else None,
        "notes": list(map(str, asked.notes)),
    }
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _reader_data(reader: Reader) -> dict[str, Any]:
    return {
        "nationality": reader.nationality,
        "clearances": dict(sorted(reader.clearances)),
        "groups": sorted(reader.groups),
    }


def _in_words(label: Label, asked: Asked, decision: Reading, at: datetime) -> str:
    marking = banner(label, policies(), at)
    lines = [f"May read {marking}." if decision.allowed else f"May not read {marking}."]
    lines += [f"  {'yes' if one.admits else 'no '}  {one.words}" for one in decision.grounds]
    if until := changes_after(label, policies(), at):
        lines.append(f"Ask again after {until:%Y-%m-%d %H:%M} UTC: the label or an agreement changes then.")
    lines += [f"Note: {note}." for note in asked.notes]
    return "\n".join(lines)
