"""`comity record policy --out FILE`: whose keys sign the record, who witnesses it, and how many of them it needs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.record.queries import lost_keys, record_policy
from comity.foundation.record.rules.policy import BadPolicy
from comity.web.people import REFUSED, need_a_house

_WARNING = """\
# Whose keys are believed of this record, and how many witnesses must have signed. Written by the house itself on
# {day}: compare every key with the one its owner gave you in person before you rely on it.
"""


class Command(BaseCommand):
    help = (
        "Writes the policy by which an auditor checks evidence of this record: the keys of the log with those they "
        "followed, the keys of the witnesses, the quorum. Keys that were lost stand in it as a comment. Whoever takes "
        "the policy from this house believes this house: each key is to be compared with what its owner says."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it")

    def handle(self, *_: Any, out: Path, **options: Any) -> None:
        need_a_house()
        try:
            policy = record_policy()
        except BadPolicy as problem:
            raise CommandError(f"There is no policy yet: {problem}.", returncode=REFUSED) from problem
        lost = "".join(f"# lost, and believed no longer: log {row.key}\n" for row in lost_keys())
        try:
            out.write_text(_WARNING.format(day=f"{timezone.now():%Y-%m-%d}") + lost + policy.text(), encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem}", returncode=REFUSED) from problem
        self.stdout.write(
            f"{out}: {policy.origin}, {len(policy.logs)} keys of the log, {len(policy.witnesses)} witnesses, "
            f"of which {policy.quorum} must sign."
        )
