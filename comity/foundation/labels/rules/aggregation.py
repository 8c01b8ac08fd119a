"""Many things together may be more than each: what a list or an export should be marked for their number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from comity.foundation.words.rules.said import say_many

from .joining import join
from .label import Label
from .policy import Policies, Policy


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`label` is the join of the things, which the list must carry; `suggested` is what it should carry for their
    number, never lower, and `because` says by which rules of the policy."""

    label: Label
    suggested: Label
    because: tuple[str, ...]


def aggregated(counts: Mapping[Label, int], policies: Policies, at: datetime) -> Aggregate:
    """What so many things under these labels are together at this moment, by the rules of each of their policies.

    A thing counts for a rule when its level is the rule's or higher. Raises CannotJoin as `join` does.
    """
    now = {one: number for one, number in counts.items() if number > 0}
    whole = join([one.in_force(at) for one in now], policies, at)
    parts, because = [], []
    for one in whole.each():
        level, words = _raised(one, now, policies[one.policy], at)
        parts.append(replace(one, classification=level))
        because += words
    first, *others = parts
    suggested = replace(first, originators=whole.originators, also=frozenset(others), succession=whole.succession)
    return Aggregate(whole, suggested, tuple(because))


def _raised(one: Label, counts: Mapping[Label, int], policy: Policy, at: datetime) -> tuple[str, list[str]]:
    because: list[str] = []
    of_each: dict[int, int] = {}
    for label, number in counts.items():
        for part in label.in_force(at).each():
            rank = policy.rank(part.classification) if part.policy == policy.name else None
            if rank is not None:
                of_each[rank] = of_each.get(rank, 0) + number
    reached = policy.rank(one.classification) or 0
    for rule in sorted(policy.aggregations, key=lambda rule: policy.rank(rule.of) or 0):
        least, becomes = policy.rank(rule.of), policy.rank(rule.becomes)
        if least is None or becomes is None:
            continue
        number = sum(times for rank, times in of_each.items() if rank >= least)
        if number >= rule.count and becomes > reached:
            reached = becomes
            because.append(
                say_many(
                    "{count} thing of {level} or above is together {becomes} under {policy}",
                    "{count} things of {level} or above are together {becomes} under {policy}",
                    number,
                    level=rule.of,
                    becomes=rule.becomes,
                    policy=policy.name,
                )
            )
    return policy.levels[reached], because
