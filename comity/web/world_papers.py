"""The papers of a demonstration world: what is written in the library becomes a file like those that people lay.

A text whose paper is called ``….pdf`` is set as one, so that its words stay readable in the library.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from textwrap import wrap

from django.conf import settings

from .world_file import BadWorld, PaperEntry

COLUMNS, LINES = 100, 48  # characters of a line, lines of a page
LEFT, TOP, LEADING = 45, 775, 14  # points on A4, 595 × 842
BODY, TITLE = b"/F1 8.4 Tf", b"/F2 13 Tf"


def content(paper: PaperEntry) -> bytes:
    """The bytes of a paper. Raises BadWorld when the library has no such file."""
    path: Path = settings.LIBRARY / "worlds" / "papers" / paper.file
    if not path.is_file():
        raise BadWorld(f"there is no paper {paper.file} in library/worlds/papers")
    raw = path.read_bytes()
    return set_as_pdf(raw.decode("utf-8")) if paper.name.endswith(".pdf") and path.suffix == ".txt" else raw


def set_as_pdf(text: str) -> bytes:
    """A plain text as a PDF: its first line is the title, the rest goes on in paragraphs."""
    title, _, rest = text.strip().partition("\n")
    pages = list(_pages(rest)) or [[]]
    return _file([_drawn(title if number == 0 else "", lines) for number, lines in enumerate(pages)])


def _pages(text: str) -> Iterator[list[str]]:
    lines = (
        line
        for written in text.strip().splitlines()
        for line in (wrap(written, COLUMNS, tabsize=4) if written else [""])
    )
    while page := list(islice(lines, LINES)):
        yield page


def _drawn(title: str, lines: list[str]) -> bytes:
    """What one page draws."""
    head = b"%s (%s) Tj 0 -30 Td " % (TITLE, _escaped(title)) if title else b""
    body = b" ".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
    return b"BT %d %d Td %d TL %s%s %s ET" % (LEFT, TOP, LEADING, head, BODY, body)


def _escaped(line: str) -> bytes:
    """As the fonts that every reader has know it: western European letters."""
    raw = line.encode("cp1252", "replace")
    return raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _file(pages: list[bytes]) -> bytes:
    """The objects of the file, one after another, and the table of where each begins."""
    first = 5  # of the objects of the pages; each page is followed by what it draws
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    fonts = b"/Font << /F1 3 0 R /F2 4 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, drawn in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %s >> /Contents %d 0 R >>"
            % (fonts, first + 2 * number + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    written, begins = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        begins.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
