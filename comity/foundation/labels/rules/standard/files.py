"""Read the labels of any file: what it is is told by its first bytes, never by its name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from comity.foundation.words.rules.said import say

from . import pdfs, pictures, xmp
from .bindings import Binding
from .documents import Element, name_of, namespace_of, opened
from .json_labels import labels_in_json
from .packages import Package
from .reading_bindings import Resolve, bindings_in
from .reading_labels import Found, labels_in
from .signatures import Trusted
from .spellings import SPIF
from .unreadable import NoLabel, Unreadable

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST = 512 * 1024 * 1024  # of a file
XML_BEGINS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SIDECARS = (".bdo", ".s4778", ".s4774")
LOOSE_SIDECARS = (".label.xml", ".xml")  # only looked for when the file says nothing itself
ELSEWHERE = ("pack:", "http:", "https:", "ftp:", "file:", "cid:", "urn:")

Beside = Callable[[str], bytes | None]
"""The octets of a file that stands beside the one read, by its name; None when there is none."""


def nothing_beside(_: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: what it is, its labels, its bindings, and what was seen on the way."""

    form: str
    labels: tuple[Found, ...] = ()
    bindings: tuple[Binding, ...] = ()
    notices: tuple[str, ...] = ()
    places: tuple[str, ...] = field(default=())  # for each label where in the file it stands, empty for the file itself


def read_file(
    content: bytes,
    *,
    name: str = "",
    beside: Beside = nothing_beside,
    trusted: Sequence[Trusted] = (),
    data: bytes | None = None,
) -> Reading:
    """Everything that a file says of its marking. `data` is what a detached binding is about, when it is handed in.

    Raises Unreadable when the file is hostile, damaged, or of a kind that carries no label.
    """
    if len(content) > LARGEST:
        raise Unreadable(say("the file is larger than {limit} bytes: label it by a sidecar file", limit=LARGEST))
    if not content.strip(b"\x00 \t\r\n"):
        raise Unreadable(say("the file is empty"))
    found = _by_kind(content, beside, tuple(trusted), data)
    return _with_sidecar(found, content, name, beside, tuple(trusted))


def _by_kind(content: bytes, beside: Beside, trusted: tuple[Trusted, ...], data: bytes | None) -> Reading:
    resolve = _resolver(beside, data)
    if content.startswith(OLE):
        raise Unreadable(
            say("it is an Office file of the old kind, or one locked by a password: save it as .docx, .xlsx or .pptx")
        )
    if content.startswith(ZIP):
        return _package(content, trusted)
    if pdfs.is_pdf(content):
        return _pdf(content, resolve, trusted)
    if pictures.is_picture(content):
        return _packets("picture", pictures.packets(content), resolve, trusted)
    return _text(content, resolve, trusted)


def _text(content: bytes, resolve: Resolve, trusted: tuple[Trusted, ...]) -> Reading:
    head = content[:64].replace(b"\x00", b"").lstrip(b" \t\r\n")
    if head.startswith(XML_BEGINS):
        return _xml(content, resolve, trusted)
    if head.startswith((b"{", b"[")):
        return Reading("json", tuple(labels_in_json(content)))
    if packets := xmp.packets_in(content):
        return _packets("xmp", packets, resolve, trusted)
    return Reading("other")


def _resolver(beside: Beside, data: bytes | None) -> Resolve:
    """Objects outside an XML file: what was handed in, or the file of that name beside it. Nothing is fetched."""

    def resolve(uri: str) -> bytes | None:
        if uri.lower().startswith(ELSEWHERE):
            return None
        return data if data is not None else beside(_file_name(uri))

    return resolve


def _file_name(uri: str) -> str:
    return unquote(uri.split("#", maxsplit=1)[0]).removeprefix("./")


def _xml(content: bytes, resolve: Resolve, trusted: tuple[Trusted, ...]) -> Reading:
    root = opened(content)
    if name_of(root) == "SPIF" or namespace_of(root) == SPIF:
        raise Unreadable(say("it is a policy (SPIF), not a label: read it with comity label policy"))
    if name_of(root) == "ConfidentialityClearance":
        raise Unreadable(say("it is somebody's clearance, not a label: an officer enters that under the person"))
    if name_of(root) in ("xmpmeta", "RDF"):
        return _packets("xmp", [content], resolve, trusted)
    return _of_roots("xml", [("", root)], resolve, trusted)


def _of_roots(
    form: str,
    roots: Iterable[tuple[str, Element]],
    resolve: Resolve,
    trusted: tuple[Trusted, ...],
    notices: Sequence[str] = (),
) -> Reading:
    labels: list[Found] = []
    bindings: list[Binding] = []
    places: list[str] = []
    for place, root in roots:
        here = labels_in(root)
        for binding in bindings_in(root, here, resolve, trusted):
            bindings.append(replace(binding, labels=tuple(len(labels) + each for each in binding.labels)))
        labels += here
        places += [place] * len(here)
    return Reading(form, tuple(labels), tuple(bindings), tuple(dict.fromkeys(notices)), tuple(places))


def _packets(form: str, packets: Sequence[bytes], resolve: Resolve, trusted: tuple[Trusted, ...]) -> Reading:
    roots, notices = [], []
    for packet in packets:
        try:
            roots += [("XMP", root) for root in xmp.documents_in(packet)]
        except Unreadable as refusal:
            notices.append(say("the metadata were not read: {why}", why=refusal.message))
    if notices and not roots:
        raise Unreadable(notices[0])
    return _of_roots(form, roots, resolve, trusted, notices)


def _package(content: bytes, trusted: tuple[Trusted, ...]) -> Reading:
    package = Package(content)
    parts, notices = package.label_parts()
    roots: list[tuple[str, Element]] = []
    for part in parts:
        try:
            roots.append((part.name, opened(part.content)))
        except Unreadable as refusal:
            notices.append(say("{part}: {why}", part=part.name, why=refusal.message))
    loose = []
    for name in package.names:
        if name.rpartition("/")[2].endswith("manifest.json") and (text := package.part(name)):
            loose += labels_in_json(text)
    try:
        properties = package.properties()
    except Unreadable as refusal:
        properties = {}
        notices.append(say("{part}: {why}", part="docProps/custom.xml", why=refusal.message))
    found, more = _in_properties(properties, "docProps/custom.xml")
    if notices and not roots and not found and not loose:
        raise Unreadable(notices[0])
    reading = _of_roots("package", [*roots, *found], package.resolve, trusted, [*notices, *more])
    return replace(
        reading,
        labels=(*reading.labels, *loose),
        places=(*reading.places, *(["manifest.json"] * len(loose))),
        bindings=tuple(_complete(each, package) for each in reading.bindings),
    )


def _in_properties(properties: dict[str, str], place: str) -> tuple[list[tuple[str, Element]], list[str]]:
    """Labels that stand as text in properties of a document; markings of other systems are told as notices."""
    roots: list[tuple[str, Element]] = []
    notices: list[str] = []
    for name, value in properties.items():
        if value.lstrip("\ufeff \r\n\t").startswith("<") and "onfidentialityLabel" in value:
            try:
                roots.append((f"{place}: {name}", opened(value.strip().encode())))
            except Unreadable as refusal:
                notices.append(say("{part}: {why}", part=f"{place}: {name}", why=refusal.message))
        elif name.startswith("MSIP_Label_") and name.endswith("_Name"):
            notices.append(say("it also carries the sensitivity label “{name}” of another system", name=value))
    return roots, notices


def _complete(binding: Binding, package: Package) -> Binding:
    """Tell which parts with content the binding does not name: they may have been added after it was made."""
    named = [each.uri for each in binding.objects if each.uri.lower().startswith("pack:")]
    if not any(uri.endswith(("/document.xml", "/workbook.xml", "/presentation.xml")) for uri in named):
        return binding
    known = {unquote(uri[5:]).lstrip("/").casefold() for uri in named}
    missing = [name for name in package.content_parts if name.casefold() not in known]
    if not missing:
        return binding
    some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
    notice = say("the binding does not name every part of the document; it leaves out {parts}", parts=some)
    return replace(binding, notices=(*binding.notices, notice))


def _pdf(content: bytes, resolve: Resolve, trusted: tuple[Trusted, ...]) -> Reading:
    carried = pdfs.carried(content)
    roots: list[tuple[str, Element]] = []
    notices: list[str] = []
    for packet in carried.packets:
        try:
            roots += [("XMP", root) for root in xmp.documents_in(packet)]
        except Unreadable as refusal:
            notices.append(say("the metadata were not read: {why}", why=refusal.message))
    for name, text in carried.attached.items():
        try:
            roots.append((name, opened(text)))
        except Unreadable as refusal:
            notices.append(say("{part}: {why}", part=name, why=refusal.message))
    found, more = _in_properties(carried.properties, "Info")
    if notices and not roots and not found:
        raise Unreadable(notices[0])
    return _of_roots("pdf", [*roots, *found], resolve, trusted, [*notices, *more])


def _with_sidecar(found: Reading, content: bytes, name: str, beside: Beside, trusted: tuple[Trusted, ...]) -> Reading:
    """What a file beside it says is added: ``plan.odt.bdo`` for ``plan.odt``."""
    endings = SIDECARS if found.labels or found.bindings else (*SIDECARS, *LOOSE_SIDECARS)
    for ending in endings if name else ():
        if (held := beside(name + ending)) is not None:

            def resolve(uri: str) -> bytes | None:
                return content if _file_name(uri) in (name, "") else beside(_file_name(uri))

            return _joined(found, _xml(held, resolve, trusted), name + ending)
    if found.form == "other":
        raise NoLabel(
            say("no label was found: it is no XML, PDF, Office document or picture, and no sidecar lies beside it")
        )
    return found


def _joined(found: Reading, beside: Reading, name: str) -> Reading:
    moved = (replace(b, labels=tuple(len(found.labels) + each for each in b.labels)) for b in beside.bindings)
    return Reading(
        "sidecar" if not found.labels and not found.bindings else found.form,
        (*found.labels, *beside.labels),
        (*found.bindings, *moved),
        (*found.notices, *beside.notices, say("a label stands beside the file, in {name}", name=name)),
        (*found.places, *([name] * len(beside.labels))),
    )
