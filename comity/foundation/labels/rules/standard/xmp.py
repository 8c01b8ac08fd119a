"""Labels in XMP packets: ADatP-4778.2, chapter 10. The binding stands in the property `bindingInformation`, as text.

XMP has no place for XML inside a property, so the standard form is escaped text. Others write it as XML, in an
attribute, or in base64; all of these are read.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from lxml import etree

from .documents import Element, children, name_of, namespace_of, opened
from .reading_labels import label_elements
from .spellings import BINDING_ELEMENTS, RDF, XMP

META = "adobe:ns:meta/"
PROPERTY = "bindingInformation"
BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
END = '<?xpacket end="w"?>'
BEGINS = {name: re.compile(rb"<(?:[A-Za-z0-9_]{1,20}:)?" + name + rb"[\s>]") for name in (b"xmpmeta", b"RDF")}
ENDS = {name: re.compile(rb"</(?:[A-Za-z0-9_]{1,20}:)?" + name + rb"\s{0,20}>") for name in BEGINS}
MOST_PACKETS = 50
LONGEST_VALUE = 4 * 1024 * 1024


def documents_in(packet: bytes) -> list[Element]:
    """The roots that hold labels or bindings: those written as text inside the packet, and the packet itself.

    Raises Unreadable when the packet is hostile or broken, or when a text that begins like a binding is.
    """
    root = opened(packet)
    found = [opened(text) for text in _texts(root)]
    if any(_holds(element) for element in root.iter()):
        found.append(root)
    return found


def packets_in(content: bytes) -> list[bytes]:
    """The packets that stand readable in any file, wherever they stand."""
    return _between(content, b"xmpmeta") or _between(content, b"RDF")


def _between(content: bytes, name: bytes) -> list[bytes]:
    found: list[bytes] = []
    begin = BEGINS[name].search(content)
    while begin is not None and len(found) < MOST_PACKETS:
        end = ENDS[name].search(content, begin.end())
        if end is None:
            break
        found.append(content[begin.start() : end.end()])
        begin = BEGINS[name].search(content, end.end())
    return found


def _holds(element: Element) -> bool:
    return (BINDING_ELEMENTS.get(name_of(element).lower()) == "BindingInformation" and bool(children(element))) or (
        next(label_elements(element), None) is not None
    )


def _texts(root: Element) -> Iterator[bytes]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        texts = [element.text or "", *(str(value) for value in element.attrib.values())]
        ours = namespace_of(element).startswith(XMP.rstrip("#")) or name_of(element) == PROPERTY
        for text in texts:
            stripped = text.strip()
            if len(stripped) > LONGEST_VALUE or len(stripped) < 20:
                continue
            if stripped.startswith("<") and ("onfidentialityLabel" in stripped or "BindingInformation" in stripped):
                yield stripped.encode()
            elif ours and (decoded := _decoded(stripped)) is not None:
                yield decoded


def _decoded(text: str) -> bytes | None:
    try:
        found = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if found.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else None


def with_binding(packet: bytes | None, binding: bytes) -> bytes:
    """The packet with this binding as its one label; what else it says stays. Raises Unreadable."""
    root = opened(packet) if packet else etree.Element(f"{{{META}}}xmpmeta", nsmap={"x": META})
    rdf = root if name_of(root) == "RDF" else next(iter(root.iter(f"{{{RDF}}}RDF")), None)
    if rdf is None:
        rdf = etree.SubElement(root, f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    for old in list(rdf.iter(f"{{{XMP}}}{PROPERTY}")):
        old.getparent().remove(old)
    for description in rdf:
        if isinstance(description.tag, str):
            description.attrib.pop(f"{{{XMP}}}{PROPERTY}", "")
    description = etree.SubElement(rdf, f"{{{RDF}}}Description", nsmap={"rdf": RDF, "mbxmp": XMP})
    description.set(f"{{{RDF}}}about", "")
    text = etree.tostring(opened(binding), encoding="unicode")  # without a declaration, which text inside XML has not
    etree.SubElement(description, f"{{{XMP}}}{PROPERTY}").text = text
    return f"{BEGIN}\n{etree.tostring(root, encoding='unicode')}\n{END}".encode()
