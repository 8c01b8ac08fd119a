"""The disclosure checks: questions that whoever puts a release to clearance answers, kept as data of the library."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from comity.foundation.words.rules.said import say

Answer = Literal["met", "not_met", "does_not_apply"]


class Check(BaseModel):
    """One question. `asked_when` says for which releases: of every one, of third-party information, of technology."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    question: str
    asked_when: Literal["always", "third_party", "technology"] = "always"
    may_not_apply: bool = False
    source: str
    verified: bool = False


class Checks(BaseModel):
    """A file of checks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[Check, ...]
    version: str
    source: str
    checked: date


def asked(checks: Sequence[Check], *, third_party: bool, technology: bool) -> list[Check]:
    """Which of them this release is asked."""
    wanted = {"always", *(["third_party"] if third_party else []), *(["technology"] if technology else [])}
    return [check for check in checks if check.asked_when in wanted]


def faults(checks: Sequence[Check], answers: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """What stands against putting it to clearance: a check without an answer, or one that is not met. By key."""
    found: dict[str, str] = {}
    for check in checks:
        answer, words = answers.get(check.key, ("", ""))
        if answer not in ("met", "not_met", "does_not_apply") or (
            answer == "does_not_apply" and not check.may_not_apply
        ):
            found[check.key] = say("Answer it.")
        elif answer == "not_met":
            found[check.key] = say("It is not met: mend it, or decline the release.")
        elif not words.strip():
            found[check.key] = say("Say on what that rests.")
    return found
