"""Read labels out of a document, wherever in it they stand and however they are spelled. Liberal in, nothing hidden.

What departs from the standard where it matters is a *fault*; what is only unusual is a *notice*. A label without a
policy or without a classification says nothing and is not read: `Found.label` is then None, and its first fault says
what is missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from comity.foundation.labels.rules.label import CategoryKind
from comity.foundation.words.rules.said import say

from .documents import Element, attribute, children, name_of, namespace_of, text_of
from .moments import moment
from .spellings import BINDING, ELEMENTS, GROUPED, LABEL, LABEL_KINDS, ORIGINATOR_TYPES, XML, LabelKind
from .written import Originator, Succession, WrittenCategory, WrittenLabel

SEVERAL = re.compile(r"[,;]|^[A-Z]{3}( [A-Z]{3})+$")
MOST_LABELS = 1_000  # of one document
MOST_CATEGORIES = 500  # of one label
MOST_VALUES = 5_000  # of one label
MOST_TOLD = 60  # faults, and notices, of one label


@dataclass(frozen=True, slots=True)
class Found:
    """One label of a document. `element` is where it stands, for the bindings around it; `levels` is what other
    languages call its level."""

    label: WrittenLabel | None
    faults: tuple[str, ...]
    notices: tuple[str, ...]
    element: Element = field(compare=False, repr=False, default=None)
    levels: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        return not self.faults


def labels_in(root: Element) -> list[Found]:
    """Every label of a document, in its order; those inside another label (successors) belong to that one."""
    return [_read(element) for _, element in zip(range(MOST_LABELS), label_elements(root), strict=False)]


def label_elements(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if is_label(element):
            yield element
        else:
            waiting += reversed(children(element))


def is_label(element: Element) -> bool:
    """An element named as a label that holds what a label holds. The name alone could be anybody's."""
    if name_of(element).lower() not in LABEL_KINDS:
        return False
    inside = {ELEMENTS.get(name_of(child).lower()) for child in children(element)}
    return namespace_of(element) == LABEL or bool(inside & {"ConfidentialityInformation", "Classification"})


@dataclass(slots=True)
class _Told:
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)

    def fault(self, what: str) -> None:
        if what not in self.faults and len(self.faults) < MOST_TOLD:
            self.faults.append(what)

    def notice(self, what: str) -> None:
        if what not in self.notices and len(self.notices) < MOST_TOLD:
            self.notices.append(what)


def _read(element: Element) -> Found:
    told = _Told()
    label = _label(element, LABEL_KINDS[name_of(element).lower()], told)
    return Found(label, tuple(told.faults), tuple(told.notices), element, tuple(told.levels))


def _label(element: Element, kind: LabelKind, told: _Told, *, successor: bool = False) -> WrittenLabel | None:
    _spelling(element, told)
    parts = _parts(element, told)
    information = _one(parts, "ConfidentialityInformation", told)
    if information is None:
        told.fault(say("ConfidentialityInformation is missing; what the label says stands in it"))
        inner = parts  # some tools leave the element out and write its content straight into the label
    else:
        inner = _parts(information, told)
    policy, classification = _one(inner, "PolicyIdentifier", told), _one(inner, "Classification", told)
    said = [text_of(part) if part is not None else "" for part in (policy, classification)]
    uri = attribute(policy, "URI", "URL") if policy is not None else None
    if not said[0] and uri:
        told.fault(say("PolicyIdentifier is empty; only its URI says which policy it is"))
        said[0] = uri
    for word, name in zip(said, ("PolicyIdentifier", "Classification"), strict=True):
        if not word:
            told.fault(
                say("{element} is missing, without which a label says nothing: ask its originator", element=name)
            )
    if classification is not None and attribute(classification, "URI") is not None:
        told.fault(say("Classification has a URI, which the standard forbids"))
    _oid(uri, "PolicyIdentifier", told)
    created = _created(parts, told, successor)
    review = _review(element, parts, told)
    succession = _succession(parts, told)
    if review is None and succession is None and not successor:
        told.fault(say("ReviewDateTime is missing; the standard requires it when no succession is named"))
    marks = inner.get("PrivacyMark", [])
    if len(marks) > 1:
        told.fault(say("PrivacyMark stands {count} times; the standard allows one", count=len(marks)))
    categories = _categories(inner.get("Category", []), told)
    if not all(said) or categories is None:
        return None
    return WrittenLabel(
        policy=said[0],
        policy_uri=uri,
        classification=said[1],
        privacy_mark=" / ".join(text for mark in marks if (text := text_of(mark))) or None,
        categories=categories,
        originator=_originator(parts, told),
        created=created,
        review=review,
        succession=succession,
        kind=kind,
        id=attribute(element, "Id"),
    )


def _spelling(element: Element, told: _Told) -> None:
    name, space = name_of(element), namespace_of(element)
    standard = LABEL_KINDS.get(name.lower())
    if standard is not None and name != standard.value:
        told.fault(
            say("it is written {name}; the standard's element is {standard}", name=name, standard=standard.value)
        )
    elif standard is LabelKind.PLAIN:
        told.notice(say("it is written ConfidentialityLabel, which the standard keeps for older files only"))
    if space == "":
        told.fault(say("its elements are in no namespace; the standard's is {namespace}", namespace=LABEL))
    elif space != LABEL:
        told.fault(
            say(
                "its elements are in the namespace {found}; the standard's is {namespace}", found=space, namespace=LABEL
            )
        )


Parts = dict[str, list[Element]]


def _parts(element: Element, told: _Told) -> Parts:
    """The children by the standard's names. What is not known is told and left alone."""
    parts: Parts = {}
    for child in children(element):
        name = name_of(child)
        standard = ELEMENTS.get(name.lower())
        if name.lower() in GROUPED:
            for key, inner in _parts(child, told).items():
                parts.setdefault(key, []).extend(inner)
            told.fault(say("{name} is no element of the standard; what is in it was read", name=name))
        elif standard is None or namespace_of(child) in (BINDING, XML):
            if name.lower() not in LABEL_KINDS:
                told.notice(say("{name} is not known here and was left aside", name=name))
        else:
            if name != standard:
                told.fault(
                    say("it is written {name}; the standard's element is {standard}", name=name, standard=standard)
                )
            parts.setdefault(standard, []).append(child)
    return parts


def _one(parts: Parts, name: str, told: _Told) -> Element | None:
    """The one element of this name. Several are one in several languages, or else nobody can tell which of them
    binds.
    """
    found = parts.get(name, [])
    if len(found) <= 1:
        return found[0] if found else None
    told.fault(say("{element} stands {count} times; the standard allows one", element=name, count=len(found)))
    if len({text_of(each) for each in found}) == 1:
        return found[0]
    languages = [attribute(each, f"{{{XML}}}lang") for each in found]
    if None in languages[1:] or len(set(languages)) != len(languages):
        told.fault(say("they say different things, and nothing tells which of them binds: ask its originator"))
        return None
    chosen = next((i for i, language in enumerate(languages) if (language or "en").lower().startswith("en")), 0)
    for number, each in enumerate(found):
        if number != chosen:
            told.notice(say("in {language} it says {text}", language=languages[number] or "en", text=text_of(each)))
            told.levels += [text_of(each)] if name == "Classification" else []
    return found[chosen]


def _oid(uri: str | None, name: str, told: _Told) -> None:
    if uri is not None and not uri.lower().startswith("urn:oid:"):
        told.fault(say("the URI of {element} is {uri}; the standard wants urn:oid:…", element=name, uri=uri))


def _created(parts: Parts, told: _Told, successor: bool) -> datetime | None:
    element = _one(parts, "CreationDateTime", told)
    if element is None:
        (told.notice if successor else told.fault)(say("CreationDateTime is missing; the standard requires it"))
        return None
    return _moment(text_of(element), "CreationDateTime", told)


def _review(element: Element, parts: Parts, told: _Told) -> datetime | None:
    text = attribute(element, "ReviewDateTime")
    if text is None and (inside := _one(parts, "ReviewDateTime", told)) is not None:
        told.fault(say("ReviewDateTime is an element here; the standard has it as an attribute of the label"))
        text = text_of(inside)
    return _moment(text, "ReviewDateTime", told) if text is not None else None


def _moment(text: str, name: str, told: _Told) -> datetime | None:
    at, standard = moment(text)
    if at is None:
        told.fault(say("{name} says {text}, which is no moment", name=name, text=text or "“”"))
    elif not standard:
        told.notice(say("{name} says {text}; without an hour or a zone it is taken as UTC", name=name, text=text))
    return at


def _originator(parts: Parts, told: _Told) -> Originator | None:
    element = _one(parts, "OriginatorID", told)
    if element is None or not (name := text_of(element)):
        return None
    kind = attribute(element, "IDType")
    if kind is None:
        told.fault(say("OriginatorID has no IDType; the standard requires it"))
    elif kind not in ORIGINATOR_TYPES:
        told.fault(say("the IDType {type} is none of the standard's", type=kind))
    return Originator(name, kind)


def _succession(parts: Parts, told: _Told) -> Succession | None:
    element = _one(parts, "SuccessionHandling", told)
    if element is None:
        return None
    inner = _parts(element, told)
    when, next_one = _one(inner, "SuccessionDateTime", told), _one(inner, "SuccessorConfidentialityLabel", told)
    at = _moment(text_of(when), "SuccessionDateTime", told) if when is not None else None
    successor = _Told()
    label = _label(next_one, LabelKind.PLAIN, successor, successor=True) if next_one is not None else None
    told.notices += [say("its successor: {notice}", notice=notice) for notice in successor.notices]
    told.faults += [say("its successor: {fault}", fault=fault) for fault in successor.faults]
    if at is None or label is None:
        told.fault(say("SuccessionHandling must say when, and what follows; this label stays as it is"))
        return None
    return Succession(at, label)


def _categories(elements: list[Element], told: _Told) -> tuple[WrittenCategory, ...] | None:
    """None when there are more than can be read: to leave out one that binds would open what is closed."""
    found = [_category(element, told) for element in elements[: MOST_CATEGORIES + 1]]
    if len(found) > MOST_CATEGORIES or sum(len(category.values) for category in found) > MOST_VALUES:
        told.faults.insert(0, say("it has more categories or values than any label needs: ask its originator"))
        return None
    return tuple(found)


def _category(element: Element, told: _Told) -> WrittenCategory:
    tag = " ".join((attribute(element, "TagName", "Tag", "Name") or "").split())
    if not tag:
        told.fault(say("a Category has no TagName; the standard requires it"))
    elif "TagName" not in element.attrib:
        told.fault(say("TagName is not written as the standard writes it"))
    uri = attribute(element, "URI")
    _oid(uri, "Category", told)
    return WrittenCategory(tag, _kind(element, tag, told), _values(element, told), uri)


def _kind(element: Element, tag: str, told: _Told) -> CategoryKind | None:
    text = attribute(element, "Type")
    if text is None:
        told.fault(say("the category {tag} has no Type; the standard requires it", tag=tag))
        return None
    try:
        kind = CategoryKind(text.strip().upper())
    except ValueError:
        told.fault(say("the category {tag} has the Type {type}, which the standard does not know", tag=tag, type=text))
        return None
    if text != kind.value or "Type" not in element.attrib:
        told.fault(
            say("the Type {type} is not written as the standard writes it: {standard}", type=text, standard=kind)
        )
    return kind


def _values(element: Element, told: _Told) -> tuple[str, ...]:
    parts = _parts(element, told)
    for name in ("IntegerValue", "BitStringValue"):
        if name in parts:
            told.fault(say("{name} is forbidden by the standard, which wants names: GenericValue", name=name))
    elements = [each for name in ("GenericValue", "IntegerValue", "BitStringValue") for each in parts.get(name, [])]
    values = [text for each in elements if (text := text_of(each))]
    if not elements and (text := text_of(element)):
        told.fault(say("the values of a category stand in it as text; the standard wants one GenericValue each"))
        values = [part.strip() for part in text.split(",") if part.strip()]
    for value in values:
        if SEVERAL.search(value):
            told.notice(say("“{value}” stands as one value; several want a GenericValue each", value=value))
    return tuple(dict.fromkeys(values))
