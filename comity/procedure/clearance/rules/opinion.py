"""What an opinion is and what each kind must say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.foundation.words.rules.said import known, say, say_many


class OpinionKind(StrEnum):
    CONCUR = "concur"
    CONDITIONS = "concur_with_conditions"
    NONCONCUR = "nonconcur"
    NO_INTEREST = "no_interest"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class ConditionSaid:
    """One condition of a concurrence: what must be done, and by when if a day was named."""

    words: str
    due: date | None = None


class Severity(StrEnum):
    """After Joint Staff practice (unverified): critical comments bar concurrence."""

    CRITICAL = "critical"
    SUBSTANTIVE = "substantive"
    ADMINISTRATIVE = "administrative"

    @property
    def words(self) -> str:
        """As it reads in “a … comment”."""
        return _SEVERITY_WORDS[self]


class Adjudicated(StrEnum):
    ACCEPTED = "accepted"
    WITH_CHANGE = "accepted_with_change"
    REJECTED = "rejected"

    @property
    def words(self) -> str:
        """As it reads in “the comment was …”."""
        return _ADJUDICATED_WORDS[self]


_SEVERITY_WORDS: Mapping[str, str] = {
    Severity.CRITICAL: say("critical"),
    Severity.SUBSTANTIVE: say("substantive"),
    Severity.ADMINISTRATIVE: say("administrative"),
}

_ADJUDICATED_WORDS: Mapping[str, str] = {
    Adjudicated.ACCEPTED: say("accepted"),
    Adjudicated.WITH_CHANGE: say("accepted with change"),
    Adjudicated.REJECTED: say("rejected"),
}


def in_plain_words(code: str) -> str:
    """A severity or an outcome as the record has it: an old entry may hold a code that is no longer used."""
    said = {**_SEVERITY_WORDS, **_ADJUDICATED_WORDS}
    return said.get(code) or known(code.replace("_", " "))


AGREES = frozenset({OpinionKind.CONCUR, OpinionKind.CONDITIONS, OpinionKind.NO_INTEREST, OpinionKind.SILENCE})


def faults(
    kind: OpinionKind,
    *,
    basis: str,
    cure: str,
    conditions: Sequence[str],
    needs: str,
    open_critical: int,
) -> dict[str, str]:
    """What is wrong with an opinion before it is given: field to sentence. Empty when it may stand."""
    wrong: dict[str, str] = {}
    if kind is OpinionKind.SILENCE:
        wrong["kind"] = say("Silence is never given by a person.")
    if kind is OpinionKind.NONCONCUR and not basis.strip():
        wrong["basis"] = say("Say on what you object: those who decide must read it.")
    if kind is OpinionKind.NONCONCUR and not cure.strip():
        wrong["cure"] = say("Say what would cure the objection, or that nothing would.")
    if kind is OpinionKind.CONDITIONS and not any(c.strip() for c in conditions):
        wrong["conditions"] = say("Write at least one condition; each becomes an obligation.")
    if kind is not OpinionKind.CONDITIONS and any(c.strip() for c in conditions):
        wrong["conditions"] = say("Conditions go with “concur with conditions”.")
    if kind is OpinionKind.NO_INTEREST and needs == "concurrence":
        wrong["kind"] = say("Your concurrence is required here: concur, with conditions or not, or object.")
    if kind in (OpinionKind.CONCUR, OpinionKind.NO_INTEREST) and open_critical:
        wrong["kind"] = say_many(
            "You hold {count} critical comment not accepted yet: object, make it a condition, "
            "or wait for its adjudication.",
            "You hold {count} critical comments not accepted yet: object, make them conditions, "
            "or wait for their adjudication.",
            open_critical,
        )
    return wrong
