"""May this reader read under this label? The one decision; everything else asks here."""

from dataclasses import dataclass

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
    return Reading(True, (f"cleared for {label.in_words()}",))


def _in_order(label: Label) -> list[Category]:
    return sorted(label.categories, key=lambda category: category.tag)


def _by_classification(label: Label, reader: Reader, policies: Policies) -> list[str]:
    policy = policies.get(label.policy)
    needed = policy.rank(label.classification) if policy else None
    if policy is None or needed is None:
        return [f"nobody is cleared for {label.policy} {label.classification}: this house does not know it"]
    held = reader.clearance(label.policy)
    rank = policy.rank(held) if held is not None else None
    if rank is None:
        return [f"no clearance under the policy {label.policy}"]
    if rank < needed:
        return [f"cleared to {held}, and this is {label.classification}"]
    return []


def _by_category(category: Category, reader: Reader) -> list[str]:
    if category.kind is CategoryKind.INFORMATIVE:
        return []
    held = _held(category.tag, reader)
    if category.kind is CategoryKind.PERMISSIVE and not held & category.values:
        return [f"{category.tag} {', '.join(sorted(category.values)) or 'nobody'}: not {_named(held)}"]
    if category.kind is CategoryKind.RESTRICTIVE and (lacking := category.values - held):
        return [f"{category.tag} {', '.join(sorted(lacking))}: not held"]
    return []


def _held(tag: str, reader: Reader) -> frozenset[str]:
    if tag == RELEASABLE_TO:
        return frozenset({reader.nationality})
    return reader.groups if tag == NEED_TO_KNOW else frozenset()


def _named(held: frozenset[str]) -> str:
    return ", ".join(sorted(held)) or "held"
