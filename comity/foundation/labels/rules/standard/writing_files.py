"""Put labels into a file, or beside it.

Into an Office document as a custom XML part that names every part of it; into PDF, JPEG and PNG as XMP. What stands
inside a file cannot hold the digest of that file, so XMP is never signed here; a sidecar is, and so is an Office
document.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from lxml import etree

from comity.foundation.words.rules.said import say

from . import packages, pdfs, pictures, xmp
from .documents import children, name_of, opened
from .files import ZIP, read_file
from .spellings import LabelKind
from .unreadable import NoLabel, Unreadable
from .writing_bindings import Object, Signer, binding_element, binding_xml
from .written import WrittenLabel

XML_TYPE = "text/xml"


def sidecar(
    content: bytes,
    name: str,
    labels: Sequence[WrittenLabel],
    *,
    signer: Signer | None = None,
    at: datetime | None = None,
    media_type: str = "application/octet-stream",
) -> bytes:
    """The binding that lies beside a file called `name`, with its digest. Raises NotWritable."""
    bound = Object(f"./{quote(name)}", content, media_type)
    return binding_xml(labels, [bound], signer=signer, at=at)


def labelled(
    content: bytes,
    labels: Sequence[WrittenLabel],
    *,
    signer: Signer | None = None,
    at: datetime | None = None,
    anew: bool = False,
) -> bytes:
    """The same file, carrying the labels. What its originator said of it stays (ADatP-4774.1, 4.2): alternative
    labels are added beside it, and another originator's label is refused unless the originator marks it `anew`.

    Raises Unreadable for a file that has no place for a label or whose own label must stay, and NotWritable.
    """
    carried = labels if anew else _beside_what_stands(content, labels)
    if content.startswith(ZIP):
        return _in_package(content, carried, signer, at)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _in_xml(content, carried, signer, at)
    if signer is not None:
        raise Unreadable(say("what stands inside such a file cannot be signed: write a sidecar instead"))
    return _in_metadata(content, binding_xml(carried, [Object("")]))


def _beside_what_stands(content: bytes, labels: Sequence[WrittenLabel]) -> list[WrittenLabel]:
    try:
        reading = read_file(content)
    except NoLabel:
        return list(labels)
    standing = [found.label for found in reading.labels]
    if len(reading.bindings) > 1 or None in standing:
        raise Unreadable(
            say("the file carries labels of its parts, or one that cannot be read; these are not overwritten")
        )
    kept = [label for label in standing if label is not None and label not in labels]
    if any(label.kind is not LabelKind.ALTERNATIVE for label in labels) and any(_whose(label) for label in kept):
        raise Unreadable(
            say(
                "the file carries its originator's label, which nobody else overwrites: add an alternative label, "
                "or say that you mark it anew as its originator"
            )
        )
    return [*kept, *labels]


def _whose(label: WrittenLabel) -> bool:
    return label.kind in (LabelKind.ORIGINATOR, LabelKind.PLAIN)


def _in_metadata(content: bytes, binding: bytes) -> bytes:
    if pdfs.is_pdf(content):
        held = pdfs.carried(content).packets
        return pdfs.with_packet(content, xmp.with_binding(held[0] if held else None, binding))
    if pictures.is_picture(content):
        held = pictures.packets(content)
        return pictures.with_packet(content, xmp.with_binding(held[0] if held else None, binding))
    raise Unreadable(
        say("labels are put into Office documents, XML, PDF, JPEG and PNG; for any other file write a sidecar instead")
    )


def _in_xml(content: bytes, labels: Sequence[WrittenLabel], signer: Signer | None, at: datetime | None) -> bytes:
    """The document with a binding as its last element, in place of any that stood there."""
    root = opened(content)
    if name_of(root) == "BindingInformation":
        raise Unreadable(say("it is a binding itself: write a sidecar instead"))
    for old in [e for e in children(root) if name_of(e) == "BindingInformation"]:
        root.remove(old)
    binding_element(labels, [Object("")], signer=signer, at=at, inside=root)
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")) + b"\n"


def _in_package(content: bytes, labels: Sequence[WrittenLabel], signer: Signer | None, at: datetime | None) -> bytes:
    package = packages.Package(content)
    objects = [
        Object(f"pack:///{quote(name)}", package.part(name), packages.media_type(name))
        for name in package.content_parts
    ]
    if not objects:
        raise Unreadable(say("it is no Office document: label it by a sidecar file instead"))
    return packages.with_binding(content, binding_xml(labels, objects, signer=signer, at=at))
