"""May this reader read under this label? The one decision; everything else asks here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from comity.foundation.words.rules.said import say

from .label import Category, CategoryKind, Label, Reader
from .policy import HeldBy, Policies, Policy, Tag


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that was looked at. `rule` is what kind of thing: policy, clearance, equivalence, required, tag,
    nationality, group, briefing, or caveat (the originator's own)."""

    rule: str
    admits: bool
    words: str
    policy: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The decision, and everything that was looked at for it."""

    allowed: bool
    reasons: tuple[str, ...]
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks, of which house, on which day."""

    reader: Reader
    policies: Policies
    on: date


def reads(label: Label, reader: Reader, policies: Policies, at: datetime) -> Reading:
    """Decide what holds at this moment, with every reason that refuses (or, when allowed, what allowed it).

    Unknown things refuse. Nothing is remembered: the same arguments always get the same answer.
    """
    now, asked = label.in_force(at), _Asked(reader, policies, at.astimezone(UTC).date())
    grounds = tuple(ground for part in now.each() for ground in _grounds(part, asked))
    if refusals := tuple(ground.words for ground in grounds if not ground.admits):
        return Reading(False, refusals, grounds)
    return Reading(True, (say("cleared for {marking}", marking=now.in_words()),), grounds)


def is_cleared(level: str, policy: Policy, reader: Reader, policies: Policies, on: date) -> bool:
    """Whether a reader is cleared for a known level of this policy, by it or by an equivalence."""
    return _by_clearance(Label(policy.name, level), policy, _Asked(reader, policies, on)).admits


def changes_after(label: Label, policies: Policies, at: datetime) -> datetime | None:
    """The next moment at which a decision about this label may come out otherwise with time alone; None when never."""
    later = label.in_force(at).succession
    turns = [later.at if later else None, next_day(policies, at)]
    return min((turn for turn in turns if turn is not None), default=None)


def next_day(policies: Policies, at: datetime) -> datetime | None:
    """The next moment at which a table of equivalences or a membership begins or ends."""
    moments = (datetime.combine(day, time(), UTC) for day in _days(policies))
    return min((moment for moment in moments if moment > at), default=None)


def _days(policies: Policies) -> Iterator[date]:
    for policy in policies.values():
        spans = [(one.since, one.until) for one in policy.equivalences]
        spans += [(one.since, one.until) for community in policy.communities for one in community.members]
        yield from (day for span in spans for day in span if day is not None)


def _grounds(label: Label, asked: _Asked) -> Iterator[Ground]:
    policy = asked.policies.get(label.policy)
    if policy is None or policy.rank(label.classification) is None:
        words = say(
            "nobody is cleared for {policy} {level}: this house does not know it",
            policy=label.policy,
            level=label.classification,
        )
        yield Ground("policy", False, words, label.policy)
    else:
        yield _by_clearance(label, policy, asked)
        yield from _by_required(label, policy)
    for category in sorted(label.categories, key=lambda one: (one.tag, one.kind, sorted(one.values))):
        if category.kind is not CategoryKind.INFORMATIVE or (policy and policy.tag(category.tag)):
            yield _by_category(category, policy, asked)


def _by_clearance(label: Label, policy: Policy, asked: _Asked) -> Ground:
    rank, held = policy.rank(label.classification), asked.reader.clearance(policy.name)
    own = policy.rank(held) if held is not None else None
    if own is not None and rank is not None and own >= rank:
        words = say("cleared to {held}, and this is {level}", held=held, level=label.classification)
        return Ground("clearance", True, words, policy.name)
    if across := _across(label, policy, asked):
        return across
    if own is None:
        words = say("no clearance under the policy {policy}", policy=policy.name)
    else:
        words = say("cleared to {held}, and this is {level}", held=held, level=label.classification)
    return Ground("clearance", False, words, policy.name)


def _across(label: Label, policy: Policy, asked: _Asked) -> Ground | None:
    """By a clearance under another policy that is equivalent on this day; the highest of several twins is asked for."""
    for name, held in sorted(asked.reader.clearances):
        other = asked.policies.get(name)
        twins = policy.twins(label.classification, name, asked.on) if other else ()
        if other is None or not twins or (cleared := other.rank(held)) is None:
            continue
        ranks = [other.rank(twin) for twin in twins]
        if all(rank is not None and rank <= cleared for rank in ranks):
            words = say(
                "{level} of {policy} is equivalent to {twin} of {other}, and cleared to {held} there",
                level=label.classification,
                policy=policy.name,
                twin=", ".join(twins),
                other=other.name,
                held=held,
            )
            return Ground("equivalence", True, words, other.name)
    return None


def _by_required(label: Label, policy: Policy) -> Iterator[Ground]:
    for category in policy.unsaid(label):
        words = say("{policy} asks for {tag}, and the label does not say it", policy=policy.name, tag=category.tag)
        yield Ground("required", False, words, policy.name, category.tag)


def _by_category(category: Category, policy: Policy | None, asked: _Asked) -> Ground:
    tag = policy.tag(category.tag) if policy else None
    if policy is None or tag is None:
        to: str = ", ".join(sorted(category.values)) or say("nobody")
        return Ground(
            "tag", False, say("{category} {values}: not held", category=category.tag, values=to), tag=category.tag
        )
    if tag.kind is not category.kind:
        words = say("the label reads {tag} otherwise than {policy} does", tag=tag.name, policy=policy.name)
        return Ground("tag", False, words, policy.name, tag.name)
    if tag.kind is CategoryKind.INFORMATIVE:
        words = say("{tag} only informs", tag=tag.name)
        return Ground("tag", True, words, policy.name, tag.name)
    held = held_under(tag, policy, asked.reader, asked.on)
    if tag.kind is CategoryKind.PERMISSIVE:
        return _any_of(category, tag, policy, held)
    if lacking := category.values - held:
        words = say("{category} {values}: not held", category=tag.name, values=", ".join(sorted(lacking)))
        return Ground(_rule(tag), False, words, policy.name, tag.name)
    return _held(category, tag, policy)


def _any_of(category: Category, tag: Tag, policy: Policy, held: frozenset[str]) -> Ground:
    if found := category.values & held:
        return _held(replace(category, values=found), tag, policy)
    to: str = ", ".join(sorted(category.values)) or say("nobody")
    if tag.held_by is HeldBy.NATIONALITY and held:
        words = say("{category} {values}: not {held}", category=tag.name, values=to, held=", ".join(sorted(held)))
    else:
        words = say("{category} {values}: not held", category=tag.name, values=to)
    return Ground(_rule(tag), False, words, policy.name, tag.name)


def _rule(tag: Tag) -> str:
    return "caveat" if tag.caveat else str(tag.held_by)


def _held(category: Category, tag: Tag, policy: Policy) -> Ground:
    words = say("{category} {values}: held", category=tag.name, values=", ".join(sorted(category.values)))
    return Ground(_rule(tag), True, words, policy.name, tag.name)


def held_under(tag: Tag, policy: Policy, reader: Reader, on: date) -> frozenset[str]:
    """The values of this tag that a reader holds on this day who is cleared for the level of the label."""
    if tag.held_by is HeldBy.GROUP:
        return tag.cleared | reader.groups
    if tag.held_by is HeldBy.BRIEFING:
        before = f"{policy.name} "
        return tag.cleared | {group.removeprefix(before) for group in reader.groups if group.startswith(before)}
    if tag.held_by is HeldBy.NATIONALITY and reader.nationality:
        communities = {one.name for one in policy.communities if one.has(reader.nationality, on)}
        return tag.cleared | communities | {reader.nationality}
    return tag.cleared
