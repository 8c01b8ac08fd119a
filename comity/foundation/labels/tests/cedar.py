"""The release rule in Cedar, written from the policies' data for an engine that is not ours.

Nothing here asks our own rule. A label becomes a resource with what it says and nothing concluded from it; a reader
becomes a principal; a nation stands in its communities as an entity stands in its parents. Cedar concludes.
"""

import json
from collections.abc import Iterable
from datetime import datetime

import cedarpy

from comity.foundation.labels.rules.label import Label, Reader
from comity.foundation.labels.rules.policy import Policies, Policy, Tag

READ = 'Action::"read"'
MOST_LIMITS = 4  # under one tag of one label


def rule(policies: Policies, at: datetime) -> str:
    """The whole rule as it stands on one day, as Cedar's text."""
    levels = [f"{policy.name}/{level}" for policy in policies.values() for level in policy.levels]
    text = [f"permit (principal, action == {READ}, resource) when {{ {_list(levels)}.containsAll(resource.levels) }};"]
    for policy in policies.values():
        here = f"resource has {_quoted(policy.name)}"
        text += [
            f"forbid (principal, action == {READ}, resource) when {{ {here} && {refuses} }};"
            for refuses in _refusals(policy, policies, at)
        ]
    return "\n".join(text)


def _refusals(policy: Policy, policies: Policies, at: datetime) -> Iterable[str]:
    said = f"resource[{_quoted(policy.name)}]"
    yield f"!({' || '.join(_clearances(policy, policies, at))})"
    yield f"!({_list([tag.name for tag in policy.tags] or ['nothing'])}.containsAll({said}.binding))"
    for tag in policy.tags:
        kinds = {"RESTRICTIVE", "PERMISSIVE", "INFORMATIVE"} - {str(tag.kind)}
        yield f"{said}.said.containsAny({_list([f'{tag.name} {kind}' for kind in sorted(kinds)])})"
        if tag.required:
            yield f"!({said}.tags.contains({_quoted(tag.name)}))"
        for number in range(MOST_LIMITS):
            limit = _quoted(f"{tag.name} {number}")
            if refuses := _limit(tag, policy, f"{said}[{limit}]"):
                yield f"{said} has {limit} && {refuses}"


def _clearances(policy: Policy, policies: Policies, at: datetime) -> Iterable[str]:
    """By the policy's own clearance, or by that of another with a verified table in force, level by level."""
    level = f"resource[{_quoted(policy.name)}].level"
    cleared = f"principal.clearances has {_quoted(policy.name)}"
    yield f"({cleared} && principal.clearances[{_quoted(policy.name)}] >= {level})"
    for other in policies.values():
        for rank, name in enumerate(policy.levels):
            twins = [
                other.levels.index(there)
                for table in policy.equivalences
                if table.policy == other.name and table.verified
                if (table.since is None or table.since <= at.date())
                and (table.until is None or at.date() < table.until)
                for here, there in table.pairs
                if here == name
            ]
            if twins:
                needs = f"principal.clearances[{_quoted(other.name)}] >= {max(twins)}"
                yield f"({level} == {rank} && principal.clearances has {_quoted(other.name)} && {needs})"


def _limit(tag: Tag, policy: Policy, values: str) -> str:
    kind, held_by = str(tag.kind), str(tag.held_by)
    if kind == "INFORMATIVE":
        return ""
    cleared = f"{values}.containsAny({_list([_qualified(v, tag, policy) for v in sorted(tag.cleared)])})"
    if held_by == "nationality":
        assert kind == "PERMISSIVE" and not tag.cleared, "no policy asks for several nations of one reader"
        return f"!(principal has nation && principal.nation in {values})"
    if kind == "PERMISSIVE":
        return f"!(principal.groups.containsAny({values}){f' || {cleared}' if tag.cleared else ''})"
    assert not tag.cleared
    return f"!(principal.groups.containsAll({values}))"


def _qualified(value: str, tag: Tag, policy: Policy) -> str:
    return f"{policy.name} {value}" if tag.held_by == "briefing" else value


def entities(
    labels: dict[str, Label], readers: dict[str, Reader], policies: Policies, at: datetime
) -> "cedarpy.Entities":
    """Every label, reader and nation as Cedar's entities, by the names given."""
    found = [_resource(name, one, policies, at) for name, one in labels.items()]
    found += [_principal(name, one, policies) for name, one in readers.items()]
    return cedarpy.Entities.from_json_str(json.dumps(found + places(policies, at)))


def places(policies: Policies, at: datetime) -> list[dict]:
    """Each nation below the communities that it is a member of on that day."""
    parents: dict[str, set[str]] = {}
    for policy in policies.values():
        for community in policy.communities:
            for member in community.members:
                begun = member.since is None or member.since <= at.date()
                if begun and (member.until is None or at.date() < member.until):
                    parents.setdefault(member.nation, set()).add(community.name)
    communities = {name for names in parents.values() for name in names}
    found = [{"uid": _uid("Place", name), "attrs": {}, "parents": []} for name in communities]
    for nation, above in parents.items():
        found.append({"uid": _uid("Place", nation), "attrs": {}, "parents": [_uid("Place", n) for n in sorted(above)]})
    return found


def _principal(name: str, reader: Reader, policies: Policies) -> dict:
    clearances = {
        policy: policies[policy].levels.index(level)
        for policy, level in reader.clearances
        if policy in policies and level in policies[policy].levels
    }
    attrs: dict = {"clearances": clearances, "groups": sorted(reader.groups)}
    if reader.nationality:
        attrs["nation"] = {"__entity": _uid("Place", reader.nationality)}
    return {"uid": _uid("Reader", name), "attrs": attrs, "parents": []}


def _resource(name: str, label: Label, policies: Policies, at: datetime) -> dict:
    while label.succession is not None and label.succession.at <= at:
        label = label.succession.successor
    parts = [label, *label.also]
    attrs: dict = {"levels": [f"{one.policy}/{one.classification}" for one in parts]}
    for one in parts:
        if one.policy in policies:
            attrs[one.policy] = _said(one, policies[one.policy])
    return {"uid": _uid("Label", name), "attrs": attrs, "parents": []}


def _said(label: Label, policy: Policy) -> dict:
    level = policy.levels.index(label.classification) if label.classification in policy.levels else 10**6
    attrs: dict = {
        "level": level,
        "tags": sorted({one.tag for one in label.categories}),
        "said": sorted({f"{one.tag} {one.kind}" for one in label.categories}),
        "binding": sorted({one.tag for one in label.categories if one.kind != "INFORMATIVE"}),
    }
    for tag in policy.tags:
        limits = [one.values for one in label.categories if (one.tag, one.kind) == (tag.name, tag.kind)]
        assert len(limits) <= MOST_LIMITS
        for number, values in enumerate(limits):
            attrs[f"{tag.name} {number}"] = [
                {"__entity": _uid("Place", v)} if tag.held_by == "nationality" else _qualified(v, tag, policy)
                for v in sorted(values)
            ]
    return attrs


def decides(label: str, reader: str, policies: "cedarpy.PolicySet", known: "cedarpy.Entities") -> bool:
    request = {"principal": _uid("Reader", reader), "action": READ, "resource": _uid("Label", label), "context": {}}
    answer = cedarpy.is_authorized(request, policies, known)
    assert not answer.diagnostics.errors, answer.diagnostics.errors
    return answer.decision == cedarpy.Decision.Allow


def _uid(kind: str, name: str) -> dict[str, str]:
    return {"type": kind, "id": name}


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, values)) + "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
