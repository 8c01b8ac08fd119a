"""How a label is written above a page and before a paragraph, in the style of its policy."""

from datetime import datetime

from .label import Category, CategoryKind, Label
from .policy import Policies, Policy, Tag


def banner(label: Label, policies: Policies, at: datetime | None = None) -> str:
    """The line above a page: ``NATO RESTRICTED REL TO ABC``. Of a policy nobody knows, in words that all share.

    With a moment, what is in force then; labels of several policies stand beside each other, with a bar between.
    """
    now = label.in_force(at) if at else label
    return " | ".join(_banner(one, policies) for one in now.each())


def portion(label: Label, policies: Policies, page: Label | None = None, at: datetime | None = None) -> str:
    """What stands before a paragraph: ``(S//REL AUS, FJI)``, or ``(S//REL)`` on a page that is released to the same."""
    now = label.in_force(at) if at else label
    around = page.in_force(at) if page and at else page
    pages = {one.policy: one for one in around.each()} if around else {}
    return " ".join(_portion(one, policies, pages.get(one.policy)) for one in now.each())


def _banner(label: Label, policies: Policies) -> str:
    policy = policies.get(label.policy)
    if policy is None or policy.rank(label.classification) is None:
        return label.in_words()
    level = policy.level(label.classification)
    said = [_in_banner(category, policy) for category in _in_order(label, policy)]
    return policy.style.gap.join([level.banner or level.name, *filter(None, said)])


def _portion(label: Label, policies: Policies, page: Label | None) -> str:
    policy = policies.get(label.policy)
    if policy is None or policy.rank(label.classification) is None:
        return f"({label.in_words()})"
    level = policy.level(label.classification)
    said = [_in_portion(category, policy, page) for category in _in_order(label, policy)]
    written = policy.style.portion_gap.join([level.portion or level.name, *filter(None, said)])
    return policy.style.portion.replace("{portion}", written)


def _in_order(label: Label, policy: Policy) -> list[Category]:
    """What is written, by the policy's order of tags, what it does not know last."""
    places = {tag.name: number for number, tag in enumerate(policy.tags)}
    written = [one for one in label.categories if not _goes_without_saying(one, label, policy)]
    return sorted(written, key=lambda one: (places.get(one.tag, len(places)), one.tag, one.kind, sorted(one.values)))


def _goes_without_saying(category: Category, label: Label, policy: Policy) -> bool:
    """Whether it limits nothing, or is the only thing said under a tag and what every label says that says nothing."""
    if category.kind is not CategoryKind.PERMISSIVE and not category.values:
        return True
    tag = policy.tag(category.tag)
    alone = [one.tag for one in label.categories].count(category.tag) == 1
    return tag is not None and tag.required and alone and category.values == tag.default


def _in_banner(category: Category, policy: Policy) -> str:
    tag = policy.tag(category.tag)
    if tag is None:
        return f"{category.tag} {_listed(category, None, policy)}"
    return tag.banner.replace("{values}", _listed(category, tag, policy))


def _in_portion(category: Category, policy: Policy, page: Label | None) -> str:
    tag = policy.tag(category.tag)
    if tag is None:
        return f"{category.tag} {_listed(category, None, policy)}"
    if tag.portion_same and page is not None and page.values(tag.name) == category.values:
        return tag.portion_same
    short = {value.name: value.portion for value in tag.values if value.portion}
    return tag.portion.replace("{values}", _listed(category, tag, policy, short))


def _listed(category: Category, tag: Tag | None, policy: Policy, short: dict[str, str] | None = None) -> str:
    if not category.values:
        return policy.style.nobody
    values = tag.in_order(category.values) if tag else sorted(category.values)
    return (tag.gap if tag else ", ").join((short or {}).get(value, value) for value in values)
