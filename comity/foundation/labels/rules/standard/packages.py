"""Labels in packages: Office Open XML and whatever else is a zip with XML inside.

ADatP-4778.2, chapter 5: one custom XML part holds the binding, and names the parts of a whole document by `pack:///…`.
Nothing is unpacked to disk, no size that the package tells of itself is believed, and names stand for one part each.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from comity.foundation.words.rules.said import say

from .documents import BYTES, Element, children, name_of, namespace_of, opened
from .reading_bindings import plain
from .spellings import BINDING
from .unreadable import Locked, Unreadable

MOST_PARTS = 10_000
MOST_BYTES = 512 * 1024 * 1024  # of all parts together, unpacked
PART_BYTES = 128 * 1024 * 1024
RATIO = 300  # unpacked to packed, beyond which a part of some size is a bomb
SMALL = 4 * 1024 * 1024
MOST_LABEL_PARTS = 200
TYPES = "[Content_Types].xml"
CUSTOM = "docProps/custom.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = f"{_PACKAGE}/relationships"
CUSTOM_XML = f"{_OFFICE}/relationships/customXml"
MAIN = ("officeDocument",)
BROKEN = (  # what `zipfile` raises over files that are no packages
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    AttributeError,
)
# The parts that a whole-document binding names when they are there (tables 5-2 and 5-3), and what else holds content.
CONTENT = ("word/", "xl/", "ppt/", "visio/", "docProps/", "customXml/")
APART = ("_rels/", "/_rels/", "theme/", "webSettings.xml", "fontTable.xml", "settings.xml", "printerSettings/")
MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
    "bin": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    content: bytes


class Package:
    """A zip from outside, opened but not unpacked. Raises Unreadable for a bomb, for two parts of one name, for a
    lock.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except BROKEN as error:
            raise Unreadable(say("the package cannot be opened: ask for the file again")) from error
        if len(entries) > MOST_PARTS:
            raise Unreadable(say("the package has more than {limit} parts, and is not read", limit=MOST_PARTS))
        files = [entry for entry in entries if not entry.filename.endswith("/")]
        self._entries = {entry.filename: entry for entry in files}
        if len(self._entries) != len(files):
            raise Unreadable(
                say("two parts of the package share one name, and programs differ in which they show: it is not read")
            )
        self._left = MOST_BYTES
        self._kept: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def part(self, name: str) -> bytes | None:
        """The octets of a part, or None when there is none. Raises Unreadable when it is a bomb or broken."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if name not in self._kept:
            self._kept[name] = self._read(entry)
        return self._kept[name]

    def _read(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.flag_bits & 1:
            raise Locked(say("the package is locked by a password: ask for it unlocked"))
        most = min(PART_BYTES, self._left, max(SMALL, RATIO * entry.compress_size))
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(most + 1)
        except BROKEN as error:
            raise Unreadable(say("the part {name} of the package is damaged", name=entry.filename)) from error
        if len(content) > most:
            raise Unreadable(
                say("the part {name} unpacks to far more than its size: it is not read", name=entry.filename)
            )
        self._left -= len(content)
        return content

    def resolve(self, uri: str) -> bytes | None:
        """The part that a binding names: ``pack:///word/document.xml``, however it is written."""
        if uri == "" or uri.startswith("#") or (":" in uri and not uri.lower().startswith("pack:")):
            return None
        path = plain(uri.split("#", maxsplit=1)[0])
        for name in (path, unquote(path)):
            if (content := self.part(name)) is not None:
                return content
        folded = {name.casefold(): name for name in self._entries}
        known = folded.get(unquote(path).casefold())
        return self.part(known) if known else None

    @cached_property
    def main(self) -> str | None:
        """The part that the package says is its document."""
        content = self.part("_rels/.rels")
        if content is None:
            return None
        for relation in opened(content):
            if name_of(relation) == "Relationship" and relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        return None

    def label_parts(self) -> tuple[list[Part], list[str]]:
        """The parts that may hold a label or binding, and the notices about those that cannot be read."""
        found, notices = [], []
        for name in [n for n in self.names if _may_hold(n)][:MOST_LABEL_PARTS]:
            try:
                content = self.part(name) or b""
            except Locked:
                raise
            except Unreadable as refusal:
                notices.append(refusal.message)
                continue
            if len(content) <= BYTES and (
                b"onfidentiality" in content or _wide(content) or b"BindingInformation" in content
            ):
                found.append(Part(name, content))
        return found, notices

    @cached_property
    def content_parts(self) -> list[str]:
        """What a binding of the whole document should name."""
        binding = {part.name for part in self.label_parts()[0]}
        return sorted(
            name
            for name in self.names
            if name.startswith(CONTENT)
            and not any(apart in name for apart in APART)
            and name not in binding
            and not (name.startswith("customXml/") and "itemProps" in name)
        )

    def properties(self) -> dict[str, str]:
        """The custom properties of an Office document."""
        content = self.part(CUSTOM)
        if content is None:
            return {}
        found = {}
        for each in opened(content):
            if name_of(each) == "property":
                found[each.get("name", "")] = "".join(str(child.xpath("string()")) for child in children(each))
        return found


def _may_hold(name: str) -> bool:
    lower = name.lower()
    return (lower.startswith("customxml/") and lower.endswith(".xml") and "itemprops" not in lower) or lower.endswith(
        (".bdo", ".s4774", ".s4778", "label.xml", "labels.xml", "binding.xml", "meta.xml")
    )


def _wide(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))


def is_binding(content: bytes) -> bool:
    root = opened(content)
    return name_of(root) == "BindingInformation" and namespace_of(root) == BINDING


# ----- writing


def with_binding(content: bytes, binding: bytes) -> bytes:
    """The same package with this binding as its one custom XML part for labels. Raises Unreadable.

    Every other part keeps its octets, or the digests of the binding would not agree.
    """
    package = Package(content)
    main = package.main
    if main is None or package.part(main) is None:
        raise Unreadable(say("it is no Office document: label it by a sidecar file instead"))
    held = [part.name for part in package.label_parts()[0] if is_binding(part.content)]
    name = held[0] if held else _free(package.names)
    changed = {name: binding}
    if not held:
        relations = _relations_of(main)
        changed[relations] = _related(package.part(relations), main, name)
        changed[TYPES] = _typed(package.part(TYPES) or b"")
    return _packed(package, changed, leave_out=held[1:])


def _free(names: Iterable[str]) -> str:
    taken = set(names)
    return next(name for number in range(1, MOST_PARTS) if (name := f"customXml/item{number}.xml") not in taken)


def _relations_of(main: str) -> str:
    folder, _, name = main.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _related(content: bytes | None, main: str, name: str) -> bytes:
    root = opened(content or f'<Relationships xmlns="{RELATIONS}"/>'.encode())
    taken = {relation.get("Id") for relation in root}
    identifier = next(i for n in range(1, MOST_PARTS) if (i := f"rIdLabel{n}") not in taken)
    target = "../" * main.count("/") + name
    etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=identifier, Type=CUSTOM_XML, Target=target)
    return _document(root)


def _typed(content: bytes) -> bytes:
    root = opened(content)
    if not any(c.get("Extension", "").lower() == "xml" for c in root):
        space = namespace_of(root)
        default = etree.Element(f"{{{space}}}Default", Extension="xml", ContentType="application/xml")
        root.insert(0, default)
        return _document(root)
    return content


def _document(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(package: Package, changed: Mapping[str, bytes], leave_out: Iterable[str]) -> bytes:
    gone, out = set(leave_out), io.BytesIO()
    order = sorted(package.names, key=lambda name: name != TYPES)  # some programs want the types first
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in [*order, *(n for n in changed if n not in package.names)]:
            if name not in gone:
                entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, changed[name] if name in changed else package.part(name) or b"")
    return out.getvalue()


def media_type(name: str) -> str | None:
    """The type that a binding must give for what is not XML."""
    ending = name.rpartition(".")[2].lower()
    return None if ending in ("xml", "rels") else MEDIA_TYPES.get(ending, "application/octet-stream")
