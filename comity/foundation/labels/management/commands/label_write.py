"""`comity label write`: write a label as the standard does, by itself, beside a file or into it."""

import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.foundation.labels.management.commands.label_read import REFUSED, content_of
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import CategoryKind
from comity.foundation.labels.rules.standard.files import read_file
from comity.foundation.labels.rules.standard.meaning import house_spelling
from comity.foundation.labels.rules.standard.moments import moment
from comity.foundation.labels.rules.standard.signatures import fingerprint
from comity.foundation.labels.rules.standard.spellings import LabelKind
from comity.foundation.labels.rules.standard.unreadable import NotWritable, Unreadable
from comity.foundation.labels.rules.standard.writing_bindings import Signer
from comity.foundation.labels.rules.standard.writing_files import labelled, sidecar
from comity.foundation.labels.rules.standard.writing_labels import label_xml
from comity.foundation.labels.rules.standard.written import Originator, Succession, WrittenCategory, WrittenLabel
from comity.foundation.words.rules.said import say

KINDS = {"originator": LabelKind.ORIGINATOR, "alternative": LabelKind.ALTERNATIVE, "metadata": LabelKind.METADATA}


class Command(BaseCommand):
    help = (
        "Writes a confidentiality label (ADatP-4774): by itself, as a sidecar that binds it to a file (ADatP-4778), or "
        "into an Office document, PDF, JPEG or PNG. Only what keeps to the standard and to a policy known here is "
        "written. Needs no database. Exit status 2 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_argument_group("the label")
        what.add_argument("--policy", help="name or URI of the policy")
        what.add_argument("--classification", help="the level")
        what.add_argument(
            "--category",
            action="append",
            default=[],
            metavar="TAG=VALUE,VALUE",
            help="a category of the policy; for a policy not known here TYPE:TAG=VALUE,VALUE, such as PERMISSIVE:…",
        )
        what.add_argument("--privacy-mark", help="words that decide nothing")
        what.add_argument("--originator", metavar="TYPE:NAME", help="such as rfc822Name:desk@example.org")
        what.add_argument(
            "--created", metavar="MOMENT", help="when it was made, such as 2026-11-23T18:00:00Z; else now"
        )
        what.add_argument("--review", metavar="MOMENT", help="when it is to be reviewed")
        what.add_argument("--succession", metavar="MOMENT", help="from when --successor stands in its place")
        what.add_argument("--successor", metavar="LEVEL", help="the level that succeeds, with the same categories")
        what.add_argument("--kind", choices=list(KINDS), default="originator", help="whose label it is")
        what.add_argument("--from", dest="taken", type=Path, metavar="FILE", help="take the label(s) of another file")
        what.add_argument("--unknown-policy", action="store_true", help="write a label of a policy not known here")
        where = parser.add_argument_group("where it goes")
        where.add_argument("--sidecar", type=Path, metavar="FILE", help="bind it to FILE in a file beside it")
        where.add_argument("--into", type=Path, metavar="FILE", help="put it into a copy of FILE; needs --out")
        where.add_argument("--anew", action="store_true", help="you are the originator and replace your own label")
        where.add_argument("--out", type=Path, metavar="FILE", help="write here (else: FILE.bdo, or the screen)")
        where.add_argument("--key", type=Path, metavar="PEM", help="sign with this private key (Ed25519, ECDSA, RSA)")
        where.add_argument("--certificate", type=Path, metavar="PEM", help="the certificate that says whose the key is")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            labels, now = _labels(options, timezone.now()), timezone.now()
            content, out = _made(options, labels, now)
            _put(content, out)
        except (Unreadable, NotWritable) as refusal:
            faults = refusal.faults if isinstance(refusal, NotWritable) else (refusal.message,)
            for fault in faults:
                self.stderr.write(f"Not written: {fault}.")
            raise SystemExit(REFUSED) from refusal
        if out is not None:
            self.stdout.write(f"{out} is written.")


def _made(options: dict[str, Any], labels: list[WrittenLabel], at: datetime) -> tuple[bytes, Path | None]:
    signer = _signer(options["key"], options["certificate"])
    out: Path | None = options["out"]
    if options["into"] is not None:
        if out is None:
            raise Unreadable(say("say with --out where the labelled copy goes"))
        return labelled(content_of(options["into"]), labels, signer=signer, at=at, anew=options["anew"]), out
    if options["sidecar"] is not None:
        file: Path = options["sidecar"]
        made = sidecar(content_of(file), file.name, labels, signer=signer, at=at)
        return made, out or file.with_name(file.name + ".bdo")
    if signer is not None:
        raise Unreadable(say("a label by itself is not signed: bind it with --sidecar or --into"))
    if len(labels) != 1:
        raise Unreadable(say("several labels need a binding: give --sidecar or --into"))
    return label_xml(labels[0]), out


def _put(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Unreadable(say("{file} cannot be written ({why})", file=str(out), why=error.strerror or "")) from error


def _labels(options: dict[str, Any], now: datetime) -> list[WrittenLabel]:
    if options["taken"] is not None:
        found = read_file(content_of(options["taken"]), name=options["taken"].name).labels
        taken = [each.label for each in found if each.label is not None]
        if not taken:
            raise Unreadable(say("{file} carries no label", file=str(options["taken"])))
        return taken
    if not options["policy"] or not options["classification"]:
        raise Unreadable(say("name the policy and the level: --policy and --classification"))
    label = WrittenLabel(
        policy=options["policy"],
        classification=options["classification"],
        categories=tuple(_category(each) for each in options["category"]),
        privacy_mark=options["privacy_mark"],
        originator=_originator(options["originator"]),
        created=_moment(options["created"]) or now.astimezone(UTC).replace(microsecond=0),
        review=_moment(options["review"]),
        kind=KINDS[options["kind"]],
    )
    return [_succeeded(house_spelling(label, policies(), unknown=options["unknown_policy"]), options)]


def _succeeded(label: WrittenLabel, options: dict[str, Any]) -> WrittenLabel:
    at = _moment(options["succession"])
    if (at is None) != (options["successor"] is None):
        raise Unreadable(say("say both when it is succeeded and by which level: --succession and --successor"))
    if at is None:
        return label
    later = replace(label, classification=options["successor"], kind=LabelKind.PLAIN, review=None, originator=None)
    later = house_spelling(later, policies(), unknown=options["unknown_policy"])
    return replace(label, succession=Succession(at, later))


def _category(text: str) -> WrittenCategory:
    kind, separator, rest = text.partition(":")
    named = kind.strip().upper() in CategoryKind.__members__ and bool(separator)
    tag, equals, values = (rest if named else text).partition("=")
    if not equals:
        raise Unreadable(say("write a category as TAG=VALUE,VALUE and not {text}", text=text))
    said = tuple(dict.fromkeys(value.strip() for value in values.split(",") if value.strip()))
    return WrittenCategory(tag.strip(), CategoryKind(kind.strip().upper()) if named else None, said)


def _originator(text: str | None) -> Originator | None:
    if text is None:
        return None
    kind, separator, name = text.partition(":")
    if not separator:
        raise Unreadable(say("write the originator as TYPE:NAME, such as rfc822Name:desk@example.org"))
    return Originator(name.strip(), kind.strip())


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    at, _ = moment(text)
    if at is None:
        raise Unreadable(say("{text} is no moment; write it as 2026-11-23T18:00:00Z", text=text))
    return at


def _signer(key: Path | None, certificate: Path | None) -> Signer | None:
    if key is None:
        return None
    try:
        private = load_pem_private_key(content_of(key), password=None)
        held = x509.load_pem_x509_certificate(content_of(certificate)) if certificate else None
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unreadable(say("the key or certificate is not one in PEM without a password")) from error
    if held is not None and fingerprint(held.public_key()) != fingerprint(private.public_key()):  # type: ignore[arg-type]
        raise Unreadable(say("the certificate is of another key"))
    return Signer(private, held)  # type: ignore[arg-type]
