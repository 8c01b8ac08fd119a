"""The pages of what is opened in an emergency: the form, the list for whoever watches over it, and each opening."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import level_of, page_marking
from comity.foundation.words.rules.said import in_words

from .actions.break_glass import break_glass
from .actions.end_opening import end_opening
from .forms import BreakGlassForm
from .models import OpenedThing, Opening
from .permissions import OVERSEERS, may_break_glass
from .queries import (
    STANDS_OPEN,
    entry_for,
    framework_for,
    instrument_of,
    named_for,
    opening_for,
    openings,
    pages_of,
    things_of,
    watchers,
    where_read,
)

SHOWN = 100


def _now() -> datetime:
    return timezone.now()


def _watches(actor: Actor) -> bool:
    framework = framework_for(actor)
    if actor.character in OVERSEERS:
        return True
    return framework is not None and actor.post_id in watchers(framework.key)


def _seen_by(actor: Actor) -> QuerySet[Opening]:
    """All to whoever watches over them, and to everybody else their own."""
    return openings(actor.reader).filter(Q() if _watches(actor) else Q(by_id=actor.person_id))


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: ActingRequest) -> HttpResponse:
    """The form, for those whom the framework names, and what was opened."""
    actor, framework, entry = request.actor, framework_for(request.actor), entry_for(request.actor)
    instrument = instrument_of(framework, entry) if framework and entry else ""
    verdict = may_break_glass(actor, named=named_for(actor), instrument=instrument)
    longest = entry.hours if entry else 1
    form, status = BreakGlassForm(longest=longest), 200
    if request.method == "POST":
        form = BreakGlassForm(request.POST, longest=longest)
        opened, status = _open(request, form)
        if opened is not None:
            return redirect(reverse("emergency-opening", args=[opened.pk]))
    rows = list(_seen_by(actor)[:SHOWN])
    things = things_of(rows, actor.reader)
    context = {
        "form": form,
        "may": verdict,
        "longest": longest,
        "lines": [_line(row, things.get(row.pk)) for row in rows],
        "at": _now(),
        "page_marking": page_marking([*(row.marking for row in rows), *(one.marking for one in things.values())]),
    }
    return render(request, "emergency/emergency.html", context, status=status)


def _open(request: ActingRequest, form: BreakGlassForm) -> tuple[Opening | None, int]:
    if not form.is_valid():
        return None, 422
    said = form.cleaned_data
    try:
        opened = break_glass(said["what"], actor=request.actor, at=_now(), reason=said["reason"], hours=said["hours"])
    except (Refused, NotAllowed) as error:
        # In the same words for what is not there and for what is never opened.
        said_why = error.verdict.why if isinstance(error, NotAllowed) else error.args[0]
        form.add_error(None, in_words(said_why))
        return None, 422
    request.session[STANDS_OPEN] = True
    messages.warning(request, _("It stands open to you now. Whoever watches over this was told."))
    return opened, 200


def _line(row: Opening, thing: OpenedThing | None) -> dict[str, Any]:
    level = level_of(thing.marking.label) if thing else 0
    return {"row": row, "thing": thing, "level": level, "runs": row.runs_at(_now())}


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: ActingRequest, number: int) -> HttpResponse:
    """One opening: what is told of it to this reader; and its end."""
    found = opening_for(number, request.actor.reader)
    if found is None or not _seen_by(request.actor).filter(pk=number).exists():
        raise Http404
    if request.method == "POST":
        try:
            end_opening(number, actor=request.actor, at=_now())
        except (Refused, NotAllowed) as error:
            messages.error(request, in_words(error.args[0]))
        else:
            messages.success(request, _("It is closed. What was read by it waits for review."))
        return redirect(reverse("emergency-opening", args=[number]))
    thing = things_of([found], request.actor.reader).get(found.pk)
    pages = list(pages_of(found, request.actor.reader))
    context = {
        "found": found,
        "line": _line(found, thing),
        "pages": pages,
        "own": found.by_id == request.actor.person_id,
        "link": _link(request, found),
        "at": _now(),
        "page_marking": page_marking([found.marking, *([thing.marking] if thing else [])]),
    }
    return render(request, "emergency/opening.html", context)


def _link(request: ActingRequest, found: Opening) -> str:
    """Where it is read, for whom it stands open."""
    for row in getattr(request, "stands_open", ()):
        if row.opening_id == found.pk:
            name, parts = where_read(row)
            return reverse(name, args=parts)
    return ""
