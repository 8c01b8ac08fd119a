"""What was read, as plain data for programs: the answer of `comity label read --json`."""

from datetime import datetime
from typing import Any

from comity.foundation.labels.rules.policy import Policies

from .bindings import Binding, BoundObject, Holds, Signature
from .files import Reading
from .meaning import decisive, label_of, level_of, policy_of
from .moments import written
from .reading_labels import Found
from .telling import bound, meaning_of
from .written import Succession, WrittenLabel

Data = dict[str, Any]


def as_data(reading: Reading, policies: Policies, at: datetime) -> Data:
    """Labels, bindings and what they mean. `decisive` is the label that the whole file is to be treated by."""
    chosen = decisive(reading, policies, at)
    return {
        "form": reading.form,
        "labels": [_found(found, reading, place, policies, at) for place, found in enumerate(reading.labels)],
        "bindings": [_binding(each) for each in reading.bindings],
        "decisive": {"label": chosen.label.as_data() if chosen.label else None, "why": str(chosen.why)},
        "notices": [str(notice) for notice in reading.notices],
    }


def _found(found: Found, reading: Reading, place: int, policies: Policies, at: datetime) -> Data:
    bindings = [number for number, each in enumerate(reading.bindings) if place in each.labels]
    answer: Data = {
        "readable": found.label is not None,
        "conforms": found.conforms,
        "where": reading.places[place] if place < len(reading.places) else "",
        "bindings": bindings,
        "bound": bool(bindings),
        "holds": _holds([reading.bindings[number] for number in bindings]),
        "faults": [str(fault) for fault in found.faults],
        "notices": [str(notice) for notice in found.notices],
        "means": [str(sentence) for sentence in meaning_of(found, policies, at)],
    }
    if found.label is None:
        return answer
    policy = policy_of(found.label, policies)
    level = level_of(policy, found.label.classification) if policy else None
    known = {
        "policy": policy.name if policy else None,
        "level": level,
        "rank": policy.rank(level) if policy and level else None,
        "label": label_of(found.label, policies).as_data(),
    }
    return {**written_data(found.label), **answer, "known_here": known}


def _holds(bindings: list[Binding]) -> bool | None:
    """True when every binding of the label holds, False when one is broken, None when it cannot be told."""
    if any(each.holds is Holds.NO for each in bindings):
        return False
    return True if bindings and all(each.holds is Holds.YES for each in bindings) else None


def written_data(label: WrittenLabel) -> Data:
    """The fields of a label under short names; moments as XML writes them."""
    return {
        "kind": label.kind.word,
        "policy": label.policy,
        "policy_uri": label.policy_uri,
        "classification": label.classification,
        "privacy_mark": label.privacy_mark,
        "categories": [
            {"tag": c.tag, "type": str(c.kind) if c.kind else None, "uri": c.uri, "values": list(c.values)}
            for c in label.categories
        ],
        "originator": {"name": label.originator.name, "type": label.originator.type} if label.originator else None,
        "created": _moment(label.created),
        "review": _moment(label.review),
        "succession": _succession(label.succession),
    }


def _moment(at: datetime | None) -> str | None:
    return written(at) if at is not None else None


def _succession(succession: Succession | None) -> Data | None:
    return {"at": written(succession.at), "successor": written_data(succession.successor)} if succession else None


def _binding(binding: Binding) -> Data:
    return {
        "id": binding.id,
        "labels": list(binding.labels),
        "holds": _holds([binding]),
        "verdict": str(binding.holds),
        "label_digest": str(binding.label_digest),
        "objects": [_object(each) for each in binding.objects],
        "signatures": [_signature(each) for each in binding.signatures],
        "faults": [str(fault) for fault in binding.faults],
        "notices": [str(notice) for notice in binding.notices],
        "means": [str(sentence) for sentence in bound(binding)],
    }


def _object(each: BoundObject) -> Data:
    return {
        "uri": each.uri,
        "digest": str(each.digest),
        "algorithm": each.algorithm,
        "media_type": each.media_type,
        "why": str(each.why),
    }


def _signature(each: Signature) -> Data:
    return {
        "algorithm": each.algorithm,
        "valid": each.valid,
        "signer": str(each.signer),
        "fingerprint": each.fingerprint,
        "trusted": each.trusted,
        "made": each.made,
        "why": str(each.why),
    }
