"""Names in remarks, kinds of files, and how long one may take back what one said."""

from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from comity.activity.papers.rules.drawing import draw
from comity.activity.papers.rules.media import NAME_AT_MOST, Preview, clean_name, disagrees, media_of
from comity.activity.papers.rules.mentions import mentioned, parts
from comity.activity.papers.rules.taking_back import may_take_back

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ask @Nakamura and @kowhai, then @nakamura.", ("nakamura", "kowhai")),
        ("write to me@example.org", ()),
        ("@a", ("a",)),
        ("no @ alone", ()),
        ("(@de-la-croix)", ("de-la-croix",)),
    ],
)
def test_names_after_an_at_sign_are_mentions(words, names):
    assert mentioned(words) == names


def test_only_known_names_are_marked_and_nothing_of_the_words_is_lost():
    words = "@desk: see @nobody, @desk"
    cut = parts(words, ["desk"])
    assert "".join(text for text, _ in cut) == words
    assert [text for text, is_mention in cut if is_mention] == ["@desk", "@desk"]


@pytest.mark.parametrize(
    ("head", "name", "type", "preview"),
    [
        (b"%PDF-1.7\n", "x.exe", "application/pdf", Preview.PAGES),
        (b"\x89PNG\r\n\x1a\n....", "plan.pdf", "image/png", Preview.PICTURE),
        (
            b"PK\x03\x04....",
            "list.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Preview.NONE,
        ),
        (b"PK\x03\x04....", "list.pdf", "application/zip", Preview.NONE),
        (b"<html><script>", "page.html", "text/plain", Preview.TEXT),
        ("Überfahrt".encode(), "note.txt", "text/plain", Preview.TEXT),
        (b"MZ\x90\x00\x03", "note.txt", "application/octet-stream", Preview.NONE),
        (b"", "empty", "application/octet-stream", Preview.NONE),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head, name, type, preview):
    found = media_of(head, name)
    assert (found.type, found.preview) == (type, preview)


def test_a_letter_cut_at_the_end_of_the_head_is_still_text():
    assert media_of("ü".encode()[:1].join([b"aaa", b""]), "t").preview is Preview.TEXT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\plans\\a b.pdf", "a b.pdf"),
        ("fdp.\u202eexe", "fdp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        (" .. ", ""),
    ],
)
def test_names_of_files_lose_what_deceives(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    assert clean_name("a" * 400 + ".pdf").endswith(".pdf")
    assert len(clean_name("a" * 400 + ".pdf")) == NAME_AT_MOST


def test_a_remark_is_taken_back_by_its_author_at_once_or_not_at_all():
    said = {"person_id": 1, "by_id": 1, "said_at": NOON, "at": NOON + timedelta(minutes=5), "answered": False}
    assert may_take_back(**said)
    assert not may_take_back(**{**said, "person_id": 2})
    assert not may_take_back(**{**said, "person_id": None})
    assert not may_take_back(**{**said, "at": NOON + timedelta(minutes=16)})
    assert not may_take_back(**{**said, "answered": True})


def a_pdf():
    """Two pages, one wide and one high."""
    import io

    out = io.BytesIO()
    first, second = Image.new("RGB", (300, 100), "white"), Image.new("RGB", (100, 300), "white")
    first.save(out, "PDF", save_all=True, append_images=[second])
    return out.getvalue()


def test_a_page_of_a_pdf_is_drawn_as_a_picture():
    pages, png = draw("pages", 2, a_pdf())
    assert pages == 2
    assert png.startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="no such page"):
        draw("pages", 3, a_pdf())


@pytest.mark.parametrize(
    ("name", "declared", "head", "told"),
    [
        ("a.pdf", "application/pdf", b"%PDF-1.7", ""),
        ("a.pdf", "", b"MZ\x00\x01", "“a.pdf” calls itself PDF, and is file."),
        ("a.txt", "image/png; q=1", b"hello", "“a.txt” calls itself PNG, and is text."),
        ("a.csv", "application/vnd.ms-excel", b"1,2", ""),
        ("a", "application/x-unheard-of", b"hello", ""),
        ("a.xlsx", "", b"PK\x03\x04", ""),
        ("a.exe.png", "image/png", b"PK\x03\x04", "“a.exe.png” calls itself PNG, and is ZIP."),
    ],
)
def test_what_a_file_calls_itself_is_compared_with_what_it_is(name, declared, head, told):
    assert disagrees(name, declared, media_of(head, name)) == told
