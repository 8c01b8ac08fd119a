"""The label of several things shown together: what a page, a list, an export or a count must carry.

Joining is a lattice: in whichever order and grouping, with whatever repeated, the same labels have the same join; and
whoever may read the join may read every part, at every moment, and the other way round
(INVARIANT, held by `tests/test_lattice.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from comity.foundation.words.rules.said import say

from .label import Category, CategoryKind, Label, Succession
from .policy import HeldBy, Policies, Policy


class CannotJoin(Exception):
    """Labels of different policies have no join without an agreed equivalence."""


def join(labels: Iterable[Label], policies: Policies, at: datetime | None = None) -> Label:
    """The lowest label that only admits readers whom every part admits.

    Labels of several policies are joined when tables of equivalences between each two of them are in force at this
    moment; the join then holds one label for each policy, so that nobody reads it by a clearance that would not open
    every part. Raises CannotJoin when there is no such table (or no moment), when a policy or level is unknown, or when
    there is nothing to join.
    """
    parts = list(dict.fromkeys(labels))
    if not parts:
        raise CannotJoin("there is nothing to join")
    on = at.astimezone(UTC).date() if at else None
    return _join(parts, policies, on)


def _join(parts: list[Label], policies: Policies, on: date | None) -> Label:
    now = _join_of_now(parts, policies, on)
    turns = [part.succession.at for part in parts if part.succession]
    if not turns:
        return now
    turn = min(turns)
    later = _join(list(dict.fromkeys(part.in_force(turn) for part in parts)), policies, on)
    if replace(later, succession=None) == now:  # nothing changes at this turn: only canonical labels are equal
        return later
    return replace(now, succession=Succession(turn, later))


def _join_of_now(parts: list[Label], policies: Policies, on: date | None) -> Label:
    single = [one for part in parts for one in part.each()]
    names = sorted({one.policy for one in single})
    _see_that_they_stand_together(names, policies, on)
    lead, *others = (_join_under(name, [one for one in single if one.policy == name], policies) for name in names)
    originators = frozenset[str]().union(*(part.originators for part in parts))
    return replace(lead, originators=originators, also=frozenset(others))


def _see_that_they_stand_together(names: list[str], policies: Policies, on: date | None) -> None:
    for place, name in enumerate(names):
        policy = policies.get(name)
        if policy is None or any(on is None or not policy.is_beside(other, on) for other in names[place + 1 :]):
            raise CannotJoin("these markings do not belong to one known policy, or to policies with an equivalence")


def _join_under(name: str, parts: list[Label], policies: Policies) -> Label:
    policy = policies[name]
    ranks = [policy.rank(part.classification) for part in parts]
    known = [rank for rank in ranks if rank is not None]
    if len(known) != len(ranks):
        raise CannotJoin("a classification here is unknown to its policy")
    categories = {category for part in parts for category in (*part.categories, *policy.unsaid(part))}
    tags = {(category.tag, category.kind) for category in categories}
    joined = frozenset(one for tag, kind in tags for one in _joined(tag, kind, categories, policy))
    return Label(name, policy.levels[max(known)], joined)


def _joined(tag: str, kind: CategoryKind, categories: Iterable[Category], policy: Policy) -> Iterator[Category]:
    """All values of a restrictive or informative tag. Of a permissive one every limit stays, since a reader may hold a
    value of each; but a reader has one nation, so limits to nations are one limit to those in all of them."""
    limits = [c.values for c in categories if (c.tag, c.kind) == (tag, kind)]
    if kind is not CategoryKind.PERMISSIVE:
        yield Category(tag, kind, frozenset().union(*limits))
        return
    if nations := [limit for limit in limits if _of_nations(limit, tag, policy)]:
        limits = [limit for limit in limits if limit not in nations] + [frozenset.intersection(*nations)]
    yield from (Category(tag, kind, limit) for limit in limits if not any(other < limit for other in limits))


def _of_nations(limit: frozenset[str], tag: str, policy: Policy) -> bool:
    """Whether this limits by nation alone, so that no reader holds two of its values."""
    known = policy.tag(tag)
    communities = {one.name for one in policy.communities} | (known.cleared if known else frozenset())
    return known is not None and known.held_by is HeldBy.NATIONALITY and limit.isdisjoint(communities)


def with_one_limit(label: Label, policies: Policies, at: datetime) -> Label:
    """The same with one limit under each permissive tag, for forms that read two limits as one wider one.

    Limits by community become the nations that are in all of them on this day; others what stands in all of them, which
    may admit fewer and never more. Of a label of several policies, each by its own.
    """
    on = at.astimezone(UTC).date()
    later = label.succession
    return replace(
        label,
        categories=frozenset(_one_limit(label, policies.get(label.policy), on)),
        also=frozenset(with_one_limit(one, policies, at) for one in label.also),
        succession=later and replace(later, successor=with_one_limit(later.successor, policies, at)),
    )


def _one_limit(label: Label, policy: Policy | None, on: date) -> Iterator[Category]:
    for tag, kind in {(one.tag, one.kind) for one in label.categories}:
        same = [one for one in label.categories if (one.tag, one.kind) == (tag, kind)]
        known = policy.tag(tag) if policy else None
        if kind is not CategoryKind.PERMISSIVE or len(same) == 1:
            yield from same
        elif policy and known and known.held_by is HeldBy.NATIONALITY:
            yield Category(tag, kind, frozenset.intersection(*(_nations(one.values, policy, on) for one in same)))
        else:
            narrower = [one.values for one in same if not (known and one.values & known.cleared)]
            yield Category(tag, kind, frozenset.intersection(*(narrower or [one.values for one in same])))


def _nations(values: frozenset[str], policy: Policy, on: date) -> frozenset[str]:
    """These nations, and those of the communities named."""
    named = [one for one in policy.communities if one.name in values]
    members = {member.nation for one in named for member in one.members if one.has(member.nation, on)}
    return (values - {one.name for one in named}) | members


def expressed_in(label: Label, name: str, policies: Policies, at: datetime) -> Label:
    """What the label would say under another policy, by a verified table in force: for an alternative label.

    The highest of several twins is taken. Raises CannotJoin for a level without twin, and for a category that the other
    policy has no tag of the same name and kind for.
    """
    policy, on = policies.get(name), at.astimezone(UTC).date()
    if policy is None:
        raise CannotJoin(say("this house does not know the policy {policy}", policy=name))
    parts = [_in_other_words(one, policy, policies, on) for one in label.in_force(at).each()]
    return replace(join(parts, policies, at), originators=label.originators)


def _in_other_words(label: Label, policy: Policy, policies: Policies, on: date) -> Label:
    if label.policy == policy.name:
        return label
    own = policies.get(label.policy)
    ranks = [policy.rank(twin) for twin in own.twins(label.classification, policy.name, on)] if own else []
    if not ranks or None in ranks:
        words = say("{level} has no twin under {policy}", level=label.classification, policy=policy.name)
        raise CannotJoin(words)
    for category in label.categories:
        tag = policy.tag(category.tag)
        if tag is None or tag.kind is not category.kind:
            raise CannotJoin(say("{policy} has no tag {tag}", policy=policy.name, tag=category.tag))
    level = policy.levels[max(rank for rank in ranks if rank is not None)]
    return policy.completed(Label(policy.name, level, label.categories))


def dominates(higher: Label, lower: Label, policies: Policies, at: datetime | None = None) -> bool:
    """Whether whoever reads under `higher` reads under `lower`, at every moment.

    Labels without a join are incomparable. What binds nobody who reads (originators, informative categories) is not
    compared.
    """
    over, under = _binding(higher), _binding(lower)
    try:
        return join([over, under], policies, at) == join([over], policies, at)
    except CannotJoin:
        return False


def _binding(label: Label) -> Label:
    """The label with what binds readers only."""
    kept = frozenset(one for one in label.categories if one.kind is not CategoryKind.INFORMATIVE)
    later = label.succession and replace(label.succession, successor=_binding(label.succession.successor))
    also = frozenset(_binding(one) for one in label.also)
    return replace(label, categories=kept, originators=frozenset(), also=also, succession=later)
