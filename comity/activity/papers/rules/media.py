"""What a file is, told by its first bytes and never by its name or by what a browser says of it."""

from dataclasses import dataclass
from enum import StrEnum

from comity.foundation.words.rules.said import say

LARGEST = 25 * 1024 * 1024  # bytes of one paper
HEAD = 4096  # bytes enough to tell
NAME_AT_MOST = 160


class Preview(StrEnum):
    """How a page may show it: drawn anew as a picture, as plain text, or not at all."""

    PICTURE = "picture"
    PAGES = "pages"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Media:
    type: str
    words: str
    preview: Preview = Preview.NONE


UNKNOWN = Media("application/octet-stream", "file")
TEXT = Media("text/plain", "text", Preview.TEXT)
_BEGINNINGS: tuple[tuple[bytes, Media], ...] = (
    (b"%PDF-", Media("application/pdf", "PDF", Preview.PAGES)),
    (b"\x89PNG\r\n\x1a\n", Media("image/png", "PNG", Preview.PICTURE)),
    (b"\xff\xd8\xff", Media("image/jpeg", "JPEG", Preview.PICTURE)),
    (b"GIF87a", Media("image/gif", "GIF", Preview.PICTURE)),
    (b"GIF89a", Media("image/gif", "GIF", Preview.PICTURE)),
    (b"PK\x03\x04", Media("application/zip", "ZIP")),
    (b"\xd0\xcf\x11\xe0", Media("application/x-ole-storage", "OLE")),
)
_OFFICE = {
    ".docx": Media("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"),
    ".xlsx": Media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".pptx": Media("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX"),
    ".odt": Media("application/vnd.oasis.opendocument.text", "ODT"),
    ".ods": Media("application/vnd.oasis.opendocument.spreadsheet", "ODS"),
}
# Of these kinds a copy can be made that carries its marking; an XML file is told from other texts only by reading it.
CARRIES = frozenset(
    {"application/pdf", "image/png", "image/jpeg", *(_OFFICE[name].type for name in (".docx", ".xlsx", ".pptx"))}
)
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


def media_of(head: bytes, name: str) -> Media:
    """What the file is, from its first `HEAD` bytes. The name only tells one kind of ZIP from another."""
    for beginning, media in _BEGINNINGS:
        if head.startswith(beginning):
            return _OFFICE.get(ending(name), media) if media.type == "application/zip" else media
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Media("image/webp", "WebP", Preview.PICTURE)
    return TEXT if head and _is_text(head) else UNKNOWN


_ENDINGS = {
    ".pdf": "PDF",
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WebP",
    ".zip": "ZIP",
}
_ENDINGS |= {name: media.words for name, media in _OFFICE.items()}
_ENDINGS |= dict.fromkeys((".txt", ".csv", ".md", ".xml", ".json", ".html", ".eml", ".ics"), "text")
_DECLARED = {media.type: media.words for _, media in _BEGINNINGS if media.type != "application/x-ole-storage"}
_DECLARED |= {media.type: media.words for media in _OFFICE.values()} | {"image/webp": "WebP", TEXT.type: TEXT.words}
_DECLARED |= {"application/x-zip-compressed": "ZIP"}


def calls_itself(name: str, declared: str) -> tuple[str, ...]:
    """What its name and what was declared with it call a file, in the words of `Media`; nothing where they say nothing
    that is known here."""
    plain = declared.partition(";")[0].strip().lower()
    said = (_ENDINGS.get(ending(name), ""), _DECLARED.get(plain, ""))
    return tuple(dict.fromkeys(word for word in said if word))


def disagrees(name: str, declared: str, found: Media) -> str:
    """Told to whoever lays a file that is not what it calls itself; empty when it is. What it is, is gone by."""
    others = [word for word in calls_itself(name, declared) if word != found.words]
    if not others:
        return ""
    return say("“{name}” calls itself {said}, and is {found}.", name=name, said=", ".join(others), found=found.words)


def _is_text(head: bytes) -> bool:
    if _CONTROLS.intersection(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(head) and len(head) - error.start < 4  # a letter cut at the end of the head
    return True


def ending(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def clean_name(name: str) -> str:
    """The name without folders, control characters and bidirectional overrides, at most `NAME_AT_MOST` long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(
        c for c in last if c.isprintable() and not "\u202a" <= c <= "\u202e" and c not in "\u2066\u2067\u2068\u2069"
    )
    plain = " ".join(plain.split()).strip(". ")
    if len(plain) <= NAME_AT_MOST:
        return plain
    tail = ending(plain)[:12]
    return plain[: NAME_AT_MOST - len(tail)] + tail
