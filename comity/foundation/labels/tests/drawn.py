"""Policies of every shape, and labels and readers drawn at random: of known names, unknown ones and wrong kinds."""

from datetime import UTC, datetime, timedelta
from random import Random

from comity.foundation.labels.rules.joining import CannotJoin, join
from comity.foundation.labels.rules.label import Category, CategoryKind, Label, Reader, Succession
from comity.foundation.labels.rules.policy import HeldBy, Policies, Policy, Tag
from comity.foundation.labels.rules.policy_file import read_community, read_policy, read_table, together

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENTS = [NOON + timedelta(days=days) for days in (-400, -1, 0, 1, 400)]
NATIONS = ["AAA", "BBB", "CCC", "DDD"]
GROUPS = ["budget", "medical", "crypto"]
VALUES = ["LAMP", "ROPE"]

HEAD = "title: t\nsource: s\nchecked: 2026-11-23\n"
NORTH = f"""
policy: NORTH
{HEAD}
levels: [OPEN, LOW, HIGH, PEAK]
"""
SOUTH = f"""
policy: SOUTH
{HEAD}
levels: [{{name: S1, banner: SOUTH ONE}}, {{name: S2, portion: II}}, S3]
tags:
  - {{tag: Context, kind: permissive, held_by: briefing, required: true, default: [SOUTH], cleared: [SOUTH]}}
  - {{tag: Releasable To, kind: permissive, held_by: nationality, banner: "REL TO {{values}}", portion: "REL"}}
  - {{tag: Recipients, kind: permissive, held_by: group, caveat: true, banner: "FOR {{values}}"}}
  - {{tag: Codeword, kind: restrictive, held_by: briefing, values: [LAMP, ROPE], banner: "{{values}}"}}
  - {{tag: Subject, kind: informative, held_by: nobody, banner: "SUBJECT {{values}}"}}
style: {{gap: "//"}}
"""
EAST = f"""
policy: EAST
{HEAD}
levels: [E1, E2]
"""
COMMUNITIES = [
    f"community: PACT\n{HEAD}members: [AAA, {{nation: BBB, since: 2026-11-24}}]",
    f"community: UNION\n{HEAD}members: [BBB, CCC, {{nation: DDD, until: 2026-11-23}}]",
]
TABLES = [
    f"between: [NORTH, SOUTH]\n{HEAD[9:]}verified: true\nuntil: 2027-06-01\n"
    "twins: [[LOW, S1], [HIGH, S2], [HIGH, S3]]\nno_twin: {NORTH: [OPEN, PEAK]}",
    f"between: [SOUTH, EAST]\n{HEAD[9:]}verified: true\nsince: 2026-11-01\n"
    "twins: [[S1, E1], [S3, E2]]\nno_twin: {SOUTH: [S2]}",
    f"between: [NORTH, EAST]\n{HEAD[9:]}verified: false\n"
    "twins: [[OPEN, E1], [PEAK, E2]]\nno_twin: {NORTH: [LOW, HIGH]}",
]


def three_policies() -> Policies:
    """Two pairs with an agreement, one whose agreement nobody has verified."""
    known = {policy.name: policy for policy in (read_policy(text, "p.yaml") for text in (NORTH, SOUTH, EAST))}
    tables = [read_table(text, "t.yaml", known) for text in TABLES]
    return together(known, [read_community(text, "c.yaml") for text in COMMUNITIES], tables)


def a_label(chance: Random, policies: Policies, *, at: datetime = NOON, odd: bool = True) -> Label:
    """Any label. `odd` ones too: unknown policies, levels and tags, kinds that are not the policy's, missing tags."""
    parts = [_single(chance, policies, odd) for _ in range(chance.choice([1, 1, 1, 2]))]
    try:
        label = join(parts, policies, at)
    except CannotJoin:
        label = parts[0]
    originators = frozenset(chance.sample(NATIONS, chance.choice([0, 0, 1, 2])))
    label = Label(label.policy, label.classification, label.categories, originators, label.also)
    if chance.random() < 0.2:
        turn = at + timedelta(days=chance.choice([-300, -2, 2, 300]))
        label = Label(
            label.policy,
            label.classification,
            label.categories,
            label.originators,
            label.also,
            Succession(turn, _single(chance, policies, odd)),
        )
    return label


def _single(chance: Random, policies: Policies, odd: bool) -> Label:
    policy = chance.choice(list(policies.values()))
    categories = {one for tag in policy.tags for one in _limits(chance, tag, policy, odd)}
    if odd and chance.random() < 0.05:
        categories.add(Category("Unheard Of", chance.choice(list(CategoryKind)), frozenset({"x"})))
    name = "NOWHERE" if odd and chance.random() < 0.02 else policy.name
    level = "UNHEARD OF" if odd and chance.random() < 0.02 else chance.choice(policy.levels)
    return Label(name, level, frozenset(categories))


def _limits(chance: Random, tag: Tag, policy: Policy, odd: bool) -> list[Category]:
    if tag.required and odd and chance.random() < 0.05:
        return []
    if not tag.required and chance.random() < 0.6:
        return []
    kind = chance.choice(list(CategoryKind)) if odd and chance.random() < 0.03 else tag.kind
    some = [value.name for value in tag.values] or _pool(tag, policy)
    times = 2 if kind is CategoryKind.PERMISSIVE and chance.random() < 0.15 else 1
    return [Category(tag.name, kind, frozenset(chance.sample(some, chance.randint(0, 2)))) for _ in range(times)]


def _pool(tag: Tag, policy: Policy) -> list[str]:
    if tag.held_by is HeldBy.NATIONALITY:
        return [*_nations(policy), *(one.name for one in policy.communities)]
    return [*sorted(tag.default), *(VALUES if tag.held_by is HeldBy.BRIEFING else GROUPS)]


def _nations(policy: Policy) -> list[str]:
    """Four of our own, or a few that are in one community, in two, and were once."""
    known = {member.nation for one in policy.communities for member in one.members}
    return NATIONS if NATIONS[0] in known else ["FRA", "NOR", "GBR", "IRL", "FJI"]


def a_reader(chance: Random, policies: Policies) -> Reader:
    """Any reader, also without nation, of unknown levels, briefed for another policy."""
    held = {}
    for policy in policies.values():
        if chance.random() < 0.5:
            held[policy.name] = "UNHEARD OF" if chance.random() < 0.05 else chance.choice(policy.levels)
    briefings = [f"{policy.name} {value}" for policy in policies.values() for value in VALUES]
    groups = chance.sample(GROUPS, chance.randint(0, 3)) + chance.sample(briefings, chance.randint(0, 3))
    nations = _nations(next(iter(policies.values())))
    return Reader(chance.choice([*nations, ""]), frozenset(held.items()), frozenset(groups))
