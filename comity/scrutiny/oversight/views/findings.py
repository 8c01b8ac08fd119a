"""Shows what monitors found and how far each has read, and lets overseers take note."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.activity.engagements.queries import markings_among
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused, deny
from comity.foundation.labels.queries import MarkedQuerySet, counted, level_of, page_marking
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import Entry, head
from comity.foundation.words.rules.said import in_words, say

from ..actions.acknowledge_finding import acknowledge_finding
from ..forms import RemarkForm
from ..models import Finding
from ..permissions import may_acknowledge
from ..queries import (
    MONITORS,
    beyond_ones_clearance,
    entries_of,
    finding_whoever_reads,
    found_for,
    looks,
    of_watch,
    unnoted,
    watch_named,
)
from .files import csv_of, file_answer, now

PAGE = 50
COLUMNS = (
    "finding",
    "monitor",
    "what was found",
    "entry",
    "entry at",
    "who",
    "instrument",
    "first seen",
    "last seen",
    "gone",
    "noted by",
    "marking",
)


@require_safe
def findings_page(request: ActingRequest) -> HttpResponse:
    """What waits, what was noted, what is gone; and every monitor with how far it has read."""
    actor, watch = request.actor, request.GET.get("watch", "")
    watch = watch if watch_named(watch) else ""
    show = request.GET.get("show", "")
    lists = _lists(actor, watch)
    show = show if show in lists else "waiting"
    rows = lists[show]
    there_are, _marked = counted(rows)
    offset = _offset(request.GET.get("from", ""), there_are)
    shown = list(rows[offset : offset + PAGE])
    waiting, marked = counted(lists["waiting"])
    context = {
        "at": now(),
        "rows": _lines(shown, actor),
        "tabs": _tabs(show, watch, waiting),
        "show": show,
        "watch": watch,
        "watches": [{"key": m.watch.key, "title": m.watch.title} for m in MONITORS],
        "monitors": _monitors(actor),
        "beyond": beyond_ones_clearance(actor),
        "overseer": bool(may_acknowledge(actor)),
        "head": head(),
        "previous_from": max(0, offset - PAGE) if offset else None,
        "next_from": offset + PAGE if there_are > offset + PAGE else None,
        "page_marking": page_marking([*(row.marking for row in shown), *markings_among(marked | _counted(actor))]),
    }
    return render(request, "oversight/findings.html", context)


@require_safe
def findings_file(request: ActingRequest) -> HttpResponse:
    """Every finding one may read, as CSV. Its first line is the marking of all that follows."""
    watch = request.GET.get("watch", "")
    rows = list(of_watch(found_for(request.actor.reader), watch if watch_named(watch) else ""))
    entries = entries_of(rows, request.actor.reader)
    lines = [_cells(row, entries.get(row.seq if row.seq is not None else -1)) for row in rows]
    text = csv_of([[page_marking([row.marking for row in rows])["text"]], COLUMNS, *lines])
    return file_answer(text.encode(), "text/csv; charset=utf-8", "findings.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def finding_page(request: ActingRequest, number: int) -> HttpResponse:
    """One finding, the entry it is about, and who took note of it."""
    actor = request.actor
    row = found_for(actor.reader).filter(pk=number).first() or _refuse(request, number)
    form, status = RemarkForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acknowledge_finding(row.pk, actor=actor, at=now(), remark=form.cleaned_data["remark"])
            except (Refused, NotAllowed) as error:
                form.add_error(None, in_words(error.args[0]))
                status = 403 if isinstance(error, NotAllowed) else 422
            else:
                messages.success(request, _("It is on the record that your post took note."))
                return redirect(reverse("finding", args=[row.pk]))
    noted = [one.post_id for one in row.acknowledgements.all()]
    context = {
        "at": now(),
        "line": _lines([row], actor)[0],
        "form": form,
        "may_note": bool(may_acknowledge(actor)) and actor.post_id not in noted,
        "page_marking": page_marking([row.marking]),
    }
    return render(request, "oversight/finding.html", context, status=status)


def _refuse(request: ActingRequest, number: int) -> Finding:
    """Raises Http404. What exists and is closed to this reader is written in the record, under its own marking."""
    hidden = finding_whoever_reads(f"F-{number}")
    if hidden is not None:
        things = [Thing("finding", hidden.pk, hidden.reference)]
        refusal = NotAllowed(deny(say("not cleared to read it")), say("open a finding"), things, hidden.marking_id)
        record_refusal(refusal, actor=request.actor, at=now())
    raise Http404


def _lists(actor: Actor, watch: str) -> dict[str, MarkedQuerySet[Finding]]:
    rows = of_watch(found_for(actor.reader), watch)
    waiting = unnoted(rows, actor)
    return {
        "waiting": waiting,
        "noted": rows.filter(gone_at__isnull=True).exclude(pk__in=waiting.values("pk")),
        "gone": rows.filter(gone_at__isnull=False),
        "all": rows,
    }


def _tabs(show: str, watch: str, waiting: int) -> list[dict[str, Any]]:
    names = {
        "waiting": pgettext("findings", "Waiting"),
        "noted": pgettext("findings", "Noted"),
        "gone": pgettext("findings", "No longer so"),
        "all": pgettext("findings", "All"),
    }
    rest = f"&watch={watch}" if watch else ""
    return [
        {
            "url": f"?show={key}{rest}",
            "label": label,
            "current": key == show,
            "count": waiting if key == "waiting" else None,
        }
        for key, label in names.items()
    ]


def _lines(rows: list[Finding], actor: Actor) -> list[dict[str, Any]]:
    entries = entries_of(rows, actor.reader)
    return [
        {
            "finding": row,
            "watch": watch_named(row.watch),
            "entry": entries.get(row.seq) if row.seq is not None else None,
            "before": None if row.seq is None else row.seq + 1,
            "noted": list(row.acknowledgements.all()),
            "marking": {"text": row.marking.words, "level": level_of(row.marking.label)},
        }
        for row in rows
    ]


def _monitors(actor: Actor) -> list[dict[str, Any]]:
    """Each monitor with how far it has read, and how much it found that this reader may read and that is still so."""
    seen = looks()
    standing = found_for(actor.reader).filter(gone_at__isnull=True).order_by()
    found = list(standing.values_list("watch", flat=True))
    return [
        {"watch": one.watch, "look": seen.get(one.watch.key), "found": found.count(one.watch.key)} for one in MONITORS
    ]


def _counted(actor: Actor) -> frozenset[int]:
    return counted(found_for(actor.reader).filter(gone_at__isnull=True))[1]


def _offset(text: str, there_are: int) -> int:
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return asked if asked < there_are else 0


def _cells(row: Finding, entry: Entry | None) -> tuple[object, ...]:
    watch = watch_named(row.watch)
    noted = (f"{one.post} ({one.at:%Y-%m-%d}): {one.remark}" for one in row.acknowledgements.all())
    return (
        row.reference,
        str(watch.title) if watch else row.watch,
        row.sentence,
        "" if row.seq is None else row.seq,
        entry.at.isoformat() if entry else "",
        entry.actor if entry else "",
        row.instrument,
        row.first_seen.isoformat(),
        row.last_seen.isoformat(),
        row.gone_at.isoformat() if row.gone_at else "",
        "; ".join(noted),
        row.marking.words,
    )
