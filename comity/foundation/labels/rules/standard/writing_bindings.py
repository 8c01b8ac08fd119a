"""Bind labels to objects as ADatP-4778 writes it: by reference, and signed when there is a key.

What is signed (ADatP-4778.2, annex A): the binding element with label and list of objects, a manifest with the digest
of each object, and when. Digests are SHA-384, canonical XML is exclusive.
"""

import base64
import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from .algorithms import EXCLUSIVE, SHA384, PrivateKey, canonical, digest, method_for, sign
from .documents import Element
from .moments import written
from .signatures import WITHOUT_BINDINGS, XPATH
from .spellings import BINDING, MEDIA, SECURITY_UTILITY, SIGNATURE, SIGNATURE_11
from .writing_labels import label_element
from .written import WrittenLabel

BOUND = "mb-1"
MANIFEST = "manifest-1"
PROPERTIES = "properties-1"
SIGNED = "signature-1"


@dataclass(frozen=True, slots=True)
class Object:
    """What a label is bound to: where it is found, and its octets. A label without octets is bound by place only."""

    uri: str
    content: bytes | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key, and the certificate that says whose it is."""

    key: PrivateKey
    certificate: x509.Certificate | None = None


def binding_xml(
    labels: Sequence[WrittenLabel],
    objects: Sequence[Object],
    *,
    signer: Signer | None = None,
    at: datetime | None = None,
) -> bytes:
    """A `BindingInformation` of its own. Raises NotWritable, or ValueError for nothing to bind or a key too weak."""
    element = binding_element(labels, objects, signer=signer, at=at)
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8")) + b"\n"


def binding_element(
    labels: Sequence[WrittenLabel],
    objects: Sequence[Object],
    *,
    signer: Signer | None = None,
    at: datetime | None = None,
    inside: Element | None = None,
) -> Element:
    """The element; with `inside` it becomes the last of that document, which it is bound to and signed with."""
    if not labels or not objects:
        raise ValueError("a binding needs a label and an object")
    root = etree.Element(f"{{{BINDING}}}BindingInformation", nsmap={"mb": BINDING, "xmime": MEDIA})
    container = etree.SubElement(root, f"{{{BINDING}}}MetadataBindingContainer")
    binding = etree.SubElement(container, f"{{{BINDING}}}MetadataBinding", Id=BOUND)
    for label in labels:
        etree.SubElement(binding, f"{{{BINDING}}}Metadata").append(label_element(label))
    for each in objects:
        reference = etree.SubElement(binding, f"{{{BINDING}}}DataReference", URI=each.uri)
        if each.media_type is not None:
            reference.set(f"{{{MEDIA}}}contentType", each.media_type)
    etree.indent(root)
    if inside is not None:
        inside.append(root)
    with_digests = {each.uri: each.content for each in objects if each.content is not None}
    if signer is not None:
        _sign(root, with_digests, signer, at)
    elif with_digests:
        # Nobody vouches for these, but what changes by accident shows (ADatP-4778 allows elements of others here).
        root.append(_manifest(with_digests))
    return root


def _manifest(objects: Mapping[str, bytes]) -> Element:
    manifest = etree.Element(f"{{{SIGNATURE}}}Manifest", nsmap={"ds": SIGNATURE}, Id=MANIFEST)
    for uri, content in objects.items():
        _reference(manifest, uri, content)
    return manifest


def _reference(
    parent: Element, uri: str, content: bytes, *, type_: str | None = None, transforms: Sequence[str] = ()
) -> None:
    reference = etree.SubElement(parent, f"{{{SIGNATURE}}}Reference", URI=uri)
    if type_ is not None:
        reference.set("Type", type_)
    if transforms:
        _transformed(etree.SubElement(reference, f"{{{SIGNATURE}}}Transforms"), transforms)
    etree.SubElement(reference, f"{{{SIGNATURE}}}DigestMethod", Algorithm=SHA384)
    made = digest(content, SHA384) or b""
    etree.SubElement(reference, f"{{{SIGNATURE}}}DigestValue").text = base64.b64encode(made).decode()


def _transformed(holder: Element, transforms: Sequence[str]) -> None:
    for algorithm in transforms:
        transform = etree.SubElement(holder, f"{{{SIGNATURE}}}Transform", Algorithm=algorithm)
        if algorithm == XPATH:
            etree.SubElement(transform, f"{{{SIGNATURE}}}XPath").text = WITHOUT_BINDINGS


def _without(binding: Element, around: Element) -> bytes:
    """The document around a binding as if the binding were not there."""
    copied = copy.deepcopy(around.getroottree())
    gone = copied.getroot().find(around.getroottree().getelementpath(binding))
    gone.getparent().remove(gone)
    return canonical(copied, EXCLUSIVE) or b""


def _sign(root: Element, objects: Mapping[str, bytes], signer: Signer, at: datetime | None) -> None:
    """Put the signature first. Digests and signature are made over the elements where they stand at last."""
    method = method_for(signer.key)
    signature = etree.Element(f"{{{SIGNATURE}}}Signature", nsmap={"ds": SIGNATURE}, Id=SIGNED)
    root.insert(0, signature)
    info = etree.SubElement(signature, f"{{{SIGNATURE}}}SignedInfo")
    etree.SubElement(info, f"{{{SIGNATURE}}}CanonicalizationMethod", Algorithm=EXCLUSIVE)
    etree.SubElement(info, f"{{{SIGNATURE}}}SignatureMethod", Algorithm=method)
    value = etree.SubElement(signature, f"{{{SIGNATURE}}}SignatureValue")
    signature.append(_key_info(signer))
    held = etree.SubElement(signature, f"{{{SIGNATURE}}}Object")
    covered: list[tuple[str, Element, str | None]] = [
        (f"#{BOUND}", root.find(f".//{{{BINDING}}}MetadataBinding"), None)
    ]
    if objects:
        held.append(_manifest(objects))
        covered.append((f"#{MANIFEST}", held[-1], f"{SIGNATURE}Manifest"))
    if at is not None:
        held.append(_when(at))
        covered.append((f"#{PROPERTIES}", held[-1], f"{SIGNATURE}SignatureProperties"))
    for uri, element, type_ in covered:
        _reference(info, uri, canonical(element, EXCLUSIVE) or b"", type_=type_, transforms=[EXCLUSIVE])
    if (around := root.getparent()) is not None:
        _reference(info, "", _without(root, around), transforms=[XPATH, EXCLUSIVE])
    value.text = base64.b64encode(sign(canonical(info, EXCLUSIVE) or b"", signer.key)).decode()


def _key_info(signer: Signer) -> Element:
    info = etree.Element(f"{{{SIGNATURE}}}KeyInfo")
    if signer.certificate is not None:
        data = etree.SubElement(info, f"{{{SIGNATURE}}}X509Data")
        octets = signer.certificate.public_bytes(Encoding.DER)
        etree.SubElement(data, f"{{{SIGNATURE}}}X509Certificate").text = base64.b64encode(octets).decode()
    else:
        octets = signer.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        value = etree.SubElement(info, f"{{{SIGNATURE_11}}}DEREncodedKeyValue", nsmap={"dsig11": SIGNATURE_11})
        value.text = base64.b64encode(octets).decode()
    return info


def _when(at: datetime) -> Element:
    properties = etree.Element(f"{{{SIGNATURE}}}SignatureProperties", Id=PROPERTIES)
    one = etree.SubElement(properties, f"{{{SIGNATURE}}}SignatureProperty", Target=f"#{SIGNED}")
    stamp = etree.SubElement(one, f"{{{SECURITY_UTILITY}}}Timestamp", nsmap={"wsu": SECURITY_UTILITY})
    etree.SubElement(stamp, f"{{{SECURITY_UTILITY}}}Created").text = written(at)
    return properties
