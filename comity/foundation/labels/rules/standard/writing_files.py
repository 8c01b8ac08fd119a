"""Put labels into a file, or beside it.

Into an Office document as a custom XML part that names every part of it; into PDF, JPEG and PNG as XMP. What stands
inside a file cannot hold the digest of that file, so XMP is never signed here; a sidecar is, and so is an Office
document.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from comity.foundation.words.rules.said import say

from . import packages, pdfs, pictures, xmp
from .files import ZIP
from .unreadable import Unreadable
from .writing_bindings import Object, Signer, binding_xml
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
    content: bytes, labels: Sequence[WrittenLabel], *, signer: Signer | None = None, at: datetime | None = None
) -> bytes:
    """The same file, carrying the labels. Raises Unreadable for a file that has no place for one, and NotWritable."""
    if content.startswith(ZIP):
        return _in_package(content, labels, signer, at)
    if signer is not None:
        raise Unreadable(say("what stands inside such a file cannot be signed: write a sidecar instead"))
    binding = binding_xml(labels, [Object("")])
    if pdfs.is_pdf(content):
        held = pdfs.carried(content).packets
        return pdfs.with_packet(content, xmp.with_binding(held[0] if held else None, binding))
    if pictures.is_picture(content):
        held = pictures.packets(content)
        return pictures.with_packet(content, xmp.with_binding(held[0] if held else None, binding))
    raise Unreadable(
        say("labels are put into Office documents, PDF, JPEG and PNG; for any other file write a sidecar instead")
    )


def _in_package(content: bytes, labels: Sequence[WrittenLabel], signer: Signer | None, at: datetime | None) -> bytes:
    package = packages.Package(content)
    objects = [
        Object(f"pack:///{quote(name)}", package.part(name), packages.media_type(name))
        for name in package.content_parts
    ]
    if not objects:
        raise Unreadable(say("it is no Office document: label it by a sidecar file instead"))
    return packages.with_binding(content, binding_xml(labels, objects, signer=signer, at=at))
