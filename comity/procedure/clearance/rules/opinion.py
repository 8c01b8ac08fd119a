"""What an opinion is and what each kind must say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
    """After Joint Staff practice (unverified, DOMAIN §3E): critical comments bar concurrence."""

    CRITICAL = "critical"
    SUBSTANTIVE = "substantive"
    ADMINISTRATIVE = "administrative"


class Adjudicated(StrEnum):
    ACCEPTED = "accepted"
    WITH_CHANGE = "accepted_with_change"
    REJECTED = "rejected"


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
    wrong = {}
    if kind is OpinionKind.SILENCE:
        wrong["kind"] = "Silence is never given by a person."
    if kind is OpinionKind.NONCONCUR and not basis.strip():
        wrong["basis"] = "Say on what you object: those who decide must read it."
    if kind is OpinionKind.NONCONCUR and not cure.strip():
        wrong["cure"] = "Say what would cure the objection, or that nothing would."
    if kind is OpinionKind.CONDITIONS and not any(c.strip() for c in conditions):
        wrong["conditions"] = "Write at least one condition; each becomes an obligation."
    if kind is not OpinionKind.CONDITIONS and any(c.strip() for c in conditions):
        wrong["conditions"] = "Conditions go with “concur with conditions”."
    if kind is OpinionKind.NO_INTEREST and needs == "concurrence":
        wrong["kind"] = "Your concurrence is required here: concur, with conditions or not, or object."
    if kind in (OpinionKind.CONCUR, OpinionKind.NO_INTEREST) and open_critical:
        wrong["kind"] = (
            f"You hold {open_critical} critical comment(s) not accepted yet: object, make it a condition, "
            "or wait for its adjudication."
        )
    return wrong
