"""What a label and its binding mean, in sentences for whoever holds the file."""

from collections.abc import Sequence
from datetime import datetime

from comity.foundation.labels.rules.label import CategoryKind
from comity.foundation.labels.rules.policy import HeldBy, Policies, Policy
from comity.foundation.labels.rules.wording import banner
from comity.foundation.words.rules.said import day, say

from .bindings import Binding, BoundObject, Digest, Holds, Signature
from .meaning import label_of, level_of, policy_of, tag_of
from .reading_labels import Found
from .spellings import LabelKind
from .written import WrittenCategory, WrittenLabel

Sentences = list[str]


def meaning_of(found: Found, policies: Policies, at: datetime) -> Sentences:
    """Policy and level, who may see it, originator, how long it holds; what is wrong with how it is written."""
    if found.label is None:
        return [
            say("This label cannot be read: nobody may rely on it."),
            *(say("At fault: {what}.", what=fault) for fault in found.faults),
        ]
    label = found.label
    told: Sentences = [_opening(label), *_level(label, policies), *_who(label, policies)]
    if policy_of(label, policies) is not None:
        above = banner(label_of(label, policies), policies, at)
        told.append(say("Above a page it is written {banner}.", banner=above))
    if label.privacy_mark is not None:
        told.append(say("It carries the privacy mark “{mark}”, which decides nothing.", mark=label.privacy_mark))
    told += [_from_whom(label), *_in_time(label, at)]
    told += [say("Not as the standard wants it: {what}.", what=fault) for fault in found.faults]
    return told + [say("Note: {what}.", what=notice) for notice in found.notices]


def _opening(label: WrittenLabel) -> str:
    level, policy = label.classification, label.policy
    if label.kind is LabelKind.ORIGINATOR:
        return say("Its originator marked it {level} under the policy {policy}.", level=level, policy=policy)
    if label.kind is LabelKind.ALTERNATIVE:
        return say(
            "An alternative label: for those of another policy it is {level} under {policy}.",
            level=level,
            policy=policy,
        )
    if label.kind is LabelKind.METADATA:
        return say(
            "A label of the metadata, not of what they describe: {level} under the policy {policy}.",
            level=level,
            policy=policy,
        )
    return say("It is marked {level} under the policy {policy}.", level=level, policy=policy)


def _level(label: WrittenLabel, policies: Policies) -> Sentences:
    policy = policy_of(label, policies)
    if policy is None:
        return [
            say(
                "This house does not know that policy, so nobody here is cleared for it; "
                "bring the policy in with comity label policy."
            )
        ]
    name = level_of(policy, label.classification)
    if name is None:
        return [
            say(
                "This house knows the policy, and no such level in it, so nobody here is cleared for it; "
                "ask the originator which level is meant."
            )
        ]
    rank = policy.rank(name)
    return [
        say(
            "This house knows it: level {rank} of {count}, counted from the lowest ({lowest}).",
            rank=(rank or 0) + 1,
            count=len(policy.levels),
            lowest=policy.levels[0],
        )
    ]


def _who(label: WrittenLabel, policies: Policies) -> Sentences:
    policy = policy_of(label, policies)
    told: Sentences = [
        say(
            "Whoever reads it must be cleared to {level} or higher under {policy}.",
            level=label.classification,
            policy=label.policy,
        )
    ]
    told += [_by_category(category, policy) for category in label.categories]
    if policy is not None:
        said = {tag.name for c in label.categories if (tag := tag_of(policy, c.tag)) is not None}
        told += [
            say("It does not say {tag}, which its policy requires.", tag=tag.name)
            for tag in policy.tags
            if tag.required and tag.name not in said
        ]
    if not any(category.kind is CategoryKind.PERMISSIVE for category in label.categories):
        told.append(say("Nothing in it limits release to named nations or communities."))
    return told


def _by_category(category: WrittenCategory, policy: Policy | None) -> str:
    tag = tag_of(policy, category.tag)
    kind = category.kind or (tag.kind if tag else None)
    name, values = category.tag or "?", ", ".join(category.values)
    if kind is CategoryKind.INFORMATIVE:
        return say("{tag}: {values}. This informs, and decides nothing.", tag=name, values=values)
    if kind is None:
        return say("{tag}: {values}. Nobody can tell how this binds, so nobody is admitted.", tag=name, values=values)
    if not values:
        return say("{tag}: no value, so nobody is admitted.", tag=name)
    if kind is CategoryKind.RESTRICTIVE:
        return say("And must hold all of this: {tag}: {values}.", tag=name, values=values)
    if tag is not None and tag.held_by is HeldBy.NATIONALITY:
        return say("And must belong to one of these: {tag}: {values}.", tag=name, values=values)
    return say("And must hold any one of these: {tag}: {values}.", tag=name, values=values)


def _from_whom(label: WrittenLabel) -> str:
    if label.originator is None:
        return say("It does not say who its originator is.")
    return say("Its originator is {name}.", name=label.originator.name)


def _in_time(label: WrittenLabel, at: datetime) -> Sentences:
    told: Sentences = []
    if label.created is not None:
        if label.created > at:
            told.append(say("It says that it was made on {day}, which lies ahead.", day=day(label.created.date())))
        else:
            told.append(say("It was made on {day}.", day=day(label.created.date())))
    if label.review is not None:
        told.append(
            say("It was to be reviewed by {day}; it holds until it is.", day=day(label.review.date()))
            if label.review <= at
            else say("It is to be reviewed by {day}.", day=day(label.review.date()))
        )
    if label.succession is not None:
        successor = label.succession.successor
        words = (
            say(
                "Since {day} it is {level} under {policy} instead.",
                day=day(label.succession.at.date()),
                level=successor.classification,
                policy=successor.policy,
            )
            if label.succession.at <= at
            else say(
                "From {day} on it is {level} under {policy} instead.",
                day=day(label.succession.at.date()),
                level=successor.classification,
                policy=successor.policy,
            )
        )
        told.append(words)
    return told


def bound(binding: Binding) -> Sentences:
    """Whether the binding holds; if not, which object and which digest."""
    told: Sentences = [_verdict(binding), *(_signature(each) for each in binding.signatures)]
    told += [_object(each) for each in binding.objects if each.digest is not Digest.NONE or each.why]
    told += [say("Not as the standard wants it: {what}.", what=fault) for fault in binding.faults]
    return told + [say("Note: {what}.", what=notice) for notice in binding.notices]


def _verdict(binding: Binding) -> str:  # noqa: PLR0911  a list of cases
    names = _named(binding.objects)
    if binding.holds is Holds.YES:
        return say("The binding holds: label and {objects} are as they were signed.", objects=names)
    if binding.holds is Holds.NO:
        changed = _named([each for each in binding.objects if each.digest is Digest.DIFFERS])
        if binding.label_digest is Digest.DIFFERS:
            return say(
                "The binding is broken: the label, or the list of what it is bound to, was changed after signing."
            )
        if any(each.digest is Digest.DIFFERS for each in binding.objects):
            return say("The binding is broken: {objects} was changed after the binding was made.", objects=changed)
        return say("The binding is broken: its signature does not fit.")
    if binding.holds is Holds.UNPROTECTED:
        if binding.signatures:
            return say(
                "The binding names {objects}, and its signature does not cover all of it: it proves nothing.",
                objects=names,
            )
        return say("The binding names {objects}, and nobody signed it: anybody may have changed it.", objects=names)
    return say("The binding names {objects}; whether it holds cannot be told.", objects=names)


def _named(objects: Sequence[BoundObject]) -> str:
    if not objects:
        return say("no object")
    names: list[str] = [each.uri or say("what it stands in") for each in objects[:4]]
    more = [say("{count} more", count=len(objects) - 4)] if len(objects) > 4 else []
    return ", ".join([*names, *more])


def _signature(each: Signature) -> str:
    who = each.signer or say("nobody it names")
    if each.valid is None:
        return say("A signature by {who} was not checked: {why}.", who=who, why=each.why)
    if not each.valid:
        return say("The signature by {who} is not valid: {why}.", who=who, why=each.why)
    if each.trusted is None:
        return say("Signed with the key of {who}; nobody told this command whether to trust it (--trust).", who=who)
    if each.trusted:
        return say("Signed with the key of {who}, which you trust.", who=who)
    return say("Signed with the key of {who}, which is none of those you trust.", who=who)


def _object(each: BoundObject) -> str:
    name: str = each.uri or say("what it stands in")
    if each.digest is Digest.DIFFERS:
        return say(
            "{object}: its digest ({algorithm}) differs; it is not what was bound.",
            object=name,
            algorithm=_short(each.algorithm),
        )
    if each.why:
        return say("{object}: digest {digest}; {why}.", object=name, digest=each.digest.words, why=each.why)
    return say("{object}: digest {digest}.", object=name, digest=each.digest.words)


def _short(algorithm: str | None) -> str:
    return (algorithm or "?").rpartition("#")[2].upper()
