"""Check the XML signatures of a binding: each digest by itself, so that what was changed can be named.

Only what is understood counts. A reference is followed inside the document to the one element with that identifier,
or to an object that is handed in; nothing is fetched. Transforms are those named in `TRANSFORMS`; a signature with
any other is told as one that cannot be checked, never as one that holds.
"""

import base64
import binascii
import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)
from lxml import etree

from comity.foundation.words.rules.said import say

from .algorithms import (
    CANONICAL,
    CANONICAL_2,
    EXCLUSIVE,
    FORBIDDEN,
    HMAC,
    PublicKey,
    canonical,
    checkable,
    digest,
    signed,
)
from .bindings import Digest, Signature
from .documents import Element, attribute, children, name_of, namespace_of, opened, text_of
from .spellings import BINDING, SIGNATURE, SIGNATURE_11
from .unreadable import Unreadable

INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
BASE64 = "http://www.w3.org/2000/09/xmldsig#base64"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
MOST_REFERENCES = 2_000
WITHOUT_BINDINGS = f"not(ancestor-or-self::*[local-name()='BindingInformation' and namespace-uri()='{BINDING}'])"
INSIDE = 256 * 1024 * 1024  # octets
OUTSIDE = 4 * 1024 * 1024 * 1024
Objects = Callable[[str], bytes | None]
"""The octets of an object outside the document, or None when it is not at hand."""


class Work:
    """How much may still be digested of one document and of what it refers to, so that references cannot multiply."""

    def __init__(self, root: Element) -> None:
        self.size = len(etree.tostring(root)) + 1_000
        self.inside, self.outside = INSIDE, OUTSIDE
        self.called: dict[str, list[Element]] = {}
        for element in root.iter():
            for name in _identifiers(element) if isinstance(element.tag, str) else ():
                self.called.setdefault(name, []).append(element)

    def take_inside(self) -> None:
        self.inside -= self.size
        if self.inside < 0:
            raise Unreadable(say("it refers to more of the document than any binding needs"))

    def take_outside(self, octets: int) -> None:
        self.outside -= octets
        if self.outside < 0:
            raise Unreadable(say("it refers to more octets than any binding needs"))


@dataclass(frozen=True, slots=True)
class Checked:
    """One reference of a signature. `element` is what it covers inside the document."""

    uri: str
    digest: Digest
    algorithm: str
    why: str = ""
    element: Element | None = None
    authentic: bool = True  # in SignedInfo, or in a manifest that SignedInfo covers


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    signature: Signature
    references: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key or certificate whose signatures the asker takes."""

    key: PublicKey
    certificate: x509.Certificate | None = None


def trusted_from(pem: bytes) -> Trusted:
    """A public key or certificate in PEM. Raises Unreadable."""
    try:
        if b"BEGIN CERTIFICATE" in pem:
            certificate = x509.load_pem_x509_certificate(pem)
            return Trusted(_ours(certificate.public_key()), certificate)
        return Trusted(_ours(load_pem_public_key(pem)))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unreadable(say("it is no public key or certificate in PEM for RSA, ECDSA or Ed25519")) from error


def check(
    element: Element, objects: Objects, trusted: Iterable[Trusted] = (), work: Work | None = None
) -> CheckedSignature:
    """One `ds:Signature` and every reference of it, manifests included."""
    info = _child(element, "SignedInfo")
    if info is None:
        return CheckedSignature(Signature("", None, "", why=say("it has no SignedInfo")), ())
    work = work or Work(element.getroottree().getroot())
    references = [_reference(r, element, objects, work) for r in _all(info, "Reference")[:MOST_REFERENCES]]
    covered = [r.element for r in references if r.element is not None and r.digest is Digest.AGREES]
    for manifest in element.iter(f"{{{SIGNATURE}}}Manifest"):
        authentic = any(manifest is c or c in manifest.iterancestors() for c in covered)
        for reference in _all(manifest, "Reference")[:MOST_REFERENCES]:
            found = _reference(reference, element, objects, work)
            references.append(Checked(found.uri, found.digest, found.algorithm, found.why, found.element, authentic))
    return CheckedSignature(_whole(_signature(element, info, tuple(trusted)), references), tuple(references))


def _whole(signature: Signature, references: list[Checked]) -> Signature:
    """A signature is not valid when what it covers besides labels and objects (its time, its manifest) was changed."""
    changed = [
        r.uri
        for r in references
        if r.authentic and r.digest is Digest.DIFFERS and r.element is not None and not _is_bound(r.element)
    ]
    if not changed or signature.valid is not True:
        return signature
    return replace(signature, valid=False, why=say("{part}, which it covers, was changed", part=", ".join(changed)))


def _is_bound(element: Element) -> bool:
    around = (element, *element.iterancestors())
    return any(name_of(e) == "MetadataBinding" for e in around) or any(
        name_of(e) == "MetadataBinding" for e in element.iter()
    )


def loose_digests(root: Element, objects: Objects, work: Work) -> list[Checked]:
    """Manifests outside any signature: they show what changed by accident, and prove nothing."""
    found = []
    for manifest in root.iter(f"{{{SIGNATURE}}}Manifest"):
        if not any(name_of(a) == "Signature" and namespace_of(a) == SIGNATURE for a in manifest.iterancestors()):
            for reference in _all(manifest, "Reference")[:MOST_REFERENCES]:
                one = _reference(reference, None, objects, work)
                found.append(Checked(one.uri, one.digest, one.algorithm, one.why, one.element, authentic=False))
    return found


def _child(element: Element, name: str) -> Element | None:
    return next(iter(_all(element, name)), None)


def _all(element: Element, name: str) -> list[Element]:
    return [child for child in children(element) if name_of(child) == name and namespace_of(child) == SIGNATURE]


# ----- references


def _reference(  # noqa: PLR0911  a list of cases
    reference: Element, signature: Element | None, objects: Objects, work: Work
) -> Checked:
    uri = reference.get("URI")
    method, value = _child(reference, "DigestMethod"), _child(reference, "DigestValue")
    algorithm = method.get("Algorithm", "") if method is not None else ""
    if uri is None:
        return Checked("", Digest.UNCHECKED, algorithm, say("a reference names no object"))
    if algorithm in FORBIDDEN:
        why = say("{name} is forbidden by the standard and proves nothing", name=FORBIDDEN[algorithm])
        return Checked(uri, Digest.UNCHECKED, algorithm, why)
    try:
        octets, element = _octets(reference, uri, signature, objects, work)
    except Unreadable as refusal:
        return Checked(uri, Digest.UNCHECKED, algorithm, refusal.message)
    if octets is None:
        return Checked(uri, Digest.ABSENT, algorithm)
    made, said = digest(octets, algorithm), _decoded(text_of(value)) if value is not None else None
    if made is None:
        return Checked(uri, Digest.UNCHECKED, algorithm, say("the digest {name} is not known here", name=algorithm))
    if said is None:
        return Checked(uri, Digest.UNCHECKED, algorithm, say("its digest cannot be read"))
    return Checked(uri, Digest.AGREES if made == said else Digest.DIFFERS, algorithm, element=element)


def _octets(
    reference: Element, uri: str, signature: Element | None, objects: Objects, work: Work
) -> tuple[bytes | None, Element | None]:
    transforms = _transforms(reference)
    if uri == "" or uri.startswith("#"):
        work.take_inside()
        target = _inside(reference, uri, work)
        if len(transforms) <= 1 and all(algorithm.startswith(EXCLUSIVE) for algorithm, _ in transforms) and transforms:
            algorithm, transform = transforms[0]
            return _form(target, algorithm, _prefixes(transform)), target
        octets = _element_octets(target, transforms, signature, whole=uri == "")
        # What leaves out the bindings covers the data around them, and no label.
        return octets, None if any(algorithm == XPATH for algorithm, _ in transforms) else target
    content = objects(uri)
    if content is None:
        return None, None
    work.take_outside(len(content))
    for algorithm, _ in transforms:
        if algorithm == BASE64:
            content = _decoded(content.decode("ascii", "ignore")) or b""
        elif algorithm in CANONICAL or algorithm == CANONICAL_2:
            content = _form(opened(content), algorithm, None)
        else:
            raise Unreadable(_not_taken(algorithm))
    return content, None


def _transforms(reference: Element) -> list[tuple[str, Element]]:
    holder = _child(reference, "Transforms")
    found = [(t.get("Algorithm", ""), t) for t in _all(holder, "Transform")] if holder is not None else []
    if len(found) > 8:
        raise Unreadable(say("it names more transforms than any binding needs"))
    return found


def _inside(reference: Element, uri: str, work: Work) -> Element:
    if uri in ("", "#xpointer(/)"):
        return reference.getroottree().getroot()
    name = unquote(uri[1:])
    if name.startswith("xpointer(id("):
        name = name.removeprefix("xpointer(id(").removesuffix("))").strip("'\"")
    found = work.called.get(name, [])
    if len(found) != 1:
        raise Unreadable(
            say("nothing here has the identifier {name}", name=name)
            if not found
            else say(
                "{count} elements share the identifier {name}: which was signed cannot be told",
                count=len(found),
                name=name,
            )
        )
    return found[0]


def _identifiers(element: Element) -> set[str]:
    return {
        value.removeprefix("#")  # an example of the standard writes it so
        for key, value in element.attrib.items()
        if etree.QName(key).localname.lower() == "id"
    }


def _element_octets(
    target: Element, transforms: list[tuple[str, Element]], signature: Element | None, *, whole: bool
) -> bytes:
    """Made on a copy, from which what the transforms leave out is taken away."""
    copied = copy.deepcopy(target.getroottree())
    element = _same(target, copied)
    method, prefixes = INCLUSIVE, None
    for algorithm, transform in transforms:
        if algorithm == ENVELOPED and signature is not None:
            _drop(_same(signature, copied))
        elif algorithm == XPATH and _leaves_out_bindings(transform):
            for binding in [e for e in element.iter() if name_of(e) == "BindingInformation"]:
                _drop(binding)
        elif algorithm in CANONICAL or algorithm == CANONICAL_2:
            method, prefixes = algorithm, _prefixes(transform)
        else:
            raise Unreadable(_not_taken(algorithm))
    return _form(copied if whole else element, method, prefixes)


def _form(element: Element, algorithm: str, prefixes: list[str] | None) -> bytes:
    octets = canonical(element, algorithm, prefixes)
    if octets is None:
        raise Unreadable(say("what it is made from has no canonical form"))
    return octets


def _same(element: Element, copied: Element) -> Element:
    """The element of a copied tree that stands where this one stands in its own."""
    root = copied.getroot()
    path = element.getroottree().getelementpath(element)
    found = root if path == "." else root.find(path)
    if found is None:
        raise Unreadable(say("its transforms leave out what they are made from"))
    return found


def _not_taken(algorithm: str) -> str:
    return say("it asks for the transform {name}, which is not taken here", name=algorithm or "?")


def _leaves_out_bindings(transform: Element) -> bool:
    """The one XPath of the standard: everything but the binding itself (ADatP-4778.2, annex A)."""
    text = "".join(text_of(transform).split()).replace('"', "'")
    return text in (
        "".join(WITHOUT_BINDINGS.split()),
        "not(ancestor-or-self::*[local-name()='BindingInformation'andnamespace-uri()='http://www.nato.int/2014/06/nl/mb'])",
    )


def _prefixes(transform: Element) -> list[str] | None:
    for child in children(transform):
        if name_of(child) == "InclusiveNamespaces":
            return (attribute(child, "PrefixList") or "").split() or None
    return None


def _drop(element: Element) -> None:
    """Remove an element and keep the text after it, which lxml would take along."""
    parent = element.getparent()
    if parent is None:
        raise Unreadable(say("it would leave nothing to digest"))
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


# ----- the signature itself


def _signature(element: Element, info: Element, trusted: tuple[Trusted, ...]) -> Signature:  # noqa: PLR0911  a list of cases
    method, form = _child(info, "SignatureMethod"), _child(info, "CanonicalizationMethod")
    algorithm = method.get("Algorithm", "") if method is not None else ""
    made = next((text_of(e) for e in element.iter() if name_of(e) == "Created"), "")
    key, certificate = _key(element)
    signer = certificate.subject.rfc4514_string() if certificate is not None else ""
    if key is None and len(trusted) == 1:
        key = trusted[0].key
    print_ = fingerprint(key) if key is not None else ""

    def found(valid: bool | None, why: str = "", known: bool | None = None) -> Signature:
        return Signature(algorithm, valid, signer or print_[:16], print_, known, made, why)

    if algorithm in FORBIDDEN:
        return found(None, say("{name} is forbidden by the standard and proves nothing", name=FORBIDDEN[algorithm]))
    if HMAC in algorithm:
        return found(None, say("it was made with a shared secret, which this command does not have"))
    if not checkable(algorithm):
        return found(None, say("the signature {name} is not known here", name=algorithm or "?"))
    if key is None:
        return found(None, say("it names no key; give the signer's key or certificate with --trust"))
    octets = canonical(
        _same(info, copy.deepcopy(info.getroottree())),
        form.get("Algorithm", "") if form is not None else "",
        _prefixes(form) if form is not None else None,
    )
    value = _child(element, "SignatureValue")
    said = _decoded(text_of(value)) if value is not None else None
    if octets is None or said is None:
        return found(None, say("its form cannot be read"))
    if not signed(octets, said, algorithm, key):
        return found(False, say("it was not made by this key over what stands here"))
    return found(True, known=_is_trusted(key, certificate, trusted) if trusted else None)


def fingerprint(key: PublicKey) -> str:
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _ours(key: object) -> PublicKey:
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        return key
    raise UnsupportedAlgorithm("neither RSA nor ECDSA nor Ed25519")


def _key(element: Element) -> tuple[PublicKey | None, x509.Certificate | None]:  # noqa: PLR0911  a list of cases
    """The key that the signature names itself: of its first certificate, or written out."""
    info = _child(element, "KeyInfo")
    if info is None:
        return None, None
    try:
        for each in info.iter(f"{{{SIGNATURE}}}X509Certificate"):
            certificate = x509.load_der_x509_certificate(_decoded(text_of(each)) or b"")
            return _ours(certificate.public_key()), certificate
        for each in info.iter(f"{{{SIGNATURE_11}}}DEREncodedKeyValue"):
            return _ours(load_der_public_key(_decoded(text_of(each)) or b"")), None
        for each in info.iter(f"{{{SIGNATURE}}}RSAKeyValue"):
            return _rsa(each), None
        for each in info.iter(f"{{{SIGNATURE_11}}}ECKeyValue"):
            return _ec(each), None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None, None
    return None, None


def _rsa(element: Element) -> PublicKey:
    parts = {name_of(child): int.from_bytes(_decoded(text_of(child)) or b"", "big") for child in children(element)}
    return rsa.RSAPublicNumbers(parts.get("Exponent", 0), parts.get("Modulus", 0)).public_key()


CURVES: dict[str, Callable[[], ec.EllipticCurve]] = {
    "urn:oid:1.2.840.10045.3.1.7": ec.SECP256R1,
    "urn:oid:1.3.132.0.34": ec.SECP384R1,
    "urn:oid:1.3.132.0.35": ec.SECP521R1,
}


def _ec(element: Element) -> PublicKey:
    curve = next((c.get("URI", "") for c in children(element) if name_of(c) == "NamedCurve"), "")
    point = next((_decoded(text_of(c)) for c in children(element) if name_of(c) == "PublicKey"), None)
    if curve not in CURVES:
        raise UnsupportedAlgorithm(curve)
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[curve](), point or b"")


def _is_trusted(key: PublicKey, certificate: x509.Certificate | None, trusted: tuple[Trusted, ...]) -> bool:
    """One of the keys named, or a certificate that one of the certificates named issued directly."""
    for each in trusted:
        if fingerprint(each.key) == fingerprint(key):
            return True
        issuer = each.certificate
        if certificate and issuer and _may_issue(issuer) and _issued(certificate, issuer):
            return True
    return False


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
