"""Makes the package that a recipient is handed: one ZIP file, the same bytes for the same content.

INVARIANT: it is made of what is released and of nothing else: no part that is left out or sanitised leaves a byte, a
number, a place or a date in it (tests/adversary/test_release.py). A maker is handed no more than this file may say.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from html import escape

from comity.foundation.words.rules.said import in_words, say

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the moment in every member of the file: it tells nobody when what was worked on


@dataclass(frozen=True, slots=True)
class Piece:
    """One released part: its words as they are released, and how it is marked there."""

    words: str
    marking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that the package says."""

    reference: str
    title: str
    originator: str
    recipient: str
    use: str
    marking: str
    conditions: tuple[str, ...]
    until: date | None
    at: datetime
    pieces: tuple[Piece, ...]

    @property
    def watermark(self) -> str:
        return f"{self.reference} · {self.recipient} · {self.at:%Y-%m-%d}"


def package(content: Content, bound: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """The file: the paper to read, the paper as text, what `bound` brings (its label), and what all of it is."""
    members = [
        ("paper.html", page(content).encode()),
        ("paper.txt", text(content).encode()),
        *bound,
    ]
    members.append(("manifest.json", manifest(content, members)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in members:
            info = zipfile.ZipInfo(name, ALWAYS)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            file.writestr(info, raw)
    return out.getvalue()


def manifest(content: Content, members: Sequence[tuple[str, bytes]]) -> bytes:
    """What binds the members to the marking, the recipient and the use: their digests beside these, as JSON."""
    said = {
        "release": content.reference,
        "recipient": content.recipient,
        "use": content.use,
        "marking": content.marking,
        "conditions": list(content.conditions),
        "valid_until": content.until.isoformat() if content.until else None,
        "handed_over": content.at.isoformat(),
        "members": {name: sha256(raw).hexdigest() for name, raw in members},
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _facts(content: Content) -> list[tuple[str, str]]:
    lines = [
        (in_words(say("Released by")), content.originator),
        (in_words(say("Released to")), content.recipient),
        (in_words(say("For this use")), content.use),
        (in_words(say("Handed over")), f"{content.at:%Y-%m-%d %H:%M} UTC"),
        (in_words(say("Valid until")), content.until.isoformat() if content.until else in_words(say("recalled"))),
    ]
    return [(str(label), value) for label, value in lines]


def text(content: Content) -> str:
    """As plain text: the marking above and below, the watermark under every paragraph."""
    lines = [content.marking, "", f"{content.title} ({content.reference})", ""]
    lines += [f"{label}: {value}" for label, value in _facts(content)]
    if content.conditions:
        lines += ["", f"{in_words(say('Conditions'))}:", *(f"- {words}" for words in content.conditions)]
    for piece in content.pieces:
        lines += ["", f"[{piece.marking}]", piece.words, f"    {content.watermark}"]
    return "\n".join([*lines, "", content.marking, ""])


def page(content: Content) -> str:
    """As a page of its own that needs nothing from elsewhere, with the watermark across every sheet."""
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in _facts(content))
    conditions = "".join(f"<li>{escape(words)}</li>" for words in content.conditions)
    pieces = "".join(
        f'<section><p class="m">{escape(piece.marking)}</p><p class="w" dir="auto">{escape(piece.words)}</p>'
        f'<p class="x">{escape(content.watermark)}</p></section>'
        for piece in content.pieces
    )
    across = " · ".join([escape(content.watermark)] * 40)
    banner = f'<p class="b">{escape(content.marking)}</p>'
    heading = f"<h2>{escape(str(in_words(say('Conditions'))))}</h2><ul>{conditions}</ul>" if conditions else ""
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(content.reference)}</title>'
        f'<style>{_STYLE}</style></head><body><div class="across" aria-hidden="true">{across}</div>{banner}'
        f'<h1 dir="auto">{escape(content.title)}</h1><dl>{facts}</dl>{heading}{pieces}{banner}</body></html>'
    )


_STYLE = (
    "body{font:12pt/1.5 sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
    ".b{font-weight:700;text-align:center;border:2px solid #111;padding:.3rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#555}dd{margin:0}"
    "section{border-top:1px solid #999;padding:.6rem 0}.m{font-weight:700;margin:0}.w{white-space:pre-line}"
    ".x{color:#767676;font-size:9pt;margin:0}"
    ".across{position:fixed;inset:-30% -30%;transform:rotate(-30deg);color:rgba(0,0,0,.06);font-size:16pt;"
    "line-height:4rem;pointer-events:none;z-index:-1;overflow:hidden}"
)
