"""What a label must say before the house writes it: ADatP-4774, the schema and the prose beside it."""

import re
from datetime import datetime

from comity.foundation.words.rules.said import say

from .spellings import ORIGINATOR_TYPES
from .written import WrittenCategory, WrittenLabel

OID_URI = re.compile(r"^urn:oid:[0-2](\.(0|[1-9]\d*))+$")
NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9._-]*$")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # XML 1.0 has no way to write these


def faults_of(label: WrittenLabel) -> tuple[str, ...]:
    """Everything that keeps a label from being written, in sentences; nothing when it keeps to the standard."""
    faults = _words(label) + [f for category in label.categories for f in _category(category)]
    if label.created is None:
        faults.append(say("say when the label was made (CreationDateTime)"))
    if label.review is None and label.succession is None:
        faults.append(say("say when the label is to be reviewed (ReviewDateTime), or what succeeds it and when"))
    if label.succession is not None:
        faults += _succession(label)
    faults += [
        say("{name} needs a time zone", name=name)
        for name, at in (("CreationDateTime", label.created), ("ReviewDateTime", label.review))
        if _naive(at)
    ]
    if label.id is not None and not NAME.match(label.id):
        faults.append(say("an Id begins with a letter and holds letters, figures, “.”, “-” and “_” only"))
    tags = [(category.tag.casefold(), category.kind) for category in label.categories]
    if len(set(tags)) != len(tags):
        faults.append(say("name each category once, with all its values"))
    return tuple(faults)


def _naive(at: datetime | None) -> bool:
    return at is not None and at.tzinfo is None


def _words(label: WrittenLabel) -> list[str]:
    faults: list[str] = []
    if not _token(label.policy):
        faults.append(say("name the policy (PolicyIdentifier), without white space around it"))
    if not _token(label.classification):
        faults.append(say("name the level (Classification), without white space around it"))
    if label.policy_uri is not None and not OID_URI.match(label.policy_uri):
        faults.append(say("the URI of a policy is urn:oid: and an object identifier, not {uri}", uri=label.policy_uri))
    if label.originator is not None:
        if label.originator.type not in ORIGINATOR_TYPES:
            faults.append(say("say what kind of name the originator's is: {types}", types=", ".join(ORIGINATOR_TYPES)))
        if not _token(label.originator.name):
            faults.append(say("name the originator, without white space around the name"))
    if label.privacy_mark is not None and not _token(label.privacy_mark):
        faults.append(say("leave the privacy mark out, or say what it is, without white space around it"))
    return faults


def _token(text: str) -> bool:
    return bool(text) and " ".join(text.split()) == text and not UNWRITABLE.search(text)


def _category(category: WrittenCategory) -> list[str]:
    faults: list[str] = []
    if not _token(category.tag):
        faults.append(say("name the tag of each category, without white space around it"))
    if category.kind is None:
        faults.append(say("say how the category {tag} binds: RESTRICTIVE, PERMISSIVE or INFORMATIVE", tag=category.tag))
    if not category.values:
        faults.append(say("name at least one value of the category {tag}", tag=category.tag))
    if any(not _token(value) for value in category.values):
        faults.append(say("a value of the category {tag} is empty or cannot be written", tag=category.tag))
    if len(set(category.values)) != len(category.values):
        faults.append(say("name each value of the category {tag} once", tag=category.tag))
    if category.uri is not None and not OID_URI.match(category.uri):
        faults.append(say("the URI of a category is urn:oid: and an object identifier, not {uri}", uri=category.uri))
    return faults


def _succession(label: WrittenLabel) -> list[str]:
    if label.succession is None:
        return []
    at, successor = label.succession.at, label.succession.successor
    faults = _words(successor) + [f for category in successor.categories for f in _category(category)]
    if _naive(at):
        faults.append(say("{name} needs a time zone", name="SuccessionDateTime"))
    elif label.created is not None and not _naive(label.created) and at <= label.created:
        faults.append(say("a label is succeeded after it was made, not before"))
    if successor.succession is not None:
        faults.append(say("a successor has no successor of its own"))
    if successor.created is None:
        faults.append(say("say when the succeeding label was made (CreationDateTime)"))
    return faults
