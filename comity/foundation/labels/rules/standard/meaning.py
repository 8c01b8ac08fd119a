"""What a written label means to this house: the label that access is decided on, and the way back.

Nothing is guessed in favour of a reader. What the house does not know stays in the label as it is written, and admits
nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comity.foundation.labels.rules.joining import CannotJoin, join, with_one_limit
from comity.foundation.labels.rules.label import Category, CategoryKind, Label
from comity.foundation.labels.rules.label import Succession as Follows
from comity.foundation.labels.rules.policy import Policies, Policy, Tag, completed, policy_called
from comity.foundation.words.rules.said import say

from .bindings import Holds
from .conformity import OID_URI
from .files import Reading
from .reading_labels import Found
from .spellings import LabelKind
from .unreadable import NotWritable
from .written import Originator, Succession, WrittenCategory, WrittenLabel

UNNAMED = "?"


def policy_of(written: WrittenLabel, policies: Policies) -> Policy | None:
    """The policy of this house that a label names, by its URI first: names are chosen freely, identifiers are not."""
    if written.policy_uri is not None and (known := policy_called(written.policy_uri, policies)) is not None:
        return known
    named = policy_called(written.policy, policies)
    if named is None or not named.uri or not OID_URI.match(written.policy_uri or ""):
        return named
    if named.uri.casefold() != (written.policy_uri or "").casefold():
        return None  # it has the name of one we know, and says itself that it is another
    return named


def tag_of(policy: Policy | None, written: str) -> Tag | None:
    """The tag of a policy that is meant, also when its words stand without the space between: ``ReleasableTo``."""
    if policy is None:
        return None
    squeezed = _squeezed(written)
    close = (tag for tag in policy.tags if squeezed in {_squeezed(name) for name in (tag.name, *tag.aliases)})
    return policy.tag_called(written) or next(close, None)


def level_of(policy: Policy, written: str) -> str | None:
    """The level of a policy that is meant, also when its words are joined by other than a space: ``TOP_SECRET``."""
    return policy.level_called(written) or policy.level_called(" ".join(written.replace("_", " ").split("-")))


def _squeezed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def label_of(written: WrittenLabel, policies: Policies) -> Label:
    """The label that access is decided on, in the own names of the policies this house knows."""
    return completed(_as_label(written, policies), policies)


def _as_label(written: WrittenLabel, policies: Policies) -> Label:
    policy = policy_of(written, policies)
    found: dict[tuple[str, CategoryKind], set[str]] = {}
    for category in written.categories:
        tag = tag_of(policy, category.tag)
        key = (tag.name if tag else category.tag or UNNAMED, _kind(category, policy))
        found.setdefault(key, set()).update(category.values)
    succession = written.succession
    return Label(
        policy=policy.name if policy else _foreign(written, policies),
        classification=(level_of(policy, written.classification) if policy else None) or written.classification,
        categories=frozenset(Category(tag, kind, frozenset(values)) for (tag, kind), values in found.items()),
        originators=frozenset({written.originator.name}) if written.originator else frozenset(),
        succession=Follows(succession.at, _as_label(succession.successor, policies)) if succession else None,
    )


def _foreign(written: WrittenLabel, policies: Policies) -> str:
    """A name that is none of ours, even when the label borrows one of ours for another policy."""
    borrowed = policy_called(written.policy, policies) is not None
    return f"{written.policy} ({written.policy_uri})" if borrowed else written.policy


def _kind(category: WrittenCategory, policy: Policy | None) -> CategoryKind:
    """How it binds. When the file does not say, the policy does; when neither does, it binds everybody."""
    if category.kind is not None:
        return category.kind
    tag = tag_of(policy, category.tag)
    return tag.kind if tag else CategoryKind.RESTRICTIVE


@dataclass(frozen=True, slots=True)
class Decisive:
    """The label that a whole file is to be treated by, or why there is none."""

    label: Label | None
    why: str


def decisive(reading: Reading, policies: Policies, at: datetime) -> Decisive:
    """The strictest of what the originators said of a file and its parts.

    An originator's label in a policy not known here is understood by an alternative label that is bound to the same,
    if there is one (ADatP-4774.1, 4.2). Labels of metadata say nothing of the file.
    """
    if why := _unfit(reading, policies):
        return Decisive(None, why)
    said = [found.label for found in reading.labels if found.label is not None]
    originators = [label for label in said if label.kind in (LabelKind.ORIGINATOR, LabelKind.PLAIN)]
    alternatives = [label for label in said if label.kind is LabelKind.ALTERNATIVE]
    if not originators and not alternatives:
        return Decisive(None, say("it carries no label of its originator"))
    chosen = [label for label in originators if policy_of(label, policies) is not None]
    if len(chosen) < len(originators) or not originators:
        chosen += [label for label in alternatives if policy_of(label, policies) is not None]
        unknown = [label.policy for label in originators if policy_of(label, policies) is None]
        if len(unknown) > 1 or not chosen:
            return Decisive(None, say("this house does not know the policy {policy}", policy=", ".join(unknown) or "?"))
    labels = [label_of(label, policies) for label in chosen]
    try:
        return Decisive(labels[0] if len(labels) == 1 else join(labels, policies, at), "")
    except CannotJoin as why:
        return Decisive(None, str(why))


def _unfit(reading: Reading, policies: Policies) -> str | None:
    """Why nothing that a file says of itself is believed, or None."""
    if any(found.label is None for found in reading.labels):
        return say("one of its labels cannot be read")
    if any(binding.holds is Holds.NO for binding in reading.bindings):
        return say("its binding is broken: ask for the file again from whoever sent it")
    if any(_levels_differ(found, policies) for found in reading.labels):
        return say("its level is not the same in every language: ask its originator")
    return None


def _levels_differ(found: Found, policies: Policies) -> bool:
    policy = policy_of(found.label, policies) if found.label else None
    if policy is None or found.label is None:
        return False  # nobody is cleared for it anyhow
    level = level_of(policy, found.label.classification)
    return any(level_of(policy, other) != level for other in found.levels)


def written_of(
    label: Label,
    policies: Policies,
    *,
    created: datetime,
    review: datetime | None = None,
    originator: Originator | None = None,
    kind: LabelKind = LabelKind.ORIGINATOR,
) -> tuple[WrittenLabel, ...]:
    """How the standard writes a label of this house: one for each policy that holds, since each is to be satisfied.

    Several limits under one tag are written as one that admits nobody more, since values of one tag are read together.
    """
    label = with_one_limit(label, policies, created)
    succession = label.succession
    found = []
    for one in label.each():
        later = _later(succession.successor, one.policy) if succession else None
        found.append(
            replace(
                _written(one, policies, created, kind),
                review=review,
                originator=originator,
                succession=Succession(succession.at, _written(later, policies, created, LabelKind.PLAIN))
                if succession and later
                else None,
            )
        )
    return tuple(found)


def _later(successor: Label, policy: str) -> Label | None:
    return next((one for one in successor.each() if one.policy == policy), None)


def _written(label: Label, policies: Policies, created: datetime, kind: LabelKind) -> WrittenLabel:
    policy = policies.get(label.policy)
    return WrittenLabel(
        policy=label.policy,
        policy_uri=_oid(policy.uri) if policy else None,
        classification=label.classification,
        categories=tuple(_categories(label.categories, policy)),
        created=created,
        kind=kind,
    )


def _categories(categories: Iterable[Category], policy: Policy | None) -> Sequence[WrittenCategory]:
    found = []
    for category in sorted(categories, key=lambda one: (one.tag, one.kind)):
        tag = policy.tag(category.tag) if policy else None
        values = tuple(sorted(category.values))
        found.append(WrittenCategory(category.tag, category.kind, values, _oid(tag.uri) if tag else None))
    return found


def _oid(uri: str) -> str | None:
    return uri if uri.startswith("urn:oid:") else None


def house_spelling(label: WrittenLabel, policies: Policies, *, unknown: bool = False) -> WrittenLabel:
    """The label in the own words of its policy, fit to be written: names, URIs, how each category binds.

    Raises NotWritable for a policy not known here (unless `unknown` is asked for), a level, tag or value it does not
    have, or a tag it requires and the label lacks.
    """
    policy = policy_of(label, policies)
    if policy is None:
        if not unknown:
            raise NotWritable((say("this house does not know the policy {policy}", policy=label.policy),))
        return label
    level = level_of(policy, label.classification)
    faults: list[str] = []
    if level is None:
        levels = ", ".join(policy.levels)
        faults.append(
            say(
                "{policy} has no level {level}; it has {levels}",
                policy=policy.name,
                level=label.classification,
                levels=levels,
            )
        )
    categories = [_in_house(category, policy, faults) for category in label.categories]
    said = {category.tag for category in categories}
    for tag in policy.tags:
        if tag.required and tag.name not in said:
            if tag.default:
                values = tuple(sorted(tag.default))
                categories.append(WrittenCategory(tag.name, tag.kind, values, _oid(tag.uri)))
            else:
                faults.append(say("{policy} requires the category {tag}", policy=policy.name, tag=tag.name))
    if faults:
        raise NotWritable(tuple(faults))
    return replace(
        label,
        policy=policy.name,
        policy_uri=_oid(policy.uri),
        classification=level or label.classification,
        categories=tuple(categories),
    )


def _in_house(category: WrittenCategory, policy: Policy, faults: list[str]) -> WrittenCategory:
    tag = tag_of(policy, category.tag)
    if tag is None:
        faults.append(say("{policy} has no category {tag}", policy=policy.name, tag=category.tag))
        return category
    if category.kind not in (None, tag.kind):
        faults.append(say("{tag} binds as {kind} in {policy}", tag=tag.name, kind=str(tag.kind), policy=policy.name))
    values = []
    for value in category.values:
        known = tag.value(value)
        if known is None:
            faults.append(say("{tag} has no value {value}", tag=tag.name, value=value))
        values.append(known or value)
    return WrittenCategory(tag.name, tag.kind, tuple(dict.fromkeys(values)), _oid(tag.uri))
