"""Draw one page of a PDF, or a picture, anew as a PNG: run in a process of its own, with bounded memory and time.

A file from outside is never shown as it came: what a reader's browser gets is a picture drawn from it, without
scripts, links, metadata or places where a camera stood. A fault in a drawing library ends this process, not the house.

    python -m comity.activity.papers.rules.drawing pages 1 < file.pdf > page.png

The first line written is the number of pages, the rest is the PNG. Exit status 1 when it cannot be drawn.
"""

import io
import resource
import sys

from PIL import Image

WIDEST = 1400  # pixels
MEMORY = 1536 * 1024 * 1024  # bytes
SECONDS = 10  # of the processor
PIXELS = 60_000_000  # of a picture before it is made smaller


def draw(kind: str, page: int, content: bytes) -> tuple[int, bytes]:
    """The number of pages and this one (from 1) as PNG. Raises ValueError when there is no such page."""
    pages, picture = _page(content, page) if kind == "pages" else (1, _picture(content))
    picture.thumbnail((WIDEST, WIDEST * 2))
    out = io.BytesIO()
    picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "P") else "RGB").save(out, "PNG")
    return pages, out.getvalue()


def _picture(content: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = PIXELS
    picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP"))
    picture.load()
    return picture


def _page(content: bytes, number: int) -> tuple[int, Image.Image]:
    import pypdfium2  # noqa: PLC0415  only the process that draws a PDF pays for it

    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        raise ValueError("there is no such page")
    page = document[number - 1]
    scale = min(WIDEST / max(page.get_width(), 1), 2.5)
    return len(document), page.render(scale=scale).to_pil()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    kind, page = sys.argv[1], int(sys.argv[2])
    try:
        pages, drawn = draw(kind, page, sys.stdin.buffer.read())
    except Exception:  # whatever a drawing library raises over a broken or hostile file: it cannot be drawn
        sys.exit(1)
    sys.stdout.buffer.write(f"{pages}\n".encode() + drawn)


if __name__ == "__main__":
    main()
