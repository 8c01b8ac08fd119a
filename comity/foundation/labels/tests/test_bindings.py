"""ADatP-4778: a binding holds, or it is said which object and which digest do not."""

import base64
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLSigner, XMLVerifier
from signxml.algorithms import CanonicalizationMethod

from comity.foundation.labels.rules.standard.algorithms import EXCLUSIVE, PrivateKey, canonical, sign
from comity.foundation.labels.rules.standard.bindings import Binding, Digest, Holds
from comity.foundation.labels.rules.standard.files import read_file
from comity.foundation.labels.rules.standard.meaning import decisive
from comity.foundation.labels.rules.standard.reported import as_data
from comity.foundation.labels.rules.standard.signatures import trusted_from
from comity.foundation.labels.rules.standard.spellings import BINDING, SIGNATURE
from comity.foundation.labels.rules.standard.telling import bound
from comity.foundation.labels.rules.standard.writing_bindings import Object, Signer, binding_xml
from comity.foundation.labels.rules.standard.writing_files import labelled, sidecar

from .written_builders import MADE, NOW, POLICIES, a_label

DATA = b"Plan of the exercise"


@cache
def a_key(kind: str) -> PrivateKey:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ed25519.Ed25519PrivateKey.generate() if kind == "ed25519" else ec.generate_private_key(ec.SECP256R1())


@cache
def a_certificate(kind: str = "ecdsa", issuer: str | None = None, authority: bool = False) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Desk {kind}")])
    signing = a_key(issuer or kind)
    by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Desk {issuer}")]) if issuer else name
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(a_key(kind).public_key())
        .serial_number(7)
        .not_valid_before(MADE)
        .not_valid_after(MADE + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(signing, None if isinstance(signing, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )


def a_signer(kind: str = "ed25519", *, certified: bool = False) -> Signer:
    return Signer(a_key(kind), a_certificate(kind) if certified else None)


def binding_of(text: bytes, *, data: bytes = DATA, trust: list[bytes] | None = None) -> Binding:
    trusted = [trusted_from(each) for each in trust or []]
    [binding] = read_file(text, beside={"plan.txt": data}.get, trusted=trusted).bindings
    return binding


def pem(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
@pytest.mark.parametrize("certified", [False, True])
def test_what_was_signed_holds_until_anything_changes(kind: str, certified: bool) -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(kind, certified=certified), at=MADE)
    assert binding_of(text).holds is Holds.YES
    assert binding_of(text, data=DATA + b".").holds is Holds.NO
    assert binding_of(text.replace(b">SECRET<", b">OPEN<")).holds is Holds.NO
    assert binding_of(text.replace(b"./plan.txt", b"./other.txt")).holds is Holds.NO
    assert binding_of(text.replace(b"2026-01-01T12:00:00Z</wsu", b"2025-01-01T12:00:00Z</wsu")).holds is Holds.NO


def test_what_was_tampered_with_is_named() -> None:
    text = binding_xml([a_label()], [Object("plan.txt", DATA), Object("map.png", b"map")], signer=a_signer(), at=MADE)
    [binding] = read_file(text, beside={"plan.txt": b"other", "map.png": b"map"}.get).bindings
    assert [(each.uri, each.digest) for each in binding.objects] == [
        ("plan.txt", Digest.DIFFERS),
        ("map.png", Digest.AGREES),
    ]
    told = " ".join(bound(binding))
    assert "broken: plan.txt was changed" in told
    assert "plan.txt: its digest (SHA384) differs" in told
    changed = " ".join(bound(binding_of(text.replace(b">SECRET<", b">OPEN<"))))
    assert "the label, or the list of what it is bound to, was changed after signing" in changed


def test_a_file_whose_binding_is_broken_has_no_label_to_go_by() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE).replace(b">SECRET<", b">OPEN<")
    assert decisive(read_file(text, beside={"plan.txt": DATA}.get), POLICIES, NOW).label is None
    assert as_data(read_file(text), POLICIES, NOW)["bindings"][0]["holds"] is False


def test_an_object_that_is_not_at_hand_is_said_to_be_so() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE)
    [binding] = read_file(text).bindings
    assert (binding.holds, binding.objects[0].digest) == (Holds.UNKNOWN, Digest.ABSENT)
    [given] = read_file(text, data=DATA).bindings
    assert given.holds is Holds.YES


def test_what_nobody_signed_proves_nothing_yet_shows_what_changed() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()])
    assert binding_of(text).holds is Holds.UNPROTECTED
    assert binding_of(text, data=b"other").holds is Holds.NO
    bare = binding_xml([a_label()], [Object("plan.txt")])
    assert binding_of(bare).holds is Holds.UNPROTECTED
    assert "nobody signed it" in " ".join(bound(binding_of(bare)))


def test_a_signature_moved_to_another_label_does_not_cover_it() -> None:
    """The signed binding stays in the file where nobody reads it, and another stands in its place."""
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE)
    root = etree.fromstring(text)
    container = root.find(f"{{{BINDING}}}MetadataBindingContainer")
    signed = container[0]
    forged = etree.fromstring(etree.tostring(signed).replace(b">SECRET<", b">OPEN<"))
    forged.set("Id", "mb-2")
    container.append(forged)
    bindings = read_file(etree.tostring(root), beside={"plan.txt": DATA}.get).bindings
    assert [each.holds for each in bindings] == [Holds.YES, Holds.UNPROTECTED]
    forged.set("Id", "mb-1")
    twins = read_file(etree.tostring(root), beside={"plan.txt": DATA}.get).bindings
    assert all(each.holds is not Holds.YES for each in twins)


def test_a_manifest_that_the_signature_does_not_cover_proves_nothing() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE)
    root = etree.fromstring(text)
    manifest = root.find(f".//{{{SIGNATURE}}}Manifest")
    other = etree.fromstring(sidecar(b"other", "plan.txt", [a_label()])).find(f".//{{{SIGNATURE}}}Manifest")
    other.set("Id", "forged")
    manifest.getparent().append(other)
    manifest.getparent().remove(manifest)
    assert binding_of(etree.tostring(root), data=b"other").holds is not Holds.YES


def test_whom_one_trusts_decides_whether_a_signature_counts() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE)
    assert binding_of(text).signatures[0].trusted is None
    assert binding_of(text, trust=[pem(a_key("ed25519"))]).holds is Holds.YES
    stranger = binding_of(text, trust=[pem(a_key("ecdsa"))])
    assert (stranger.signatures[0].trusted, stranger.holds) == (False, Holds.UNKNOWN)


def test_a_certificate_is_trusted_by_its_authority_and_only_by_one() -> None:
    issued = Signer(a_key("ecdsa"), a_certificate("ecdsa", "rsa"))
    text = sidecar(DATA, "plan.txt", [a_label()], signer=issued, at=MADE)
    authority = a_certificate("rsa", authority=True).public_bytes(Encoding.PEM)
    nobody = a_certificate("rsa").public_bytes(Encoding.PEM)
    assert binding_of(text, trust=[authority]).holds is Holds.YES
    assert binding_of(text, trust=[nobody]).signatures[0].trusted is False
    assert "CN=Desk ecdsa" in binding_of(text).signatures[0].signer


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2001/04/xmldsig-more#sha384", b"2001/04/xmldsig-more#md5"),
        (b"2001/04/xmldsig-more#sha384", b"2000/09/xmldsig#sha1"),
        (b"2021/04/xmldsig-more#eddsa-ed25519", b"2001/04/xmldsig-more#rsa-md5"),
    ],
)
def test_what_the_standard_forbids_is_never_taken_for_proof(old: bytes, new: bytes) -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE).replace(old, new)
    assert binding_of(text).holds is not Holds.YES
    assert "forbidden" in " ".join(bound(binding_of(text)))


def test_transforms_that_are_not_known_are_not_followed() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer(), at=MADE)
    text = text.replace(
        b'Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
        b'Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
    )
    assert binding_of(text).holds is not Holds.YES


def test_a_binding_inside_the_document_that_it_is_about_holds_until_either_changes() -> None:
    text = b'<?xml version="1.0"?><?style a?><p:plan xmlns:p="urn:p"><p:line>Plan</p:line> of the <b/>exercise</p:plan>'
    made = labelled(text, [a_label()], signer=a_signer(), at=MADE)
    assert etree.fromstring(made)[0].text == "Plan"
    [binding] = read_file(made).bindings
    assert (binding.holds, [each.uri for each in binding.objects]) == (Holds.YES, [""])
    for old, new in ((b">Plan<", b">Plot<"), (b">SECRET<", b">OPEN<"), (b"<b/>", b"<b/><c/>"), (b"of the", b"off")):
        [changed] = read_file(made.replace(old, new)).bindings
        assert changed.holds is Holds.NO
    again = labelled(made, [a_label(classification="OPEN")], anew=True)
    assert [each.label.classification for each in read_file(again).labels if each.label] == ["OPEN"]


def test_a_signature_over_the_data_alone_covers_no_label() -> None:
    """What leaves out bindings starts from the whole document, which is not what it covers."""
    made = labelled(b"<plan>Plan</plan>", [a_label()], signer=a_signer(), at=MADE)
    root = etree.fromstring(made)
    info = root.find(f".//{{{SIGNATURE}}}SignedInfo")
    for reference in [e for e in info if e.get("URI", "").startswith("#")]:
        info.remove(reference)
    value = base64.b64encode(sign(canonical(info, EXCLUSIVE) or b"", a_key("ed25519"))).decode()
    root.find(f".//{{{SIGNATURE}}}SignatureValue").text = value
    [binding] = read_file(etree.tostring(root).replace(b">SECRET<", b">OPEN<")).bindings
    assert binding.signatures[0].valid
    assert (binding.label_digest, binding.holds) == (Digest.NONE, Holds.UNPROTECTED)


# ----- another implementation


def test_another_implementation_takes_our_signature() -> None:
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer("ecdsa", certified=True), at=MADE)
    allowed = SignatureConfiguration(expect_references=3)
    found = XMLVerifier().verify(
        text, x509_cert=a_certificate("ecdsa").public_bytes(Encoding.PEM).decode(), expect_config=allowed
    )
    assert b"SECRET" in b"".join(etree.tostring(each.signed_xml) for each in found)


@pytest.mark.parametrize(
    "form", [CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0, CanonicalizationMethod.CANONICAL_XML_1_1]
)
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_we_take_the_signature_of_another_implementation(kind: str, form: CanonicalizationMethod) -> None:
    bare = etree.fromstring(binding_xml([a_label()], [Object("")]))
    method = SignatureMethod.RSA_SHA256 if kind == "rsa" else SignatureMethod.ECDSA_SHA256
    signer = XMLSigner(signature_algorithm=method, digest_algorithm=DigestAlgorithm.SHA384, c14n_algorithm=form)
    text = etree.tostring(signer.sign(bare, key=a_key(kind), cert=[a_certificate(kind)]))
    [binding] = read_file(text).bindings
    assert binding.signatures[0].valid
    assert binding.label_digest is Digest.AGREES
    assert binding.holds is Holds.YES
    [changed] = read_file(text.replace(b">SECRET<", b">OPEN<")).bindings
    assert changed.holds is Holds.NO


def test_the_key_may_be_written_out_in_the_signature() -> None:
    numbers = a_key("rsa").public_key().public_numbers()  # type: ignore[union-attr]
    text = sidecar(DATA, "plan.txt", [a_label()], signer=a_signer("rsa"), at=MADE)
    root = etree.fromstring(text)
    info = root.find(f".//{{{SIGNATURE}}}KeyInfo")
    del info[:]
    value = etree.SubElement(etree.SubElement(info, f"{{{SIGNATURE}}}KeyValue"), f"{{{SIGNATURE}}}RSAKeyValue")
    for name, number in (("Modulus", numbers.n), ("Exponent", numbers.e)):
        octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
        etree.SubElement(value, f"{{{SIGNATURE}}}{name}").text = base64.encodebytes(octets).decode()
    assert binding_of(etree.tostring(root)).holds is Holds.YES
    info.clear()
    assert binding_of(etree.tostring(root)).signatures[0].valid is None
    assert binding_of(etree.tostring(root), trust=[pem(a_key("rsa"))]).holds is Holds.YES


SCHEMA = Path(__file__).parent / "schemas" / "adatp4778.xsd"


def test_a_binding_keeps_to_the_schema() -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for signer in (None, a_signer()):
        text = sidecar(DATA, "plan.txt", [a_label(), a_label(review=NOW)], signer=signer, at=MADE)
        assert schema.validate(etree.fromstring(text)), schema.error_log
