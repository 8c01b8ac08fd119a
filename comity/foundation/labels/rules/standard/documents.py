"""The gate for XML from outside: what it lets through is bounded, has no document type and fetches nothing.

INVARIANT: no byte from outside reaches a parser that could expand an entity (tests/test_hostile_xml.py). The text is
first walked by expat, which stops at the first document type declaration, before any entity is declared.
"""

import re
from typing import Any
from xml.parsers import expat

from lxml import etree

from comity.foundation.words.rules.said import say

from .unreadable import Unreadable

BYTES = 16 * 1024 * 1024  # of one document
DEPTH = 128  # elements inside one another
ELEMENTS = 100_000
ATTRIBUTES = 256  # of one element
TEXTS = 8 * 1024 * 1024  # characters of one attribute or run of text
DECLARATION = re.compile(rb"^<\?xml[^>]*?\?>")
ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
MARKS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"))
WIDE_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# No mark, but empty bytes between those of plain letters.
WIDE: dict[tuple[int, ...], str] = {
    (1, 0, 0, 0): "utf-32-le",
    (0, 0, 0, 1): "utf-32-be",
    (1, 0, 1, 0): "utf-16-le",
    (0, 1, 0, 1): "utf-16-be",
}
# What may be declared. Others, UTF-7 among them, read as something else elsewhere than here.
KNOWN_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-", "latin", "windows-125", "cp125", "koi8")

NAMESPACE_ERRORS = {
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE,
    etree.ErrorTypes.NS_ERR_QNAME,
    etree.ErrorTypes.NS_ERR_XML_NAMESPACE,
    etree.ErrorTypes.NS_ERR_ATTRIBUTE_REDEFINED,
    etree.ErrorTypes.NS_ERR_COLON,
    etree.ErrorTypes.NS_ERR_EMPTY,
}
Element = Any
"""An lxml element. The library has no types of its own."""


def opened(content: bytes) -> Element:
    """The root of a document from outside. Raises Unreadable for anything hostile, oversized or broken."""
    if len(content) > BYTES:
        raise Unreadable(
            say(
                "the XML has {count} bytes, and no more than {limit} are read: ask for the label in a file of its own",
                count=len(content),
                limit=BYTES,
            )
        )
    text = in_utf8(content)
    _walk(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) not in NAMESPACE_ERRORS:
            raise Unreadable(_broken(str(error))) from error
        root = _without_namespaces(text)
    except ValueError as error:
        raise Unreadable(_broken(str(error))) from error
    if root is None:
        raise Unreadable(_broken(say("it is empty")))
    return root


def in_utf8(content: bytes) -> bytes:
    """The same text in UTF-8 without byte order mark or declaration. Raises Unreadable when it cannot be told."""
    encoding = next((name for mark, name in (*MARKS, *WIDE_MARKS) if content.startswith(mark)), None)
    if encoding is None:
        encoding = WIDE.get(tuple(int(byte > 0) for byte in content[:4]))
    if encoding is None:
        content = content.rstrip(b"\x00").lstrip(b" \t\r\n")
        encoding = _declared(content)
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(
            say("the file is not text in {encoding}, as it says it is: save it again as UTF-8", encoding=encoding)
        ) from error
    return DECLARATION.sub(b"", text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"))


def _declared(content: bytes) -> str:
    found = ENCODING.match(content[:256])
    name = found.group(1).decode("ascii").lower() if found else "utf-8"
    if name.startswith("utf-16"):  # it says so, but its bytes are not
        return "utf-8"
    if not name.startswith(KNOWN_ENCODINGS):
        raise Unreadable(say("the encoding {name} is not read: save the file again as UTF-8", name=name))
    return name


def _walk(text: bytes) -> None:
    """Refuse while it is read, before anything is built: expat calls these as it goes."""
    parser = expat.ParserCreate("utf-8")
    seen = _Seen()
    parser.StartDoctypeDeclHandler = seen.document_type
    parser.EntityDeclHandler = seen.document_type
    parser.StartElementHandler = seen.begin
    parser.EndElementHandler = seen.end
    parser.CharacterDataHandler = seen.characters
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Unreadable(_broken(str(error))) from error


def _without_namespaces(text: bytes) -> Element:
    """The elements of a document that uses prefixes it does not declare, all in no namespace. Such are found in the
    field; signatures in them cannot be checked, and readers of labels tell that the namespace is missing."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    built = etree.TreeBuilder()
    parser.StartElementHandler = lambda name, attributes: built.start(
        _local(name), {_local(key): value for key, value in attributes.items() if not key.startswith("xmlns")}
    )
    parser.EndElementHandler = lambda name: built.end(_local(name))
    parser.CharacterDataHandler = built.data
    try:
        parser.Parse(text, True)
        return built.close()
    except (expat.ExpatError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(_broken(str(error))) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Seen:
    def __init__(self) -> None:
        self.depth = self.elements = self.run = 0

    def document_type(self, *_: object) -> None:
        raise Unreadable(
            say(
                "the XML declares a document type, by which entities could be expanded or files fetched: "
                "ask for it without a DOCTYPE"
            )
        )

    def begin(self, _: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        self.run = 0
        if self.depth > DEPTH:
            raise Unreadable(say("the XML is nested deeper than {limit} elements, which no label needs", limit=DEPTH))
        if self.elements > ELEMENTS:
            raise Unreadable(say("the XML has more than {limit} elements, which no label needs", limit=ELEMENTS))
        if len(attributes) > ATTRIBUTES or any(len(value) > TEXTS for value in attributes.values()):
            raise Unreadable(say("an element of the XML has more attributes, or longer ones, than any label needs"))

    def end(self, _: str) -> None:
        self.depth -= 1

    def characters(self, text: str) -> None:
        self.run += len(text)
        if self.run > TEXTS:
            raise Unreadable(say("the XML holds a text longer than {limit} characters", limit=TEXTS))


def _broken(why: str) -> str:
    return say("it is not well-formed XML ({why}): ask for it again from whoever wrote it", why=why)


def name_of(element: Element) -> str:
    """The local name, or nothing for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace_of(element: Element) -> str:
    return etree.QName(element).namespace or "" if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    """Every text inside, comments left out: `SEC<!-- -->RET` says SECRET. White space is made single."""
    return " ".join(str(element.xpath("string()")).split())


def children(element: Element) -> list[Element]:
    return [child for child in element if isinstance(child.tag, str)]


def attribute(element: Element, *names: str) -> str | None:
    """The attribute of this local name, however it is capitalised or prefixed; the exact name is preferred."""
    for name in names:
        if name in element.attrib:
            return str(element.attrib[name])
    wanted = {name.lower() for name in names}
    for key, value in element.attrib.items():
        if etree.QName(key).localname.lower() in wanted:
            return str(value)
    return None
