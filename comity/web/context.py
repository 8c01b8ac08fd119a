"""What every page's frame needs: who acts, where one can go, the theme."""

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from comity.foundation.notices.queries import unread

PLACES = [
    ("home", "inbox", _("Waits on me")),
    ("engagements", "handshake", _("Engagements")),
    ("calendar", "calendar-days", _("Calendar")),
    ("timeline", "calendar-range", _("Timeline")),
    ("map", "globe", _("Map")),
    ("countries", "flag", _("Countries")),
    ("crises", "octagon-alert", _("Crises")),
    ("dossiers", "folder-open", _("Dossiers")),
    ("obligations", "list-checks", _("What is owed")),
    ("releases", "send", _("Releases")),
    ("record", "book-open", _("Record")),
    ("oversight", "shield-check", _("Oversight")),
    ("who-may", "key-round", _("Who may")),
    ("emergency", "lock", _("Emergency access")),
    ("posts", "building-2", _("Posts")),
    ("frameworks", "scroll-text", _("Frameworks")),
    ("help", "circle-question-mark", _("Help")),
]


def house(request: Any) -> dict[str, Any]:
    """Context of `base.html`, as `frontend/README.md` describes it."""
    signed_in = hasattr(request, "actor")
    chosen = getattr(request, "choices", None)
    theme = request.COOKIES.get("theme") or (chosen.theme if chosen else "")
    frame: dict[str, Any] = {
        "language": translation.get_language() or "en",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "theme": theme if theme in ("light", "dark") else "",
        "languages": settings.LANGUAGES,
        "demonstration": settings.DEMONSTRATION,
        "signed_in": signed_in,
    }
    if signed_in:
        frame |= {
            "actor": request.actor,
            "posts": _posts(request),
            "unread": unread(request.actor, timezone.now()).count(),
        }
        frame["at"] = timezone.now()
        frame["stands_open"] = [row.opening for row in getattr(request, "stands_open", ())]
    return {"house": frame}


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
