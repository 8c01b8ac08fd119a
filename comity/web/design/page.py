"""`/design/`: every part of the house, drawn, named, and with the text that draws it. For those who build and judge."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.foundation.labels.queries import page_marking

from .chapters import CHAPTERS, LOOKS, Look
from .tokens import EDGE, TEXT, Swatch, pairs, sizes, swatches

GROUPS = {
    "Grounds": ("ground", "surface", "sunken", "accent-soft"),
    "Ink and lines": ("ink", "ink-soft", "line", "line-strong", "accent", "on-accent"),
    "Tones": tuple(f"{tone}{part}" for tone in ("info", "go", "wait", "stop") for part in ("", "-soft", "-line")),
    "Levels of a marking": (*(f"level-{level}" for level in range(5)), "on-level", "on-level-4", "stop-fill"),
}
# What a chapter needs beside the styles of every page.
SHEETS = {
    "pieces": ("comity/desks.css", "comity/decide.css"),
    "lists": ("comity/notices.css", "comity/overview.css"),
    "plans": ("comity/overview.css", "comity/map.css", "comity/desks.css"),
    "desks": ("comity/desks.css", "comity/papers.css"),
}


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """The first chapter: colours with what they measure, type, distances."""
    found = {swatch.name: swatch for swatch in swatches()}
    groups: list[tuple[str, list[Swatch]]] = [
        (title, [found.pop(name) for name in names if name in found]) for title, names in GROUPS.items()
    ]
    if found:
        groups.append(("Others", list(found.values())))
    measured = list(pairs())
    return _chapter(
        request,
        "design/foundations.html",
        "",
        groups=groups,
        pairs=measured,
        failing=[pair for pair in measured if not pair.enough],
        least=(TEXT, EDGE),
        texts=sizes("text"),
        gaps=sizes("gap"),
        themes=LOOKS[:2],
    )


@require_safe
def icons(request: HttpRequest) -> HttpResponse:
    """Every icon of the sprite, with the name by which a page asks for it."""
    return _chapter(request, "design/icons.html", "icons", icons=_icons())


@require_safe
def chapter(request: HttpRequest, key: str) -> HttpResponse:
    """One chapter of specimens; `?look=` narrows it to one look."""
    shown = next((one for one in CHAPTERS if one.key == key), None)
    if shown is None:
        raise Http404
    chosen = request.GET.get("look", "")
    looks = [look for look in LOOKS if look.key == chosen] or LOOKS
    return _chapter(
        request, "design/chapter.html", key, chapter=shown, looks=looks, choices=_choices(looks), alone=len(looks) == 1
    )


def _chapter(request: HttpRequest, template: str, here: str, **context: Any) -> HttpResponse:
    tabs = [
        {"url": reverse("design"), "label": "Colour and type", "current": here == ""},
        {"url": reverse("design-icons"), "label": "Icons", "current": here == "icons"},
        *(
            {"url": reverse("design-chapter", args=[one.key]), "label": one.title, "current": here == one.key}
            for one in CHAPTERS
        ),
    ]
    frame = {"page_marking": page_marking(()), "chapters": tabs, "sheets": SHEETS.get(here, ())}
    return render(request, template, {**frame, **context})


def _choices(looks: list[Look]) -> list[dict[str, Any]]:
    every = {"url": "?", "label": "Side by side", "current": len(looks) > 1}
    alone = [{"url": f"?look={look.key}", "label": look.title, "current": looks == [look]} for look in LOOKS]
    return [every, *alone]


@cache
def _icons() -> list[str]:
    sprite = finders.find("vendor/icons.svg")
    return re.findall(r'<symbol id="([\w-]+)"', Path(sprite).read_text(encoding="utf-8")) if sprite else []
