"""`python -m verifier BUNDLE --policy POLICY [--kept CHECKPOINT]… [--json]`

Exit status 0: everything holds. 1: something does not. 2: it could not be judged.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .checking import Result, check
from .note import LARGEST
from .policy import Policy, policy
from .refusals import Unreadable

WHOSE_KEYS = (
    "Whose keys? Give --policy FILE: a text with “log KEY”, “witness KEY” and “quorum N”, got from those you trust "
    "and not with the bundle."
)
VERDICTS = {"good": "It holds.", "broken": "It does not hold.", "unreadable": "It could not be judged."}


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, tell, and give the exit status."""
    asked = _parser().parse_args(arguments)
    result = _result(asked)
    if asked.json:
        print(json.dumps(result.as_json(), indent=2))
    else:
        print("\n".join([VERDICTS[result.verdict], *result.sentences]))
    return result.status


def _result(asked: argparse.Namespace) -> Result:
    try:
        keys = _policy(asked.policy)
        kept = [_read(path, LARGEST) for path in asked.kept]
    except Unreadable as problem:
        return Result(verdict="unreadable", sentences=[str(problem)])
    return check(asked.bundle, keys, kept)


def _policy(path: Path | None) -> Policy:
    if path is None:
        raise Unreadable(WHOSE_KEYS)
    try:
        return policy(_read(path, LARGEST).decode())
    except UnicodeDecodeError as problem:
        raise Unreadable("Your policy is not text in UTF-8.") from problem


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as problem:
        raise Unreadable(f"{path} cannot be read: {problem.strerror}.") from problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="comity-verifier",
        description="Checks an evidence bundle of a Comity record, offline, by keys that you bring.",
        epilog="Exit status: 0 everything holds, 1 something does not, 2 it could not be judged.",
    )
    parser.add_argument("bundle", type=Path, help="the evidence bundle (.zip)")
    parser.add_argument("--policy", type=Path, help="whose signatures you ask for; without it nothing is judged")
    parser.add_argument(
        "--kept", type=Path, action="append", default=[], help="a checkpoint you kept earlier; may be given again"
    )
    parser.add_argument("--json", action="store_true", help="the result for a program")
    return parser


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
