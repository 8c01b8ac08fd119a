"""The page of search."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking

from .finding import ROOMS, called_exactly, find, markings_of
from .matching import WORDS_AT_MOST, terms_of
from .things import Seeing

FEW, MANY = 6, 60  # shown of each kind: when all kinds are sought, and when one is


@require_safe
def search(request: ActingRequest) -> HttpResponse:
    """Everything one may see of what was typed, in groups. A reference typed in full leads straight to its thing."""
    typed = request.GET.get("q", "")[:WORDS_AT_MOST].strip()
    seeing = Seeing(request.actor, timezone.now())
    chosen = [key for key in request.GET.getlist("in") if key in ROOMS]
    if not chosen and (exact := called_exactly(typed, seeing)) is not None:
        return redirect(exact.url)
    groups = find(typed, seeing, rooms=chosen, most=MANY if len(chosen) == 1 else FEW)
    context: dict[str, Any] = {
        "typed": typed,
        "terms": terms_of(typed),
        "groups": groups,
        "rooms": [(key, title, key in chosen) for key, (title, _look) in ROOMS.items()],
        "chosen": chosen,
        "page_marking": page_marking(markings_of(groups)),
    }
    return render(request, "web/find.html", context)
