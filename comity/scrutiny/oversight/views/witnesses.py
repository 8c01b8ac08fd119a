"""Shows who vouches for the record from outside, how far, and who is silent or refuses."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.queries import witness_reach
from comity.foundation.record.rules.reach import Standing

from .files import now


@require_safe
def witnesses_page(request: ActingRequest) -> HttpResponse:
    """Each witness, how far it cosigned, how far it is behind, and its last answer; nothing here is marked."""
    at, reach = now(), witness_reach()
    context = {
        "at": at,
        "reach": reach,
        "troubles": reach.troubles(at),
        "standings": [_shown(one, at) for one in reach.standings],
        "page_marking": page_marking([]),
    }
    return render(request, "oversight/witnesses.html", context)


def _shown(one: Standing, at: datetime) -> dict[str, Any]:
    if one.contradicts:
        return {"one": one, "alarm": True, "code": "not_met", "words": gettext("Refuses")}
    if one.silent_at(at):
        return {"one": one, "alarm": True, "code": "overdue", "words": gettext("Silent")}
    if one.behind_since:
        return {"one": one, "alarm": False, "code": "pending", "words": gettext("Not yet")}
    return {"one": one, "alarm": False, "code": "met", "words": gettext("Cosigns")}
