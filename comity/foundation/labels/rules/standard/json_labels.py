"""Labels in JSON, as assertions of a ZTDF manifest carry them (`json-structured`): the fields of ADatP-4774 under its
names.

The form is a profile that is not public in full, so it is read with goodwill and never written.
"""

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

from comity.foundation.words.rules.said import say

from .documents import BYTES, Element
from .reading_labels import Found, labels_in
from .spellings import LABEL
from .unreadable import Unreadable

DEPTH = 60
MOST = 100_000
Fields = dict[str, Any]


def labels_in_json(content: bytes) -> list[Found]:
    """Every object that holds a `ConfidentialityInformation`. Raises Unreadable when it is no JSON or too much."""
    if len(content) > BYTES:
        raise Unreadable(say("the JSON is longer than any label needs, and is not read"))
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(say("it is not well-formed JSON: ask for it again from whoever wrote it")) from error
    return [label for fields in _labels(said) for label in labels_in(_element(fields))]


def _labels(said: Any) -> Iterator[Fields]:
    waiting, seen = [(said, 0)], 0
    while waiting and seen < MOST:
        one, depth = waiting.pop()
        seen += 1
        if isinstance(one, str) and "ConfidentialityInformation" in one and one.lstrip().startswith("{"):
            try:
                one = json.loads(one)  # an assertion may hold the label as text
            except (ValueError, RecursionError):
                continue
        if isinstance(one, dict):
            if isinstance(one.get("ConfidentialityInformation"), dict):
                yield one
            elif depth < DEPTH:
                waiting += [(value, depth + 1) for value in reversed(one.values())]
        elif isinstance(one, list) and depth < DEPTH:
            waiting += [(value, depth + 1) for value in reversed(one)]


def _element(fields: Fields) -> Element:
    """The same fields as elements, so that one reader reads both."""
    root = etree.Element(f"{{{LABEL}}}originatorConfidentialityLabel")
    information = etree.SubElement(root, f"{{{LABEL}}}ConfidentialityInformation")
    inner: Fields = fields["ConfidentialityInformation"]
    for name in ("PolicyIdentifier", "Classification", "PrivacyMark"):
        if isinstance(value := inner.get(name), str):
            _text(information, name, value)
    for category in _list(inner.get("Categories") or inner.get("Category")):
        _category(information, category)
    originator = fields.get("OriginatorID") or fields.get("OriginatorId")
    kind: Any = None
    if isinstance(originator, dict):
        kind = originator.get("IDType")
        originator = originator.get("Value") or originator.get("#text")
    if isinstance(originator, str):
        _text(root, "OriginatorID", originator, IDType=kind)
    created = fields.get("CreationDateTime") or fields.get("CreationTime")
    if isinstance(created, str):
        _text(root, "CreationDateTime", created)
    if isinstance(review := fields.get("ReviewDateTime"), str):
        root.set("ReviewDateTime", _clean(review))
    return root


def _category(parent: Element, fields: Any) -> None:
    if not isinstance(fields, dict):
        return
    element = etree.SubElement(parent, f"{{{LABEL}}}Category")
    for name in ("Type", "TagName", "URI"):
        if isinstance(value := fields.get(name), str):
            element.set(name, _clean(value))
    values: Any = next(
        (fields[key] for key in ("GenericValues", "GenericValue", "Values", "Value") if key in fields), []
    )
    for value in _list(values):
        _text(element, "GenericValue", str(value.get("Value") or "") if isinstance(value, dict) else str(value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(parent: Element, name: str, text: str, **attributes: Any) -> None:
    element = etree.SubElement(parent, f"{{{LABEL}}}{name}")
    element.text = _clean(text)
    for key, value in attributes.items():
        if isinstance(value, str):
            element.set(key, _clean(value))


def _clean(text: str) -> str:
    """Without what XML has no way to write."""
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
