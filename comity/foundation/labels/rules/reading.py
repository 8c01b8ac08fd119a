"""May this reader read under this label? The one decision; everything else asks here."""

from dataclasses import dataclass

from comity.foundation.words.rules.said import say

from .label import NEED_TO_KNOW, RELEASABLE_TO, Category, CategoryKind, Label, Reader
from .policy import Policies


@dataclass(frozen=True, slots=True)
class Reading:
    allowed: bool
    reasons: tuple[str, ...]


def reads(label: Label, reader: Reader, policies: Policies) -> Reading:
    """Decide, with every reason that refuses (or, when allowed, what allowed it). Unknown things refuse."""
    refusals = [*_by_classification(label, reader, policies)]
    refusals += [r for category in _in_order(label) for r in _by_category(category, reader)]
    if refusals:
        return Reading(False, tuple(refusals))
    return Reading(True, (say("cleared for {marking}", marking=label.in_words()),))


def _in_order(label: Label) -> list[Category]:
    return sorted(label.categories, key=lambda category: category.tag)


def _by_classification(label: Label, reader: Reader, policies: Policies) -> list[str]:
    policy = policies.get(label.policy)
    needed = policy.rank(label.classification) if policy else None
    if policy is None or needed is None:
        return [
            say(
                "nobody is cleared for {policy} {level}: this house does not know it",
                policy=label.policy,
                level=label.classification,
            )
        ]
    held = reader.clearance(label.policy)
    rank = policy.rank(held) if held is not None else None
    if rank is None:
        return [say("no clearance under the policy {policy}", policy=label.policy)]
    if rank < needed:
        return [say("cleared to {held}, and this is {level}", held=held, level=label.classification)]
    return []


def _by_category(category: Category, reader: Reader) -> list[str]:
    if category.kind is CategoryKind.INFORMATIVE:
        return []
    held = _held(category.tag, reader)
    if category.kind is CategoryKind.PERMISSIVE and not held & category.values:
        to: str = ", ".join(sorted(category.values)) or say("nobody")
        if not held:
            return [say("{category} {values}: not held", category=category.tag, values=to)]
        return [say("{category} {values}: not {held}", category=category.tag, values=to, held=", ".join(sorted(held)))]
    if category.kind is CategoryKind.RESTRICTIVE and (lacking := category.values - held):
        return [say("{category} {values}: not held", category=category.tag, values=", ".join(sorted(lacking)))]
    return []


def _held(tag: str, reader: Reader) -> frozenset[str]:
    if tag == RELEASABLE_TO:
        return frozenset({reader.nationality})
    return reader.groups if tag == NEED_TO_KNOW else frozenset()
