"""The world map: where engagements lie, how many, between whom; as a page with its twin, and as data for the island."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from comity.activity.engagements.queries import (
    Gathered,
    Spot,
    drawn,
    earliest,
    gathered,
    markings_among,
    parties_of,
    spots,
)
from comity.activity.engagements.rules.globe import Point, cell_of, great_circle
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.order import by_letters
from comity.foundation.words.rules.said import in_words, nation
from comity.mandate.institutions.queries import points, posts, states

from .finding import found, now, shown
from .listing import applied_to, filters_of
from .windows import WindowForm, as_line, month_key, today, window_of

LENGTHS = (1, 3, 6, 12)
BESIDE = 40  # listed beside the map
SINGLE = 300  # drawn one by one; beyond it the server counts by cells
CELL = 4.0  # degrees
FEW = 25  # up to so many, each way ends where the engagement lies; beyond it ways join states
WAYS = 80  # ways between states that are drawn and listed, those with the most first

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
    first, last, reader = window.ruler.first, window.ruler.last, request.actor.reader
    groups = gathered(reader, first, last, filters)
    total = sum(group.count for group in groups)
    beside = earliest(reader, first, last, filters, most=BESIDE)
    lines = [as_line(row) for row in drawn(beside, reader).values()]
    ways = _between(groups, spots(reader, first, last, filters)[0] if total <= SINGLE else [], reader)
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
        "left_out": max(0, total - len(lines)),
        "places": _places(groups),
        "ways": _named(ways[:WAYS]),
        "ways_left_out": max(0, len(ways) - WAYS),
        "total": total,
        "single": SINGLE,
        "counted_only": total > SINGLE,
        **island(request.GET.urlencode()),
    }
    return shown(request, "map", context, markings=markings_among(group.marking_id for group in groups))


def island(asked: str) -> dict[str, Any]:
    """What `engagements/world_map.html` needs; `asked` is the query string of the map."""
    return {
        "data": f"{reverse('map-data')}?{asked}",
        "boundaries": reverse("map-boundaries") if settings.BOUNDARIES else static("vendor/boundaries.json"),
        "own_boundaries": bool(settings.BOUNDARIES),
    }


def _places(groups: Sequence[Gathered]) -> list[dict[str, Any]]:
    """How many lie in each host, those with the most first; what names no host last."""
    counted: Counter[str | None] = Counter()
    exact: Counter[str | None] = Counter()
    for group in groups:
        counted[group.host] += group.count
        exact[group.host] += group.count if group.latitude is not None else 0
    names = _names(code for code in counted if code)
    known = points()
    found = [
        {
            "code": code or "",
            "name": names.get(code or "", ""),
            "count": count,
            "exact": exact[code],
            "on_map": count if code in known else exact[code],
        }
        for code, count in counted.items()
    ]
    return sorted(found, key=lambda place: (not place["code"], -place["count"], by_letters(place["name"])))


def _names(codes: Iterable[str]) -> dict[str, str]:
    rows = states().filter(code__in=set(codes)).values_list("code", "name")
    return {code: str(in_words(nation(code, name))) for code, name in rows}


@require_safe
def map_data(request: ActingRequest) -> JsonResponse:
    """What the island draws, for this reader: single points or counted cells, areas, and the ways between states."""
    at, reader = now(), request.actor.reader
    _form, filters = filters_of(request, WindowForm)
    ruler = window_of(request, at, LENGTHS, 12).ruler
    groups = gathered(reader, ruler.first, ruler.last, filters)
    known = points()
    total = sum(group.count for group in groups)
    rows = spots(reader, ruler.first, ruler.last, filters)[0] if total <= SINGLE else []
    whole = drawn([row.key for row in rows], reader)
    areas: Counter[str] = Counter()
    for group in groups:
        areas[group.host or ""] += group.count
    few = _ways_of(_ends(rows, known), known, request) if total <= FEW else None
    answer: dict[str, Any] = {
        "marking": page_marking(markings_among(group.marking_id for group in groups)),
        "points": [_point(row, whole[row.key], known) for row in rows if row.key in whole and _at(row, known)],
        "cells": [] if total <= SINGLE else _cells(groups, known),
        "areas": {code: count for code, count in areas.items() if code},
        "ways": _drawn_between(_between(groups, rows, reader)[:WAYS], known) if few is None else few,
    }
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


def _at(row: Spot | Gathered, known: Mapping[str, Point]) -> Point | None:
    """Where it is drawn: its coordinates, else a point inside its host, else nowhere."""
    if row.latitude is not None and row.longitude is not None:
        return row.latitude, row.longitude
    return known.get(row.host or "")


def _point(spot: Spot, row: Engagement, known: Mapping[str, Point]) -> dict[str, Any]:
    line = as_line(row)
    said = {name: line[name] for name in ("reference", "title", "state", "url", "when", "where", "kind")}
    latitude, longitude = _at(spot, known) or (0.0, 0.0)
    return {**said, "marking": line["marking"]["text"], "at": [longitude, latitude], "exact": spot.latitude is not None}


def _cells(groups: Sequence[Gathered], known: Mapping[str, Point]) -> list[dict[str, Any]]:
    """Counted by cells of the grid; each is drawn in the middle of what it holds."""
    held: dict[tuple[int, int], list[tuple[Point, int]]] = {}
    for group in groups:
        if (at := _at(group, known)) is not None:
            held.setdefault(cell_of(at, CELL), []).append((at, group.count))
    return [{"at": _middle(here), "count": sum(count for _, count in here)} for here in held.values()]


def _middle(places: Sequence[tuple[Point, int]]) -> list[float]:
    """Longitude and latitude of the middle of places, each with its weight."""
    weight = sum(count for _, count in places)
    return [round(sum(place[axis] * count for place, count in places) / weight, 2) for axis in (1, 0)]


@dataclass(frozen=True, slots=True)
class _Way:
    """From one state to the host of what it leads or takes part in, and in how much."""

    origin: str
    host: str
    led: int
    joined: int


def _between(groups: Sequence[Gathered], rows: Sequence[Spot], reader: Reader) -> list[_Way]:
    """The ways between states, those with the most first: of every lead; of partners only among `rows`, which is
    empty when there are too many to ask for each."""
    lead = _leading({group.lead_id for group in groups})
    led: Counter[tuple[str, str]] = Counter()
    joined: Counter[tuple[str, str]] = Counter()
    for group in groups:
        led[lead[group.lead_id], group.host or ""] += group.count
    parties = parties_of([row.key for row in rows], reader)
    for row in rows:
        for code in set(parties.get(row.key, ())) - {lead[row.lead_id]}:
            joined[code, row.host or ""] += 1
    pairs = [pair for pair in {**led, **joined} if pair[1] and pair[0] != pair[1]]
    ways = [_Way(*pair, led[pair], joined[pair]) for pair in pairs]
    return sorted(ways, key=lambda way: (-way.led - way.joined, -way.led, way.origin, way.host))


def _leading(post_ids: Collection[int]) -> dict[int, str]:
    """The state of each of these posts."""
    return dict(posts().filter(pk__in=post_ids).values_list("pk", "institution__state_id"))


def _named(ways: Sequence[_Way]) -> list[dict[str, Any]]:
    names = _names(code for way in ways for code in (way.origin, way.host))
    return [{"way": way, "origin": names.get(way.origin, ""), "host": names.get(way.host, "")} for way in ways]


def _drawn_between(ways: Sequence[_Way], known: Mapping[str, Point]) -> list[dict[str, Any]]:
    """Each as a great circle, as far as both states have a place."""
    return [
        {
            "from": way.origin,
            "lead": way.led > 0,
            "count": way.led + way.joined,
            "line": great_circle(known[way.origin], known[way.host]),
        }
        for way in ways
        if way.origin in known and way.host in known
    ]


@require_safe
def map_ways(request: ActingRequest, reference: str) -> JsonResponse:
    """The ways of one engagement: from its lead to its host, and from each partner to it."""
    row = found(request, reference)
    position = (float(row.latitude), float(row.longitude)) if row.latitude and row.longitude else None
    known = points()
    end = _End(row.pk, row.lead_post_id, row.host_id, position or known.get(row.host_id or ""))
    response = JsonResponse({"ways": _ways_of([end], known, request)})
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class _End:
    """Where the ways to an engagement end, and whose state leads it."""

    key: UUID
    lead_id: int
    host: str | None
    at: Point | None


def _ends(rows: Sequence[Spot], known: Mapping[str, Point]) -> list[_End]:
    return [_End(row.key, row.lead_id, row.host, _at(row, known)) for row in rows]


def _ways_of(ends: Sequence[_End], known: Mapping[str, Point], request: ActingRequest) -> list[dict[str, Any]]:
    """Great circles to where each lies, from its lead's state and from its partners; each pair of ends once."""
    lead = _leading({end.lead_id for end in ends})
    parties = parties_of([end.key for end in ends], request.actor.reader)
    ways: dict[tuple[Point, Point], dict[str, Any]] = {}
    for end in ends:
        leader = lead.get(end.lead_id, "")
        for code in dict.fromkeys([leader, *parties.get(end.key, [])]):
            if end.at is None or code not in known or code == end.host:
                continue
            way = ways.setdefault(
                (known[code], end.at),
                {"from": code, "lead": False, "count": 0, "line": great_circle(known[code], end.at)},
            )
            way["lead"] = way["lead"] or code == leader
            way["count"] += 1
    return list(ways.values())


@require_safe
def map_boundaries(request: ActingRequest) -> FileResponse:  # noqa: ARG001  (every view is handed its request)
    """The file that replaces the boundaries of the house, if the operator named one."""
    if not settings.BOUNDARIES:
        raise Http404(_("This house draws the boundaries it came with."))
    return FileResponse(settings.BOUNDARIES.open("rb"), content_type="application/geo+json")
