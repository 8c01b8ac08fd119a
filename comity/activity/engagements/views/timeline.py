"""The timeline: bars in rows by host, lead or kind, drawn by the server; with what is blocked, by whom, since when."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.activity.engagements.queries import Bare, bare_rows, dossiers_under, drawn, markings_among
from comity.activity.engagements.rules.grid import Stretch
from comity.activity.engagements.rules.ruler import Placed, Ruler, placed
from comity.activity.engagements.rules.vocabulary import KIND_WORDS
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.order import by_letters
from comity.foundation.words.rules.said import in_words, nation
from comity.mandate.institutions.queries import posts, states
from comity.procedure.clearance.queries import dossiers, progress_of

from .finding import now, shown
from .listing import applied_to, filters_of
from .windows import WindowForm, as_line, month_key, today, window_of

LENGTHS = (1, 3, 6, 12)
BARS = 200
"""Drawn one by one up to here; beyond it a row shows how many lie in each month."""
ROWS = 40
LANE = 26  # px
ROWS_BY = {
    "host": gettext_lazy("Host"),
    "lead": gettext_lazy("Lead institution"),
    "kind": gettext_lazy("Kind"),
}


@require_safe
def timeline_page(request: ActingRequest) -> HttpResponse:
    """`?since=2026-11&months=6&by=host`, narrowed as the list is."""
    at = now()
    form, filters = filters_of(request, WindowForm)
    window = window_of(request, at, LENGTHS, 6)
    ruler = window.ruler
    by = asked if (asked := request.GET.get("by", "")) in ROWS_BY else "host"
    rows, capped = bare_rows(request.actor.reader, ruler.first, ruler.last, filters)
    crowded = len(rows) > BARS
    groups = _grouped(rows, by)
    lines = {} if crowded else _lines(rows, request.actor.reader, at)
    frame = _Frame(ruler, mirrored=translation.get_language_bidi(), here=today(at))
    tracks = [frame.crowd(name, here) if crowded else frame.track(name, here, lines) for name, here in groups[:ROWS]]
    context = {
        "form": form,
        "applied": applied_to(request, form),
        "reset": f"?since={month_key(window.year, window.month)}&months={window.months}&by={by}",
        "window": window,
        "lengths": LENGTHS,
        "by": by,
        "rows_by": ROWS_BY.items(),
        "before": window.moved(-window.months),
        "after": window.moved(window.months),
        "now": month_key(today(at).year, today(at).month),
        "marks": frame.marks(),
        "line_today": frame.today(),
        "tracks": tracks,
        "rows_left_out": max(0, len(groups) - ROWS),
        "crowded": crowded,
        "months": frame.stretches() if crowded else [],
        "lines": sorted(lines.values(), key=lambda line: line["row"].sort_date),
        "blocked": [line for line in lines.values() if line["block"]],
        "total": len(rows),
        "capped": capped,
    }
    return shown(request, "timeline", context, markings=markings_among(row.marking_id for row in rows))


def _grouped(rows: Sequence[Bare], by: str) -> list[tuple[str, list[Bare]]]:
    """Rows under the words of their group: those with the most first when there are many, else by name."""
    naming: dict[str, Callable[[Bare], str]] = {
        "host": _host_namer(rows),
        "lead": _lead_namer(),
        "kind": lambda row: str(in_words(KIND_WORDS.get(row.kind, row.kind))),
    }
    found: dict[str, list[Bare]] = {}
    for row in rows:
        found.setdefault(naming[by](row), []).append(row)
    if len(found) > ROWS:
        return sorted(found.items(), key=lambda item: (-len(item[1]), by_letters(item[0])))
    return sorted(found.items(), key=lambda item: by_letters(item[0]))


def _host_namer(rows: Sequence[Bare]) -> Callable[[Bare], str]:
    here = states().filter(code__in={row.host for row in rows if row.host})
    names = {state.code: str(in_words(nation(state.code, state.name))) for state in here}
    unsaid = _("Host not stated")
    return lambda row: names.get(row.host or "", unsaid)


def _lead_namer() -> Callable[[Bare], str]:
    names = dict(posts().values_list("pk", "institution__name"))
    return lambda row: names.get(row.lead_id, "–")


def _lines(rows: Sequence[Bare], reader: Reader, at: datetime) -> dict[UUID, dict[str, Any]]:
    """What each bar says, with the gravest thing that blocks it, as far as this reader may see it."""
    keys = [row.key for row in rows]
    lines = {key: {**as_line(row), "block": None} for key, row in drawn(keys, reader).items()}
    for key, block in blocked(keys, reader, at).items():
        if key in lines:
            lines[key]["block"] = block
    return lines


def blocked(keys: Collection[UUID], reader: Reader, at: datetime) -> Mapping[UUID, Any]:
    """The gravest thing in the way of each of these engagements that is blocked; who merely waits is not."""
    under = dossiers_under(keys, reader)
    progress = progress_of(list(dossiers(reader).filter(pk__in=set(under.values()))), reader, at)
    found = {}
    for key, dossier in under.items():
        first = progress[dossier].first if dossier in progress else None
        if first is not None and first.blocks:
            found[key] = first
    return found


class _Frame:
    """Turns days into places across the drawing, from the left or, mirrored, from the right."""

    def __init__(self, ruler: Ruler, *, mirrored: bool, here: date) -> None:
        self.ruler, self.mirrored, self.here = ruler, mirrored, here

    def x(self, start: float, width: float = 0) -> str:
        return f"{100 - start - width if self.mirrored else start:.3f}%"

    def marks(self) -> list[dict[str, Any]]:
        short = "j M" if self.ruler.days <= 130 else "M Y" if self.ruler.first.year != self.ruler.last.year else "M"
        return [{"x": self.x(self.ruler.at(day)), "words": date_format(day, short)} for day in self.ruler.marks()]

    def today(self) -> str | None:
        inside = self.ruler.first <= self.here <= self.ruler.last
        return self.x(self.ruler.at(self.here)) if inside else None

    def track(self, name: str, rows: Sequence[Bare], lines: Mapping[UUID, dict[str, Any]]) -> dict[str, Any]:
        stretches = [Stretch(row.key, *_span(row)) for row in rows if row.key in lines]
        letters = {row.key: len(lines[row.key]["title"]) + 3 for row in rows if row.key in lines}
        bars = placed(stretches, self.ruler, letters)
        rough = {row.key for row in rows if row.days is None}
        lanes = max((bar.lane for bar in bars), default=0) + 1
        return {
            "name": name,
            "height": lanes * LANE + 4,
            "bars": [self._bar(bar, lines[bar.key], bar.key in rough) for bar in bars],
        }

    def _bar(self, bar: Placed, line: dict[str, Any], rough: bool) -> dict[str, Any]:
        before = not bar.inside and bar.words < bar.start
        return {
            "line": line,
            "rough": rough,
            "inside": bar.inside,
            "x": self.x(bar.start, bar.width),
            "width": f"{bar.width:.3f}%",
            "y": bar.lane * LANE + 3,
            "words_x": self.x(bar.start if bar.inside or before else bar.words),
            "before": before,
            "dx": 5 if before == self.mirrored else -5,
            # The icon of what is blocked: in the middle of its bar, or at the end of one that holds its words.
            "icon_x": self.x(bar.start + (bar.width if bar.inside else bar.width / 2)),
            "icon_shift": (3 if self.mirrored else -17) if bar.inside else -7,
            "inner_x": "100%" if self.mirrored else "0",
            "inner_dx": -6 if self.mirrored else 6,
        }

    def stretches(self) -> list[tuple[date, date]]:
        """Month by month (a short ruler: week by week), first and last day."""
        marks = self.ruler.marks()
        edges = sorted({self.ruler.first, *marks, self.ruler.last + timedelta(days=1)})
        return [(first, after - timedelta(days=1)) for first, after in pairwise(edges)]

    def crowd(self, name: str, rows: Sequence[Bare]) -> dict[str, Any]:
        """How many begin in each stretch; what began before the ruler counts in its first."""
        begun = Counter(max(row.start.earliest or self.ruler.first, self.ruler.first) for row in rows)
        counts = [
            sum(count for day, count in begun.items() if first <= day <= last) for first, last in self.stretches()
        ]
        return {"name": name, "total": len(rows), "counts": [(count, _shade(count)) for count in counts]}


def _span(row: Bare) -> tuple[date, date]:
    """The days of a bar: those that are known, else everything it can mean."""
    return row.days or (row.start.earliest or row.last_day, row.last_day)


def _shade(count: int) -> int:
    return next((shade for shade, least in ((4, 20), (3, 10), (2, 4), (1, 1)) if count >= least), 0)
