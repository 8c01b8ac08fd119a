"""The world map: where engagements lie, how many, between whom; as a page with its twin, and as data for the island."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import Spot, drawn, markings_among, parties_of, spots
from comity.activity.engagements.rules.globe import Point, cell_of, great_circle
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.mandate.institutions.queries import points, posts, states

from .finding import found, now, shown
from .listing import applied_to, filters_of
from .windows import WindowForm, as_line, month_key, today, window_of

LENGTHS = (1, 3, 6, 12)
BESIDE = 40  # listed beside the map
SINGLE = 300  # drawn one by one; beyond it the server counts by cells
CELL = 4.0  # degrees
FEW = 25  # up to so many, the ways between partners are all drawn

MAP_POLICY = {"worker-src": [SELF], "trusted-types": ["default"]}
"""What a page with the map may do beyond others: run the map's own worker. The policy `default` of map.js lets that
one address through and nothing else."""


@require_safe
@csp_replace(MAP_POLICY)  # type: ignore[arg-type]  # a view of ours takes a request that has an actor
def map_page(request: ActingRequest) -> HttpResponse:
    """`?since=2026-11&months=12`, narrowed as the list is. The table says all that the map shows."""
    at = now()
    form, filters = filters_of(request, WindowForm)
    window = window_of(request, at, LENGTHS, 12)
    rows, capped = spots(request.actor.reader, window.ruler.first, window.ruler.last, filters)
    lines = [as_line(row) for row in drawn([row.key for row in rows[:BESIDE]], request.actor.reader).values()]
    context = {
        "form": form,
        "applied": applied_to(request, form),
        "reset": f"?since={month_key(window.year, window.month)}&months={window.months}",
        "window": window,
        "lengths": LENGTHS,
        "before": window.moved(-window.months),
        "after": window.moved(window.months),
        "now": month_key(today(at).year, today(at).month),
        "lines": lines,
        "left_out": max(0, len(rows) - len(lines)),
        "places": _places(rows),
        "total": len(rows),
        "capped": capped,
        "data": f"{reverse('map-data')}?{request.GET.urlencode()}",
        "boundaries": reverse("map-boundaries") if settings.BOUNDARIES else static("vendor/boundaries.json"),
        "own_boundaries": bool(settings.BOUNDARIES),
    }
    return shown(request, "map", context, markings=markings_among(row.marking_id for row in rows))


def _places(rows: Sequence[Spot]) -> list[dict[str, Any]]:
    """How many lie in each host, those with the most first; what names no host last."""
    counted = Counter(row.host for row in rows)
    exact = Counter(row.host for row in rows if row.latitude is not None)
    names = {state.code: state for state in states().filter(code__in=[code for code in counted if code])}
    known = points()
    found = [
        {
            "code": code or "",
            "name": str(names[code]) if code in names else "",
            "count": count,
            "exact": exact[code],
            "on_map": count if code in known else exact[code],
        }
        for code, count in counted.items()
    ]
    return sorted(found, key=lambda place: (not place["code"], -place["count"], place["name"]))


@require_safe
def map_data(request: ActingRequest) -> JsonResponse:
    """What the island draws, for this reader: single points or counted cells, areas, and the ways between few."""
    at = now()
    _form, filters = filters_of(request, WindowForm)
    ruler = window_of(request, at, LENGTHS, 12).ruler
    rows, capped = spots(request.actor.reader, ruler.first, ruler.last, filters)
    known = points()
    single = len(rows) <= SINGLE
    whole = drawn([row.key for row in rows], request.actor.reader) if single else {}
    answer: dict[str, Any] = {
        "marking": page_marking(markings_among(row.marking_id for row in rows)),
        "capped": capped,
        "points": [_point(row, whole[row.key], known) for row in rows if row.key in whole and _at(row, known)],
        "cells": [] if single else _cells(rows, known),
        "areas": dict(Counter(row.host for row in rows if row.host)),
        "ways": _ways_of(_ends(rows, whole, known), known, request) if len(rows) <= FEW else [],
    }
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


def _at(row: Spot, known: Mapping[str, Point]) -> Point | None:
    """Where it is drawn: its coordinates, else a point inside its host, else nowhere."""
    if row.latitude is not None and row.longitude is not None:
        return row.latitude, row.longitude
    return known.get(row.host or "")


def _point(spot: Spot, row: Engagement, known: Mapping[str, Point]) -> dict[str, Any]:
    line = as_line(row)
    said = {name: line[name] for name in ("reference", "title", "state", "url", "when", "where", "kind")}
    latitude, longitude = _at(spot, known) or (0.0, 0.0)
    return {**said, "marking": line["marking"]["text"], "at": [longitude, latitude], "exact": spot.latitude is not None}


def _cells(rows: Sequence[Spot], known: Mapping[str, Point]) -> list[dict[str, Any]]:
    """Counted by cells of the grid; each is drawn in the middle of what it holds."""
    held: dict[tuple[int, int], list[Point]] = {}
    for row in rows:
        if (at := _at(row, known)) is not None:
            held.setdefault(cell_of(at, CELL), []).append(at)
    return [
        {
            "at": [
                round(sum(point[1] for point in here) / len(here), 2),
                round(sum(point[0] for point in here) / len(here), 2),
            ],
            "count": len(here),
        }
        for here in held.values()
    ]


@require_safe
def map_ways(request: ActingRequest, reference: str) -> JsonResponse:
    """The ways of one engagement: from its lead to its host, and from each partner to it."""
    row = found(request, reference)
    position = (float(row.latitude), float(row.longitude)) if row.latitude and row.longitude else None
    known = points()
    end = _End(row.pk, row.reference, row.lead_post_id, row.host_id, position or known.get(row.host_id or ""))
    response = JsonResponse({"ways": _ways_of([end], known, request)})
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class _End:
    """Where the ways to an engagement end, and whose state leads it."""

    key: UUID
    reference: str
    lead_id: int
    host: str | None
    at: Point | None


def _ends(rows: Sequence[Spot], whole: Mapping[UUID, Engagement], known: Mapping[str, Point]) -> list[_End]:
    here = [(row, whole[row.key]) for row in rows if row.key in whole]
    return [_End(row.key, it.reference, it.lead_post_id, row.host, _at(row, known)) for row, it in here]


def _ways_of(ends: Sequence[_End], known: Mapping[str, Point], request: ActingRequest) -> list[dict[str, Any]]:
    """Great circles to where each lies, from its lead's state and from its partners; each pair of ends once."""
    lead = dict(posts().filter(pk__in={end.lead_id for end in ends}).values_list("pk", "institution__state_id"))
    parties = parties_of([end.key for end in ends], request.actor.reader)
    ways: dict[tuple[Point, Point], dict[str, Any]] = {}
    for end in ends:
        leader = lead.get(end.lead_id, "")
        for code in dict.fromkeys([leader, *parties.get(end.key, [])]):
            if end.at is None or code not in known or code == end.host:
                continue
            drawn_before = ways.setdefault(
                (known[code], end.at),
                {"from": code, "lead": code == leader, "of": [], "line": great_circle(known[code], end.at)},
            )
            drawn_before["of"].append(end.reference)
    return list(ways.values())


@require_safe
def map_boundaries(request: ActingRequest) -> FileResponse:  # noqa: ARG001  (every view is handed its request)
    """The file that replaces the boundaries of the house, if the operator named one."""
    if not settings.BOUNDARIES:
        raise Http404(_("This house draws the boundaries it came with."))
    return FileResponse(settings.BOUNDARIES.open("rb"), content_type="application/geo+json")
