"""What every page's frame needs: who acts, where one can go, the theme."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

PLACES = [
    ("home", "inbox", "Waits on me"),
    ("engagements", "handshake", "Engagements"),
    ("dossiers", "folder-open", "Dossiers"),
    ("obligations", "list-checks", "What is owed"),
    ("record", "book-open", "Record"),
    ("who-may", "key-round", "Who may"),
    ("posts", "building-2", "Posts"),
]


def house(request: Any) -> dict[str, Any]:
    """Context of `base.html`, as `frontend/README.md` describes it."""
    signed_in = hasattr(request, "actor")
    theme = request.COOKIES.get("theme", "")
    frame: dict[str, Any] = {
        "language": translation.get_language() or "en",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "theme": theme if theme in ("light", "dark") else "",
        "demonstration": settings.DEMONSTRATION,
        "signed_in": signed_in,
    }
    if signed_in:
        frame |= {"actor": request.actor, "nav": _nav(request.path), "posts": _posts(request)}
    return {"house": frame}


def _nav(path: str) -> list[dict[str, Any]]:
    links = []
    for name, icon, label in PLACES:
        url = reverse(name)
        here = path == url if url == "/" else path.startswith(url)
        links.append({"url": url, "icon": icon, "label": label, "count": None, "current": here})
    return links


def _posts(request: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": row.post_id,
            "title": row.post.title,
            "institution": row.post.institution.name,
            "current": row.post_id == request.actor.post_id,
        }
        for row in request.held
    ]
