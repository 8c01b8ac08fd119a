"""Whatever somebody sends: it is read, or refused in a sentence; never an entity, a bomb or another exception."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.foundation.labels.rules.standard import documents, packages
from comity.foundation.labels.rules.standard.documents import opened
from comity.foundation.labels.rules.standard.files import Reading, read_file
from comity.foundation.labels.rules.standard.meaning import decisive
from comity.foundation.labels.rules.standard.packages import Package
from comity.foundation.labels.rules.standard.reported import as_data
from comity.foundation.labels.rules.standard.spif import policy_from
from comity.foundation.labels.rules.standard.unreadable import Unreadable
from comity.foundation.labels.rules.standard.writing_files import labelled, sidecar
from comity.foundation.labels.rules.standard.writing_labels import label_xml

from .test_bindings import a_signer
from .test_spif import SPIF
from .written_builders import MADE, NOW, POLICIES, a_document, a_label, label_text, with_part

LABEL = label_text()
DOCTYPES = [
    '<!DOCTYPE a [<!ENTITY x "SECRET">]>' + LABEL.replace("SECRET", "&x;"),
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + LABEL.replace("SECRET", "&x;"),
    '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">' + LABEL,
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://192.0.2.1/a.dtd">%p;]>' + LABEL,
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
    + LABEL.replace("SECRET", "&i;"),
    "<!DOCTYPE html><html/>",
]


@pytest.mark.parametrize("text", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_document_type_is_refused_before_anything_in_it_happens(text: str, encoding: str) -> None:
    with pytest.raises(Unreadable, match="ask for it without a DOCTYPE"):
        read_file(text.encode(encoding))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<a>" * 10_000, "nested deeper"),
        (b"<a>" + b"<b/>" * (documents.ELEMENTS + 1) + b"</a>", "more than 100000 elements"),
        (b"<a " + b" ".join(b'a%d=""' % n for n in range(300)) + b"/>", "more attributes"),
        (b"<a>" + b"x" * (documents.TEXTS + 1) + b"</a>", "a text longer"),
        (b"<a>" + b" " * documents.BYTES + b"</a>", "no more than"),
        (b"<a><b></a>", "not well-formed"),
        (LABEL.encode()[:-30], "not well-formed"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "save the file again as UTF-8"),
        (b"<a>\xff\xfe\xfd</a>", "save it again as UTF-8"),
        (b"<a>&unknown;</a>", "not well-formed"),
        (b"", "empty"),
    ],
)
def test_what_is_too_much_or_broken_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_file(content)


def test_text_that_looks_like_an_entity_of_the_file_system_stays_text() -> None:
    found = read_file(LABEL.replace("SECRET", "&amp;x; %p; &lt;!ENTITY&gt;").encode()).labels[0]
    assert found.label is not None
    assert found.label.classification == "&x; %p; <!ENTITY>"


# ----- packages


def a_bomb(name: str = "customXml/item1.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, b"<a>" + b" " * 30_000_000 + b"ConfidentialityLabel</a>")
    return out.getvalue()


def test_a_zip_bomb_is_refused_while_it_unpacks() -> None:
    with pytest.raises(Unreadable, match="far more than its size"):
        read_file(a_bomb())


def test_the_sizes_that_a_package_tells_of_itself_are_not_believed() -> None:
    content = bytearray(a_bomb())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)  # the unpacked size, in the directory
    with pytest.raises(Unreadable):
        read_file(bytes(content))


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made, pytest.warns(UserWarning):
        made.writestr("customXml/item1.xml", label_text())
        made.writestr("customXml/item1.xml", label_text().replace("SECRET", "OPEN"))
    with pytest.raises(Unreadable, match="share one name"):
        Package(out.getvalue())


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_PARTS", 3)
    with pytest.raises(Unreadable, match="more than 3 parts"):
        read_file(a_document())


def test_an_external_entity_in_a_part_is_refused_like_any_other() -> None:
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read_file(with_part(a_document(), "customXml/item1.xml", DOCTYPES[1].encode()))


def test_a_picture_that_packs_a_bomb_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packed = zlib.compress(b"<a>" + b" " * (documents.BYTES + 10))
    text = b"XML:com.adobe.xmp\x00\x01\x00\x00\x00" + packed
    picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\x00" * 13) + chunk(b"iTXt", text) + chunk(b"IEND", b"")
    with pytest.raises(Unreadable, match="far more than its size"):
        read_file(picture)


def test_a_pdf_that_packs_a_bomb_is_refused() -> None:
    out, pdf = io.BytesIO(), pikepdf.new()
    packed = pikepdf.Stream(pdf, zlib.compress(b"<a>" + b" " * 40_000_000 + b"</a>"))
    packed["/Filter"] = pikepdf.Name("/FlateDecode")
    pdf.attachments["label.xml"] = b"-"
    held = pdf.attachments["label.xml"].obj.EF
    held.F = held.UF = pdf.make_indirect(packed)
    pdf.save(out)
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(Unreadable, match="more than is given"):
        read_file(out.getvalue())


# ----- anything at all

SIGNED = sidecar(b"data", "a.txt", [a_label()], signer=a_signer(), at=MADE)
SEEDS = [
    label_xml(a_label()),
    LABEL.encode(),
    LABEL.encode("utf-16"),
    SIGNED,
    sidecar(b"data", "a.txt", [a_label()]),
    labelled(a_document(), [a_label()]),
    b'{"a": {"ConfidentialityInformation": {"PolicyIdentifier": "A", "Classification": "B", '
    b'"Category": [{"Type": "x"}]}}}',
]
PIECES = [
    b"<",
    b">",
    b"&",
    b'"',
    b"\x00",
    b"\xff",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"</slab:Classification>",
    b"<slab:Category/>",
    b'Id="mb-1"',
    b'URI="#mb-1"',
    b"http://www.w3.org/2000/09/xmldsig#sha1",
    b"9" * 40,
    b"\xe2\x80\xae",
]


def _read(content: bytes) -> Reading | None:
    try:
        reading = read_file(content, name="a.txt", beside={"a.txt": b"data"}.get)
    except Unreadable as refusal:
        assert refusal.message
        return None
    as_data(reading, POLICIES, NOW)
    decisive(reading, POLICIES, NOW)
    return reading


@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 60),
            st.sampled_from(PIECES) | st.binary(max_size=12),
        ),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=400, deadline=None)
def test_a_file_that_was_changed_anyhow_is_read_or_refused(
    seed: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    content = seed
    for where, length, piece in changes:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + length :]
    _read(content)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<", b"PK\x03\x04", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"{"]),
)
@settings(max_examples=200, deadline=None)
def test_any_octets_are_read_or_refused(content: bytes, begin: bytes) -> None:
    _read(begin + content)


@given(st.floats(0, 1), st.integers(0, 60), st.sampled_from(PIECES) | st.binary(max_size=12))
@settings(max_examples=150, deadline=None)
def test_a_policy_that_was_changed_anyhow_is_read_or_refused(where: float, length: int, piece: bytes) -> None:
    at = int(where * len(SPIF))
    try:
        policy_from(SPIF[:at] + piece + SPIF[at + length :])
    except Unreadable as refusal:
        assert refusal.message


@given(st.integers(0, 10**9), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_no_octet_of_a_signed_binding_can_be_changed_unseen(place: int, flip: int) -> None:
    """Whatever is changed: it says what it said, or it is refused, or the binding does not hold any more."""
    content = bytearray(SIGNED)
    content[place % len(content)] ^= flip
    reading = _read(bytes(content))
    if reading is None or not any(str(binding.holds) == "holds" for binding in reading.bindings):
        return
    original = read_file(SIGNED)
    assert [found.label for found in reading.labels] == [found.label for found in original.labels]


def test_the_gate_lets_plain_documents_through() -> None:
    assert opened(b"<a><b/></a>").tag == "a"
