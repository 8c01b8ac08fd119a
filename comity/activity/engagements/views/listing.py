"""The list of engagements, narrowed, page by page; and the same as a file."""

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from comity.activity.engagements.forms import FilterForm
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import (
    Filters,
    end_of,
    engagements,
    framework_of,
    listed,
    markings_of,
    page_of,
    power_to_propose,
    start_of,
    state_names,
)
from comity.activity.engagements.rules.cells import harmless
from comity.activity.engagements.rules.dates import span_shown, written
from comity.activity.engagements.rules.vocabulary import CURRENCY, KIND_WORDS
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.foundation.words.rules.said import figure, in_words, nation
from comity.mandate.institutions.queries import state_named

from .finding import chip, now, shown

HEADING = (
    *(
        "reference",
        "title",
        "kind",
        "state",
        "marking",
        "begins",
        "ends",
        "host",
        "place",
        "zone",
        "partners",
    ),
    *("personnel", f"cost ({CURRENCY})", "lead post", "lead institution"),
)


@require_safe
def engagements_list(request: ActingRequest) -> HttpResponse:
    form, filters = filters_of(request)
    reader = request.actor.reader
    rows = listed(engagements(reader, filters).named_if_few(reader))
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    may = power_to_propose(request.actor, now(), framework_of(request.actor.post_id))
    context = {
        "form": form,
        "filters": None if form.is_bound else _unfiltered(get_language()),
        "lines": [_line(row) for row in page.rows],
        "applied": applied_to(request, form),
        "previous": _turned(request, before=page.earlier),
        "next": _turned(request, after=page.later),
        "export": f"{reverse('engagements-export')}?{request.GET.urlencode()}",
        "may_begin": may,
        "narrowed": bool(filters != Filters()),
    }
    return shown(request, "list", context, markings=[row.marking for row in page.rows])


@cache
def _unfiltered(_language: str | None) -> SafeString:
    """The empty filter form as it is drawn: the same for everyone of a language, and it costs as much as the rows."""
    return render_to_string("components/filters.html", {"form": FilterForm(), "applied": [], "reset": "?"})


def _line(row: Engagement) -> dict[str, Any]:
    return {
        "row": row,
        "url": f"/engagements/{row.reference}/",
        "kind": KIND_WORDS.get(row.kind, row.kind),
        "when": span_shown(start_of(row), end_of(row)),
        "where": nation(row.host.code, row.host.name) if row.host else row.place,
        "people": "" if row.personnel is None else figure(row.personnel),
        "marking": chip(row.marking),
    }


def filters_of(request: ActingRequest, kind: type[FilterForm] = FilterForm) -> tuple[FilterForm, Filters]:
    """The form as it was filled in, and what it narrows a list, a calendar or a map to."""
    form = kind(request.GET or None)
    if not form.is_bound:
        return form, Filters()
    form.full_clean()
    typed = form.cleaned_data
    codes = {name: _code(form, name, typed.get(name) or "") for name in ("partner", "host")}
    return form, Filters(
        text=(typed.get("text") or "").replace("\x00", ""),
        kind=typed.get("kind") or "",
        state=typed.get("state") or "",
        year=typed.get("year"),
        waiting=bool(typed.get("waiting")),
        **codes,
    )


def _code(form: FilterForm, name: str, said: str) -> str:
    """The state's code; a name nobody knows finds nothing, and the form says so."""
    if not said:
        return ""
    if (state := state_named(said)) is not None:
        return state.code
    if (code := state_names().code(said)) is not None:
        return code
    form.add_error(name, gettext("“{name}” is not a state known here.").format(name=said))
    return "???"


def applied_to(request: ActingRequest, form: FilterForm) -> list[dict[str, str]]:
    chips = []
    for name, field in form.fields.items():
        value = request.GET.get(name, "").strip()
        if not value or field.widget.is_hidden:
            continue
        query = request.GET.copy()
        for gone in (name, "after", "before"):
            query.pop(gone, None)
        words = in_words(dict(getattr(field, "choices", ())).get(value, value))
        label = str(field.label or name.capitalize())
        said = label if name == "waiting" else gettext("{label}: {value}").format(label=label, value=words)
        chips.append({"label": said, "url": f"?{query.urlencode()}"})
    return chips


def _turned(request: ActingRequest, **mark: str) -> str | None:
    name, value = next(iter(mark.items()))
    if not value:
        return None
    query = request.GET.copy()
    for old in ("after", "before"):
        query.pop(old, None)
    query[name] = value
    return f"?{query.urlencode()}"


@require_safe
def engagements_export(request: ActingRequest) -> StreamingHttpResponse:
    """What the list shows, whole, as CSV. Its first line is the marking of all that follows."""
    _, filters = filters_of(request)
    rows = engagements(request.actor.reader, filters)
    banner = page_marking(markings_of(rows))["text"]
    whole = rows.select_related("marking", "host", "lead_post", "lead_post__institution")
    lines = _csv(banner, whole.order_by("-sort_date", "-id").iterator(chunk_size=1000))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="engagements.csv"'
    response["Cache-Control"] = "no-store"
    return response


class _Echo:
    """A file that gives back each line as it is written."""

    def write(self, line: str) -> str:
        return line


def _csv(banner: str, rows: Iterator[Engagement]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow([harmless(banner)])
    yield writer.writerow(HEADING)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in _cells(row)])


def _cells(row: Engagement) -> tuple[object, ...]:
    return (
        row.reference,
        row.title,
        KIND_WORDS.get(row.kind, row.kind),
        row.state,
        row.marking.words,
        written(start_of(row)),
        written(end_of(row)),
        row.host.name if row.host else "",
        row.place,
        row.zone,
        row.partner_codes,
        row.personnel,
        row.cost,
        row.lead_post.title,
        row.lead_post.institution.name,
    )
