"""The label of several things shown together: what a page, a list or an export must carry."""

from collections.abc import Iterable

from .label import Category, CategoryKind, Label
from .policy import Policies


class CannotJoin(Exception):
    """Labels of different policies have no join without an agreed equivalence."""


def join(labels: Iterable[Label], policies: Policies) -> Label:
    """The lowest label that only admits readers whom every part admits.

    Raises CannotJoin when the policies differ, a level is unknown, or there is nothing to join.
    """
    parts = list(dict.fromkeys(labels))
    names = {part.policy for part in parts}
    if len(names) != 1 or (policy := policies.get(names.pop())) is None:
        raise CannotJoin("these markings do not belong to one known policy")
    ranks = [policy.rank(part.classification) for part in parts]
    known = [rank for rank in ranks if rank is not None]
    if len(known) != len(ranks):
        raise CannotJoin("a classification here is unknown to its policy")
    categories = {category for part in parts for category in part.categories}
    tags = {(category.tag, category.kind) for category in categories}
    return Label(policy.name, policy.levels[max(known)], frozenset(_joined(*t, categories) for t in tags))


def _joined(tag: str, kind: CategoryKind, categories: Iterable[Category]) -> Category:
    values = [c.values for c in categories if (c.tag, c.kind) == (tag, kind)]
    if kind is CategoryKind.PERMISSIVE:
        return Category(tag, kind, frozenset.intersection(*values))
    return Category(tag, kind, frozenset().union(*values))
