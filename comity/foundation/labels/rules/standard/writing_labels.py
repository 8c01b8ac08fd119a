"""Write a label as the standard writes it, and only one that keeps to it."""

from lxml import etree

from .conformity import faults_of
from .documents import Element
from .moments import written
from .spellings import LABEL
from .unreadable import NotWritable
from .written import WrittenLabel

PREFIX = "slab"


def label_xml(label: WrittenLabel) -> bytes:
    """A document of its own. Raises NotWritable with everything that would break the standard."""
    element = label_element(label)
    etree.indent(element)
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8")) + b"\n"


def label_element(label: WrittenLabel) -> Element:
    """The element, to be put into a binding. Raises NotWritable."""
    if faults := faults_of(label):
        raise NotWritable(faults)
    return _label(label, label.kind.value)


def _label(label: WrittenLabel, name: str) -> Element:
    element = etree.Element(_q(name), nsmap={PREFIX: LABEL})
    if label.id is not None:
        element.set("Id", label.id)
    if label.review is not None:
        element.set("ReviewDateTime", written(label.review))
    _information(element, label)
    if label.originator is not None:
        _text(element, "OriginatorID", label.originator.name).set("IDType", str(label.originator.type))
    if label.created is not None:
        _text(element, "CreationDateTime", written(label.created))
    if label.succession is not None:
        handling = etree.SubElement(element, _q("SuccessionHandling"))
        _text(handling, "SuccessionDateTime", written(label.succession.at))
        handling.append(_label(label.succession.successor, "SuccessorConfidentialityLabel"))
    return element


def _information(element: Element, label: WrittenLabel) -> None:
    information = etree.SubElement(element, _q("ConfidentialityInformation"))
    policy = _text(information, "PolicyIdentifier", label.policy)
    if label.policy_uri is not None:
        policy.set("URI", label.policy_uri)
    _text(information, "Classification", label.classification)
    if label.privacy_mark is not None:
        _text(information, "PrivacyMark", label.privacy_mark)
    for category in label.categories:
        written_category = etree.SubElement(
            information, _q("Category"), attrib={"Type": str(category.kind), "TagName": category.tag}
        )
        if category.uri is not None:
            written_category.set("URI", category.uri)
        for value in category.values:
            _text(written_category, "GenericValue", value)


def _text(parent: Element, name: str, text: str) -> Element:
    element = etree.SubElement(parent, _q(name))
    element.text = text
    return element


def _q(name: str) -> str:
    return f"{{{LABEL}}}{name}"
