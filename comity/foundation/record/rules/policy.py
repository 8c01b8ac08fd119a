"""The policy an auditor keeps: whose keys are believed, and how many witnesses a checkpoint needs.

A text of lines: `log KEY`, `witness KEY`, `quorum N`; what follows `#`, and empty lines, say nothing. Several `log`
lines are keys of one log that followed each other; all of them bear its name.
"""

import re
from dataclasses import dataclass, replace

from .note import COSIGNATURE, ED25519, BadNote, VerifierKey, read_key

_FIGURES = re.compile(r"0|[1-9][0-9]{0,3}")


class BadPolicy(ValueError):
    """A text that is no policy; it says where and why in a sentence."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The keys of the log (the newest first), those of the witnesses, and how many witnesses must have signed."""

    logs: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        """Raises BadPolicy."""
        if not self.logs:
            raise BadPolicy("a policy names the key of the log")
        if len({key.name for key in self.logs}) != 1:
            raise BadPolicy("the keys of a log bear one name")
        if any(key.kind != ED25519 for key in self.logs):
            raise BadPolicy("the key of a log is an Ed25519 key of kind 1")
        if any(key.kind != COSIGNATURE for key in self.witnesses):
            raise BadPolicy("the key of a witness is a key of kind 4")
        if len({key.name for key in self.witnesses}) != len(self.witnesses):
            raise BadPolicy("two witnesses bear one name")
        if len({key.public for key in (*self.logs, *self.witnesses)}) != len(self.logs) + len(self.witnesses):
            raise BadPolicy("one key stands twice: nobody is two witnesses, and the log is none of its own")
        if not 0 <= self.quorum <= len(self.witnesses):
            raise BadPolicy(f"{self.quorum} of {len(self.witnesses)} witnesses can never have signed")

    @property
    def origin(self) -> str:
        return self.logs[0].name

    def text(self) -> str:
        lines = [f"log {key}" for key in self.logs] + [f"witness {key}" for key in self.witnesses]
        return "\n".join([*lines, f"quorum {self.quorum}", ""])


def with_witness(policy: Policy, key: VerifierKey) -> Policy:
    """The policy with one witness more. Raises BadPolicy when the key cannot stand beside the others."""
    return replace(policy, witnesses=(*policy.witnesses, key))


def read_policy(text: str) -> Policy:
    """What is written in a policy. Raises BadPolicy with the line."""
    keys: dict[str, list[VerifierKey]] = {"log": [], "witness": []}
    quorum: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        word, *rest = line.partition("#")[0].split() or [""]
        if not word:
            continue
        if word in keys and len(rest) == 1:
            keys[word].append(_key(rest[0], number))
        elif word == "quorum" and len(rest) == 1 and quorum is None and _FIGURES.fullmatch(rest[0]):
            quorum = int(rest[0])
        else:
            raise BadPolicy(f"line {number} is not “log KEY”, “witness KEY” or the one “quorum N”")
    if quorum is None:
        raise BadPolicy("a policy says how many witnesses must have signed: quorum N")
    return Policy(tuple(keys["log"]), tuple(keys["witness"]), quorum)


def _key(written: str, number: int) -> VerifierKey:
    try:
        return read_key(written)
    except BadNote as problem:
        raise BadPolicy(f"line {number}: {problem}") from problem
