"""Shows what overseers look into: the rows behind a number, and whether the record is whole."""

from datetime import UTC, datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from comity.activity.engagements.queries import markings_among
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import counted, page_marking
from comity.foundation.record.queries import head, verify_all

from ..forms import CompareForm, PopulationForm
from ..queries import Population, decided, decisions, failing, snapshots
from ..rules.reliability import ENOUGH, LATE_AFTER, TESTABLE, TOLERATED, check_named
from .files import now

PAGE = 50
TAKEN = 20  # snapshots listed


@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    """Where everything stands that overseers look into."""
    today, reader = timezone.localdate(), request.actor.reader
    first, last = PopulationForm(request.GET).period(today)
    taken = list(snapshots(reader)[:TAKEN])
    told = decided(reader, datetime.combine(first, time.min, UTC))
    context = {
        "at": now(),
        "population": Population(first, last),
        "population_form": PopulationForm(initial={"first": first, "last": last}),
        "decided": told,
        "snapshots": taken,
        "compare_form": CompareForm(),
        "page_marking": page_marking([*(entry.marking for entry in taken), *markings_among(told.marking_ids)]),
    }
    return render(request, "oversight/overview.html", context)


@require_safe
def failing_page(request: ActingRequest, check: str) -> HttpResponse:
    """The engagements that fail one test of reliability."""
    test = check_named(check)
    if test is None:
        raise Http404
    today = timezone.localdate()
    form = PopulationForm(request.GET)
    population = Population(*form.period(today))
    rows = failing(test, population, request.actor.reader, today)
    offset = _figure(request.GET.get("from", ""))
    found = list(rows[offset : offset + PAGE + 1])
    shown = found[:PAGE]
    there_are, markings = counted(rows)
    return render(
        request,
        "oversight/failing.html",
        {
            "at": now(),
            "check": test,
            "population": population,
            "rows": shown,
            "all": there_are,
            "next_from": offset + PAGE if len(found) > PAGE else None,
            "previous_from": max(0, offset - PAGE) if offset else None,
            "thresholds": {"enough": ENOUGH, "tolerated": TOLERATED, "testable": TESTABLE, "late_after": LATE_AFTER},
            "page_marking": page_marking(markings_among(markings)),
        },
    )


@require_safe
def decided_page(request: ActingRequest, which: str) -> HttpResponse:
    """The keys or the answers behind one of the auditor's counts."""
    first, _ = PopulationForm(request.GET).period(timezone.localdate())
    rows = decisions(which, request.actor.reader, datetime.combine(first, time.min, UTC))
    if rows is None:
        raise Http404
    late = which == "late"
    offset = _figure(request.GET.get("from", ""))
    found = list(rows[offset : offset + PAGE + 1])
    shown = found[:PAGE]
    there_are, markings = counted(rows, "consultation__marking_id" if late else "dossier__marking_id")
    context = {
        "at": now(),
        "which": which,
        "first": first,
        "late": late,
        "rows": [_decided(row, late) for row in shown],
        "all": there_are,
        "next_from": offset + PAGE if len(found) > PAGE else None,
        "previous_from": max(0, offset - PAGE) if offset else None,
        "page_marking": page_marking(markings_among(markings)),
    }
    return render(request, "oversight/decided.html", context)


def _decided(row: Any, late: bool) -> dict[str, Any]:
    return {
        "row": row,
        "dossier": row.consultation.dossier if late else row.dossier,
        "due": row.consultation.due_at if late else None,
        "reason": row.words if late else row.over_objection,
    }


def _figure(text: str) -> int:
    """A number from an address; 0 for anything else that was typed there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def record_check(request: ActingRequest) -> HttpResponse:
    """Recomputes the whole record when asked to, and says whether it is whole."""
    tip = head()
    context = {
        "at": now(),
        "head": tip,
        "root": bytes(tip.root).hex(),
        "result": verify_all() if request.method == "POST" else None,
        "page_marking": page_marking([]),
    }
    return render(request, "oversight/record_check.html", context)
