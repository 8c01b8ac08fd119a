"""Labels inside files: written into them they are read again, and the file stays what it was."""

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from comity.foundation.labels.rules.standard import pdfs, pictures, xmp
from comity.foundation.labels.rules.standard.bindings import Digest, Holds
from comity.foundation.labels.rules.standard.files import Reading, read_file
from comity.foundation.labels.rules.standard.packages import Package
from comity.foundation.labels.rules.standard.spellings import LabelKind
from comity.foundation.labels.rules.standard.unreadable import Unreadable
from comity.foundation.labels.rules.standard.writing_bindings import Object, binding_xml
from comity.foundation.labels.rules.standard.writing_files import labelled, sidecar
from comity.foundation.labels.rules.standard.writing_labels import label_xml
from comity.foundation.labels.rules.standard.written import WrittenLabel

from .test_bindings import a_signer
from .written_builders import MADE, a_document, a_label, with_part

BINDING = binding_xml([a_label()], [Object("")])


def said(reading: Reading) -> list[WrittenLabel | None]:
    return [found.label for found in reading.labels]


def a_picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), (200, 30, 30)).save(out, form)
    return out.getvalue()


def a_pdf(packet: bytes | None = None, attached: bytes | None = None, **properties: str) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    if packet is not None:
        pdf.Root.Metadata = pdf.make_stream(packet)
    if attached is not None:
        pdf.attachments["label.xml"] = attached
    for name, value in properties.items():
        pdf.docinfo[f"/{name}"] = value
    pdf.save(out)
    return out.getvalue()


# ----- whose label it is


@pytest.mark.parametrize("content", [a_document(), a_picture("PNG"), b"<plan/>"])
def test_an_originators_label_stays_and_alternatives_are_added_beside_it(content: bytes) -> None:
    made = labelled(content, [a_label()])
    alternative = a_label(kind=LabelKind.ALTERNATIVE, policy="ELSEWHERE", policy_uri=None)
    assert said(read_file(labelled(made, [alternative]))) == [a_label(), alternative]
    with pytest.raises(Unreadable, match="which nobody else overwrites"):
        labelled(made, [a_label(classification="OPEN")])


def reading_packet(pdf: bytes) -> bytes:
    return pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>") + 12]


# ----- Office documents


def test_a_document_carries_its_label_in_one_part_that_names_all_others() -> None:
    made = labelled(a_document(), [a_label()], signer=a_signer(), at=MADE)
    reading = read_file(made)
    assert said(reading) == [a_label()]
    [binding] = reading.bindings
    assert binding.holds is Holds.YES
    assert {each.uri for each in binding.objects} == {
        "pack:///word/document.xml",
        "pack:///word/header1.xml",
        "pack:///word/media/image1.png",
        "pack:///docProps/core.xml",
    }
    old, new = Package(a_document()), Package(made)
    assert all(old.part(name) == new.part(name) for name in old.names if name.startswith(("word/d", "word/h", "doc")))
    relations = etree.fromstring(new.part("word/_rels/document.xml.rels"))
    assert [each.get("Target") for each in relations] == ["../customXml/item1.xml"]
    assert b'Extension="xml"' in (new.part("[Content_Types].xml") or b"")


def test_a_part_that_was_changed_is_named_and_so_is_one_that_was_added() -> None:
    made = labelled(a_document(), [a_label()], signer=a_signer(), at=MADE)
    [changed] = read_file(with_part(made, "word/document.xml", b"<w:document xmlns:w='urn:w'/>")).bindings
    assert changed.holds is Holds.NO
    assert [each.uri for each in changed.objects if each.digest is Digest.DIFFERS] == ["pack:///word/document.xml"]
    [added] = read_file(with_part(made, "word/footnotes.xml", b"<f/>")).bindings
    assert "word/footnotes.xml" in " ".join(added.notices)


def test_labelling_again_replaces_the_label_and_leaves_one_part() -> None:
    once = labelled(a_document(), [a_label()])
    twice = labelled(once, [a_label(classification="OPEN")], anew=True, signer=a_signer(), at=MADE)
    assert [label.classification for label in said(read_file(twice)) if label] == ["OPEN"]
    assert Package(twice).names.count("customXml/item1.xml") == 1
    assert read_file(twice).bindings[0].holds is Holds.YES


@pytest.mark.parametrize("uri", ["pack:///word/document.xml", "pack://word/document.xml", "/word/document.xml"])
def test_the_part_is_found_however_it_is_named(uri: str) -> None:
    content = with_part(a_document(), "customXml/item4.xml", binding_xml([a_label()], [Object(uri)]))
    [binding] = read_file(content).bindings
    assert binding.objects[0].why == ""


def test_a_label_in_the_properties_of_a_document_is_read_and_those_of_others_are_told() -> None:
    text = label_xml(a_label()).split(b"?>")[1].decode().replace("<", "&lt;")
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="urn:vt">'
        f'<property name="Label"><vt:lpwstr>{text}</vt:lpwstr></property>'
        '<property name="MSIP_Label_0_Name"><vt:lpwstr>Internal</vt:lpwstr></property></Properties>'
    )
    reading = read_file(with_part(a_document(), "docProps/custom.xml", properties.encode()))
    assert said(reading) == [a_label()]
    assert reading.places == ("docProps/custom.xml: Label",)
    assert "“Internal” of another system" in " ".join(reading.notices)


def test_a_document_without_a_label_is_read_as_having_none() -> None:
    assert read_file(a_document()).labels == ()


def test_office_files_of_the_old_kind_are_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match=r"save it as \.docx"):
        read_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_a_zip_that_is_no_office_document_is_not_labelled_inside() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "a")
    with pytest.raises(Unreadable, match="sidecar"):
        labelled(out.getvalue(), [a_label()])


# ----- PDF


def test_a_pdf_carries_its_label_in_its_metadata_and_keeps_what_they_said() -> None:
    held = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="urn:dc"><dc:title>Plan</dc:title></rdf:Description>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    made = labelled(a_pdf(held), [a_label()], anew=True)
    reading = read_file(made)
    assert (said(reading), reading.bindings[0].holds) == ([a_label()], Holds.UNPROTECTED)
    assert b"<dc:title>Plan</dc:title>" in made
    again = pdfs.with_packet(made, xmp.with_binding(reading_packet(made), binding_xml([a_label()], [Object("")])))
    with pikepdf.open(io.BytesIO(again)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.Metadata.read_bytes().count(b"<mbxmp:bindingInformation>") == 1


def test_a_label_attached_to_a_pdf_or_in_its_properties_is_read() -> None:
    assert said(read_file(a_pdf(attached=BINDING))) == [a_label()]
    assert said(read_file(a_pdf(Marking=label_xml(a_label()).decode()))) == [a_label()]


def test_a_folder_from_outside_cannot_bring_modules_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pikepdf.py", "json.py", "comity.py"):
        (tmp_path / name).write_text("import sys; sys.exit(3)")
    monkeypatch.chdir(tmp_path)
    assert said(read_file(a_pdf(attached=BINDING))) == [a_label()]


def test_a_damaged_or_locked_pdf_is_refused() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        pdfs.carried(b"%PDF-1.7\nnothing that follows is a PDF")
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Unreadable, match="password"):
        read_file(out.getvalue())


# ----- pictures and XMP


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_carries_its_label_and_shows_what_it_showed(form: str) -> None:
    content = a_picture(form)
    made = labelled(labelled(content, [a_label(classification="OPEN")]), [a_label()], anew=True)
    assert said(read_file(made)) == [a_label()]
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(made))
    assert before.tobytes() == after.tobytes()
    assert len(pictures.packets(made)) == 1


def test_every_way_of_putting_a_binding_into_xmp_is_read() -> None:
    text = etree.tostring(etree.fromstring(BINDING)).decode()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    start = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<r:Description r:about="" xmlns:m="urn:nato:stanag:4778:bindinginformation:1:0:xmp#"{}>{}</r:Description>'
        "</r:RDF></x:xmpmeta>"
    )
    for packet in (
        start.format("", f"<m:bindingInformation>{escaped}</m:bindingInformation>"),
        start.format("", f"<m:bindingInformation>{text}</m:bindingInformation>"),
        start.format(f' m:bindingInformation="{escaped}"', ""),
    ):
        assert said(read_file(packet.encode())) == [a_label()]
        assert said(read_file(b"GIF89a\x00\x01" + packet.encode() + b"\x00rest")) == [a_label()]


def test_hostile_text_inside_a_packet_goes_through_the_same_gate() -> None:
    bomb = "&lt;!DOCTYPE a [&lt;!ENTITY x 'y'&gt;]&gt;&lt;BindingInformation/&gt;"
    packet = xmp.with_binding(None, BINDING)
    inside = packet[: packet.index(b"&lt;mb:")] + bomb.encode() + packet[packet.index(b"</mbxmp:binding") :]
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read_file(inside)


def test_what_stands_inside_a_file_is_not_signed_there() -> None:
    with pytest.raises(Unreadable, match="write a sidecar"):
        labelled(a_picture("PNG"), [a_label()], signer=a_signer(), at=MADE)
    with pytest.raises(Unreadable, match="write a sidecar"):
        labelled(b"plain text", [a_label()])


# ----- beside the file


def test_a_file_is_known_by_the_sidecar_beside_it() -> None:
    beside = {"plan final.txt.bdo": sidecar(b"Plan", "plan final.txt", [a_label()], signer=a_signer(), at=MADE)}
    reading = read_file(b"Plan", name="plan final.txt", beside=beside.get)
    assert (reading.form, said(reading)) == ("sidecar", [a_label()])
    assert reading.bindings[0].holds is Holds.YES
    assert read_file(b"Plan B", name="plan final.txt", beside=beside.get).bindings[0].holds is Holds.NO
    with pytest.raises(Unreadable, match="no label was found"):
        read_file(b"Plan", name="other.txt", beside=beside.get)


def test_a_sidecar_is_added_to_what_the_file_says_itself() -> None:
    content = labelled(a_picture("PNG"), [a_label(classification="OPEN")])
    beside = {"map.png.bdo": sidecar(content, "map.png", [a_label()])}
    reading = read_file(content, name="map.png", beside=beside.get)
    assert [label.classification for label in said(reading) if label] == ["OPEN", "SECRET"]
    assert [binding.labels for binding in reading.bindings] == [(0,), (1,)]


def test_the_schemas_are_our_own() -> None:
    for schema in (Path(__file__).parent / "schemas").glob("*.xsd"):
        assert "Written for Comity's tests" in schema.read_text()
