"""A marking policy from an Open XML SPIF: what this house can hold of it, and what it cannot, told line by line.

Schemas 1.0 to 3.0 of xmlspif.org. A value of a label is the *name* of a category, never its number (ADatP-4774.1,
table 10).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import yaml

from comity.foundation.labels.rules.label import CategoryKind
from comity.foundation.labels.rules.policy import HeldBy, Level, Policy, Style, Tag, Value
from comity.foundation.words.rules.said import say

from .documents import Element, attribute, children, name_of, namespace_of, opened, text_of
from .spellings import SPIF, XML
from .unreadable import Unreadable

VERSIONS = ("1.0", "2.0", "2.1", "3.0")
PAGE = {"pageTop", "pageBottom", "pageTopBottom", "documentStart", ""}
PORTION = "portionMarking"
NATION = re.compile(r"^[A-Z]{3}$")
RELEASE = ("releas", "only", "rel to", "relto", "diffusion")
OID = re.compile(r"^[0-2](\.(0|[1-9]\d*))+$")
MOST = 5_000  # levels, tags and values together
# What a SPIF can say and a policy of this house cannot; such rules are about writing labels, not about who reads.
NOT_TAKEN = {
    "requiredCategory": say("which categories must go together"),
    "excludedCategory": say("which categories exclude each other"),
    "excludedClass": say("which categories a level excludes"),
    "equivalentClassification": say("equivalences of levels, which name the other policy's levels by number only"),
    "equivalentSecCategoryTag": say("equivalences of categories"),
    "equivalentSecurityCategoryTagSet": say("equivalences of categories"),
    "privacyMark": say("privacy marks"),
    "extensions": say("extensions"),
}


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """The policy, and in sentences what of the file was not taken over or was decided here."""

    policy: Policy
    notices: tuple[str, ...]
    version: str = ""


@dataclass(slots=True)
class _Told:
    notices: list[str] = field(default_factory=list)
    left: int = MOST

    def notice(self, what: str) -> None:
        if what not in self.notices:
            self.notices.append(what)

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Unreadable(
                say("the policy has more than {limit} levels, tags and values: it is not read", limit=MOST)
            )


def policy_from(content: bytes) -> PolicyRead:
    """Raises Unreadable when it is no policy, or one without levels, or hostile."""
    root = opened(content)
    if name_of(root) != "SPIF":
        raise Unreadable(say("it is no policy: a SPIF begins with the element SPIF"))
    told = _Told()
    if namespace_of(root) != SPIF:
        told.notice(
            say(
                "its elements are in the namespace {found}; SPIF has {standard}",
                found=namespace_of(root) or "–",
                standard=SPIF,
            )
        )
    version = attribute(root, "schemaVersion") or ""
    if version not in VERSIONS:
        told.notice(say("its schema version is {version}, which is not known here", version=version or "–"))
    identity = _first(root, "securityPolicyId")
    name = (attribute(identity, "name") or "").strip() if identity is not None else ""
    oid = (attribute(identity, "id", "oid") or "").removeprefix("urn:oid:").strip() if identity is not None else ""
    if not name and not oid:
        raise Unreadable(
            say("it does not name its policy (securityPolicyId): ask for it from whoever governs the policy")
        )
    if oid and not OID.match(oid):
        told.notice(say("{id} is no object identifier and was left aside", id=oid))
        oid = ""
    issued = _issued(attribute(root, "creationDate") or "")
    grades = _levels(root, issued, told)
    tags = tuple(_tags(root, told))
    _left_aside(root, told)
    policy = Policy(
        name=name or f"urn:oid:{oid}",
        levels=tuple(grade.name for grade in grades),
        grades=grades,
        tags=tags,
        uri=f"urn:oid:{oid}" if oid else "",
        style=Style(gap=_gap(root) or " "),
        titles=_titles(identity) if identity is not None else (),
        own=False,
        source=_source(root, version),
    )
    return PolicyRead(policy, tuple(told.notices), version)


def _source(root: Element, version: str) -> str:
    who, created = attribute(root, "originatorDN"), attribute(root, "creationDate")
    return ", ".join(part for part in (f"SPIF {version}".strip(), who, created) if part)


def _first(element: Element, name: str) -> Element | None:
    return next((e for e in element.iter() if name_of(e) == name), None)


def _each(element: Element, name: str) -> Iterator[Element]:
    return (e for e in element.iter() if name_of(e) == name)


def _issued(text: str) -> date | None:
    """The day of a GeneralizedTime (``20260926120000Z``) or of an XML moment."""
    digits = text.replace("-", "")[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _number(element: Element, name: str) -> int | None:
    text = (attribute(element, name) or "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else None


def _yes(element: Element, name: str) -> bool:
    return (attribute(element, name) or "").strip() in ("true", "1")


# ----- levels


def _levels(root: Element, issued: date | None, told: _Told) -> tuple[Level, ...]:
    found: list[tuple[int, int, Level]] = []
    holder = _first(root, "securityClassifications")
    for element in _each(holder, "securityClassification") if holder is not None else ():
        told.count()
        name = " ".join((attribute(element, "name") or "").split())
        height, number = _number(element, "hierarchy"), _number(element, "lacv")
        if not name or (height is None and number is None):
            raise Unreadable(say("a level has no name or no place in the hierarchy: ask for a policy that is whole"))
        found.append((height if height is not None else number or 0, number or 0, _level(element, name, issued)))
    if not found:
        raise Unreadable(say("the policy has no levels (securityClassification): ask for one that is whole"))
    names = [level.name.casefold() for _, _, level in found]
    if len(set(names)) != len(names):
        raise Unreadable(say("two levels of the policy share a name: ask which is meant"))
    if len({height for height, _, _ in found}) != len(found):
        told.notice(say("some levels stand equally high; here they stand one above the other, which is stricter"))
    return _apart([level for _, _, level in sorted(found, key=lambda one: one[:2])])


def _apart(levels: list[Level]) -> tuple[Level, ...]:
    """A phrase that two levels share, or that is another's name, would not tell which is meant: it is left out."""
    names = [level.name.casefold() for level in levels]
    banners = [level.banner.casefold() for level in levels]
    portions = [level.portion.casefold() for level in levels]

    def fit(text: str, mine: Level, others: list[str]) -> str:
        folded = text.casefold()
        strange = folded in names and folded != mine.name.casefold()
        return "" if strange or others.count(folded) > 1 else text

    return tuple(
        replace(level, banner=fit(level.banner, level, banners), portion=fit(level.portion, level, portions))
        for level in levels
    )


def _level(element: Element, name: str, issued: date | None) -> Level:
    phrases = _phrases(element)
    banner = next((text for language, codes, text in phrases if language in ("", "en") and codes & PAGE), "")
    portion = next((text for _, codes, text in phrases if PORTION in codes), "")
    return Level(
        name,
        banner=banner,
        portion=portion or (attribute(element, "shortPhrase") or ""),
        titles=_titles(element),
        until=(issued or date.min) if _yes(element, "obsolete") else None,
    )


def _phrases(element: Element) -> list[tuple[str, set[str], str]]:
    """Language, places and words of each `markingData` of an element itself."""
    found = []
    for data in (c for c in children(element) if name_of(c) == "markingData"):
        codes = {text_of(code) for code in children(data) if name_of(code) == "code"} or {""}
        text = " ".join((attribute(data, "phrase", "simplePhrase") or "").split())
        language = (data.get(f"{{{XML}}}lang") or "").split("-")[0].lower()
        if text:
            found.append((language, codes, text))
        if (short := attribute(data, "shortPhrase")) and PORTION not in codes:
            found.append((language, {PORTION}, " ".join(short.split())))
    return found


def _titles(element: Element) -> tuple[tuple[str, str], ...]:
    said = {language: text for language, codes, text in _phrases(element) if language and codes & PAGE}
    return tuple(said.items())


# ----- tags


def _tags(root: Element, told: _Told) -> Iterator[Tag]:
    seen: set[str] = set()
    for tag_set in _each(root, "securityCategoryTagSet"):
        inside = [e for e in children(tag_set) if name_of(e) == "securityCategoryTag"]
        for name, kind, elements in _grouped(tag_set, inside):
            told.count()
            if not name or kind is None:
                told.notice(
                    say("{tag} was not taken over: it has no name, or no type that says how it binds", tag=name or "?")
                )
            elif name.casefold() in seen:
                told.notice(say("{tag} stands twice; only the first was taken over", tag=name))
            else:
                tag = _tag(elements, name, kind, (attribute(tag_set, "id") or "").removeprefix("urn:oid:"), told)
                seen |= {name.casefold() for name in (tag.name, *tag.aliases)}
                yield tag


Group = tuple[str, CategoryKind | None, list[Element]]


def _grouped(tag_set: Element, inside: list[Element]) -> list[Group]:
    """The tags of a set as a label names them: by the set (ADatP-4774.1, table 10).

    Restrictive ones of a set are held all together and so are one. Of several permissive ones each must be met, so
    they keep names of their own.
    """
    name = " ".join((attribute(tag_set, "name") or "").split())
    kinds = {_kind(each) for each in inside}
    if len(inside) == 1 or kinds in ({CategoryKind.RESTRICTIVE}, {CategoryKind.INFORMATIVE}):
        return [(name or _own_name(inside[0]), next(iter(kinds)), inside)] if inside else []
    return [(_own_name(each) or name, _kind(each), [each]) for each in inside]


def _own_name(element: Element) -> str:
    return " ".join((attribute(element, "name") or "").split())


def _kind(element: Element) -> CategoryKind | None:
    said = (attribute(element, "tagType") or "").lower()
    if said == "enumerated":
        said = (attribute(element, "enumType") or "").lower()
    return {
        "restrictive": CategoryKind.RESTRICTIVE,
        "permissive": CategoryKind.PERMISSIVE,
        "tagtype7": CategoryKind.INFORMATIVE,
        "informative": CategoryKind.INFORMATIVE,
        "notapplicable": CategoryKind.INFORMATIVE,
    }.get(said)


def _tag(elements: list[Element], name: str, kind: CategoryKind, oid: str, told: _Told) -> Tag:
    values: dict[str, Value] = {}
    free = False
    for category in (category for element in elements for category in _each(element, "tagCategory")):
        told.count()
        free = free or _yes(category, "userInput") or attribute(category, "userInput") not in (None, "", "false", "0")
        value = " ".join((attribute(category, "name") or "").split())
        if value and value.casefold() not in values:
            values[value.casefold()] = Value(value, portion=_short(category))
        if _yes(category, "obsolete"):
            told.notice(say("{tag} {value} is out of use for new labels; here it is only known", tag=name, value=value))
    if free:
        told.notice(say("{tag} takes words that people type; here every value is taken", tag=name))
    held = _held_by(name, kind, [value.name for value in values.values()])
    told.notice(_told_of(name, held))
    before, gap, after = _qualifiers(elements[0])
    # Without a prefix values stand alone, which can be read back only where they are listed.
    banner = f"{_plain(before)}{{values}}{_plain(after)}" if values and not free else f"{_plain(name)} {{values}}"
    return Tag(
        name=name,
        kind=kind,
        held_by=held,
        values=() if free else tuple(values.values()),
        uri=f"urn:oid:{oid}" if OID.match(oid) else "",
        aliases=frozenset({_own_name(element) for element in elements} - {name, ""}),
        required=kind is CategoryKind.PERMISSIVE and (_number(elements[0], "minSelection") or 0) > 0,
        banner=banner,
        portion=banner,
        gap=gap or ", ",
        titles=_titles(elements[0]),
    )


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _short(category: Element) -> str:
    return next((text for _, codes, text in _phrases(category) if PORTION in codes), "")


def _held_by(name: str, kind: CategoryKind, values: list[str]) -> HeldBy:
    """What of a reader is compared with the values. A SPIF does not say, so it is told and can be changed in the
    file.
    """
    if kind is CategoryKind.INFORMATIVE:
        return HeldBy.NOBODY
    nations = sum(bool(NATION.match(value)) for value in values)
    release = any(word in name.casefold() for word in RELEASE)
    if kind is CategoryKind.PERMISSIVE and (release or (values and nations > len(values) / 2)):
        return HeldBy.NATIONALITY
    return HeldBy.BRIEFING


def _told_of(name: str, held: HeldBy) -> str:
    if held is HeldBy.NATIONALITY:
        return say("{tag} is compared with a reader's nation and its communities; a SPIF does not say", tag=name)
    if held is HeldBy.BRIEFING:
        return say("{tag} is compared with a reader's briefings under this policy; a SPIF does not say", tag=name)
    return say("{tag} only informs", tag=name)


def _qualifiers(element: Element) -> tuple[str, str, str]:
    said: dict[str, str] = {}
    for qualifier in (c for c in children(element) if name_of(c) == "markingQualifier"):
        if (attribute(qualifier, "markingCode") or "") in PAGE:
            for one in (c for c in children(qualifier) if name_of(c) == "qualifier"):
                said.setdefault(attribute(one, "qualifierCode") or "", attribute(one, "markingQualifier") or "")
    return said.get("prefix", ""), said.get("separator", ""), said.get("suffix", "")


def _gap(root: Element) -> str:
    return _qualifiers(root)[1]


def _left_aside(root: Element, told: _Told) -> None:
    for name, what in NOT_TAKEN.items():
        if (count := sum(1 for _ in _each(root, name))) > 0:
            told.notice(say("not taken over: {what} ({count})", what=what, count=count))
    if attribute(root, "notAfter"):
        told.notice(say("the policy says that it holds until {day}", day=attribute(root, "notAfter")))


# ----- as a file of the library


def as_file(read: PolicyRead, checked: date) -> str:
    """The policy as a file for ``library/markings``, with what was not taken over in comments above it."""
    policy = read.policy
    said: dict[str, object] = {
        "policy": policy.name[:200],
        "title": dict(policy.titles).get("en", policy.name)[:200],
        "uri": policy.uri,
        "source": policy.source[:200] or "SPIF",
        "checked": checked,
        "verified": False,
        "own": False,
        "names": {language: text[:200] for language, text in policy.titles if _language(language)},
        "levels": [_level_said(level) for level in policy.grades],
        "tags": [_tag_said(tag) for tag in policy.tags],
        "style": {"gap": policy.style.gap},
    }
    comments = [
        "# Made from a SPIF by comity label policy. Compare it with the policy itself before you set `verified`."
    ]
    comments += [f"# {' '.join(str(notice).split())}" for notice in read.notices]
    body = yaml.safe_dump(_without_nothing(said), allow_unicode=True, sort_keys=False, width=118)
    return "\n".join(comments) + "\n" + body


def _language(code: str) -> bool:
    return code != "en" and bool(re.fullmatch(r"[a-z]{2,3}", code))


def _without_nothing(said: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in said.items() if value not in ("", {}, None) or key == "policy"}


def _level_said(level: Level) -> object:
    names = {language: text for language, text in level.titles if _language(language)}
    said: dict[str, object] = {
        "name": level.name,
        "banner": level.banner,
        "portion": level.portion,
        "names": names,
        "until": level.until,
    }
    return _without_nothing(said)


def _tag_said(tag: Tag) -> dict[str, object]:
    said: dict[str, object] = {
        "tag": tag.name,
        "kind": str(tag.kind).lower(),
        "held_by": str(tag.held_by),
        "uri": tag.uri,
        "aliases": sorted(tag.aliases) or None,
        "required": tag.required or None,
        "values": [{"name": v.name, "portion": v.portion} if v.portion else v.name for v in tag.values] or None,
        "banner": tag.banner,
        "portion": tag.portion,
        "gap": tag.gap,
        "names": {language: text for language, text in tag.titles if _language(language)},
    }
    return _without_nothing(said)
