"""The calendar: a month or a week as a grid with bars, a day as a list, and the same as a file for another calendar."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import (
    GONE,
    Bare,
    bare_rows,
    drawn,
    end_of,
    framework_of,
    markings_among,
    power_to_propose,
    start_of,
)
from comity.activity.engagements.rules.dates import exact_days
from comity.activity.engagements.rules.grid import (
    Bar,
    Stretch,
    Week,
    laid_out,
    month_after,
    month_before,
    week_around,
    weeks_of,
)
from comity.activity.engagements.rules.ics import Entry, calendar_file
from comity.activity.engagements.rules.life import State
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.foundation.words.rules.said import in_words, nation
from comity.mandate.institutions.rules.framework import CalendarEntry

from .finding import now, shown
from .listing import applied_to, filters_of
from .windows import (
    YEARS,
    WindowForm,
    as_line,
    calendar_of,
    first_weekday,
    month_key,
    month_words,
    read_day,
    read_month,
    rough_words,
    today,
)

MONTH_LANES = 5
WEEK_LANES = 24
ROUGH = 12  # approximate ones that a month lists
OF_A_DAY = 100
FILE = 500  # engagements asked for at a time while a file is made


@require_safe
def calendar_page(request: ActingRequest) -> HttpResponse:
    """`?month=2026-11`, `?week=2026-11-16` (any day of it) or `?day=2026-11-05`; this month when nothing is asked."""
    at = now()
    if (day := read_day(request.GET.get("day"))) is not None:
        return _day_page(request, day, at)
    form, filters = filters_of(request, WindowForm)
    week = read_day(request.GET.get("week"))
    year, month = read_month(request.GET.get("month"), week or today(at))
    days = [week_around(week, first_weekday())] if week else weeks_of(year, month, first_weekday())
    rows, capped = bare_rows(request.actor.reader, days[0][0], days[-1][-1], filters)
    stretches = [Stretch(row.key, *exact) for row in rows if (exact := row.days)]
    weeks = [laid_out(seven, stretches, WEEK_LANES if week else MONTH_LANES) for seven in days]
    known = {stretch.key for stretch in stretches}
    rough = [row for row in rows if row.key not in known and _touches(row, year, month, week)]
    bars = {bar.key for laid in weeks for lane in laid.lanes for bar in lane}
    lines = {
        key: as_line(row)
        for key, row in drawn([*bars, *(row.key for row in rough[:ROUGH])], request.actor.reader).items()
    }
    may = power_to_propose(request.actor, at, framework_of(request.actor.post_id))
    shade = _Shade(calendar_of(request), today(at), None if week else month, bool(may))
    context = {
        "form": form,
        "applied": applied_to(request, form),
        "reset": _window_only(request),
        "heading": _week_words(days[0]) if week else month_words(year, month),
        "week": week,
        "weekdays": [(date_format(day, "D"), date_format(day, "l")) for day in days[0]],
        "weeks": [_week(laid, lines, shade) for laid in weeks],
        "lines": [line for key, line in lines.items() if key in bars],
        "rough": _rough(rough, lines),
        "rough_left_out": max(0, len(rough) - ROUGH),
        "left_out": any(count for laid in weeks for count in laid.left_out),
        "capped": capped,
        "may_begin": may,
        "total": len(stretches),
        "legend": sorted({line["state"] for line in lines.values()}, key=list(State).index),
        **_ways(year, month, week, today(at)),
        "listed": _list_address(request, year),
        "file": f"{reverse('calendar-file')}?{request.GET.urlencode()}",
    }
    return shown(request, "calendar", context, markings=markings_among(row.marking_id for row in rows))


class _Shade:
    """How a day looks: off, today, or of another month; and whether one may begin something on it."""

    def __init__(self, calendar: CalendarEntry, here: date, month: int | None, may_begin: bool) -> None:
        self.weekend, self.days_off = set(calendar.weekend), set(calendar.days_off)
        self.here, self.month, self.may_begin = here, month, may_begin

    def of(self, day: date) -> dict[str, Any]:
        off = day.isoweekday() in self.weekend or day in self.days_off
        other = self.month is not None and day.month != self.month
        marks = (("off", off), ("today", day == self.here), ("other", other))
        return {
            "day": day,
            "off": off,
            "today": day == self.here,
            "look": " ".join(name for name, is_so in marks if is_so),
            "begin": self.may_begin and day >= self.here,
        }


def _touches(row: Bare, year: int, month: int, week: date | None) -> bool:
    """Whether what is only roughly known can lie in the month shown; a week lists everything of its month."""
    shown_year, shown_month = (week.year, week.month) if week else (year, month)
    first = row.start.earliest or row.last_day
    begins = date(shown_year, shown_month, 1)
    after = date(*month_after(shown_year, shown_month), 1)
    return first < after and row.last_day >= begins


def _week(laid: Week, lines: dict[UUID, dict[str, Any]], shade: _Shade) -> dict[str, Any]:
    days = [
        {**shade.of(day), "held": held, "left_out": left_out}
        for day, held, left_out in zip(laid.days, laid.held, laid.left_out, strict=True)
    ]
    return {
        "days": days,
        "begins": laid.days[0],
        "lanes": [list(_cells(lane, days, lines)) for lane in laid.lanes],
        "more": any(laid.left_out),
    }


def _cells(
    lane: Sequence[Bar], days: Sequence[dict[str, Any]], lines: dict[UUID, dict[str, Any]]
) -> Sequence[dict[str, Any]]:
    """A lane from its first day to its last: bars over as many columns as they have days, and the days between."""
    cells: list[dict[str, Any]] = []
    column = 0
    for bar in lane:
        cells += days[column : bar.column]
        column = bar.column + bar.width
        # Nothing is drawn of what was closed to this reader between the two questions.
        if (line := lines.get(bar.key)) is not None:
            cells.append({"bar": bar, "line": line})
        else:
            cells += days[bar.column : column]
    return [*cells, *days[column:]]


def _rough(rows: Sequence[Bare], lines: dict[UUID, dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows[:ROUGH]:
        if row.key in lines:
            found.setdefault(rough_words(row.start), []).append(lines[row.key])
    return [{"words": words, "lines": here} for words, here in found.items()]


def _week_words(days: Sequence[date]) -> str:
    return _("%(first)s to %(last)s") % {"first": date_format(days[0], "j F"), "last": date_format(days[-1], "j F Y")}


def _ways(year: int, month: int, week: date | None, here: date) -> dict[str, Any]:
    """Keys of the windows before and after, and of the other views of these days."""
    if week:
        seven = timedelta(days=7)
        before, after = week - seven, week + seven
        return {
            "key": "week",
            "before": before.isoformat() if before.year in YEARS else None,
            "after": after.isoformat() if after.year in YEARS else None,
            "month_of": month_key(week.year, week.month),
            "week_of": week.isoformat(),
            "now": here.isoformat(),
        }
    before_it, after_it = month_before(year, month), month_after(year, month)
    inside = (here.year, here.month) == (year, month)
    return {
        "key": "month",
        "before": month_key(*before_it) if before_it[0] in YEARS else None,
        "after": month_key(*after_it) if after_it[0] in YEARS else None,
        "month_of": month_key(year, month),
        "week_of": (here if inside else date(year, month, 1)).isoformat(),
        "now": month_key(here.year, here.month),
    }


def _window_only(request: ActingRequest) -> str:
    kept = {name: request.GET[name] for name in ("month", "week", "day") if name in request.GET}
    return "?" + "&".join(f"{name}={value}" for name, value in kept.items() if read_day(value) or len(value) == 7)


def _list_address(request: ActingRequest, year: int) -> str:
    query = request.GET.copy()
    for name in ("month", "week", "day"):
        query.pop(name, None)
    query["year"] = str(year)
    return f"{reverse('engagements')}?{query.urlencode()}"


def _day_page(request: ActingRequest, day: date, at: datetime) -> HttpResponse:
    """Everything of one day; what is only roughly known is said to be so in its dates."""
    _form, filters = filters_of(request, WindowForm)
    rows, capped = bare_rows(request.actor.reader, day, day, filters)
    exact = [row for row in rows if row.days and row.days[0] <= day <= row.days[1]]
    lines = [as_line(row) for row in drawn([row.key for row in exact[:OF_A_DAY]], request.actor.reader).values()]
    shade = _Shade(calendar_of(request), today(at), None, False).of(day)
    context = {
        "day": day,
        "off": shade["off"],
        "lines": lines,
        "left_out": max(0, len(exact) - OF_A_DAY),
        "capped": capped,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "month_of": month_key(day.year, day.month),
        "may_begin": power_to_propose(request.actor, at, framework_of(request.actor.post_id)),
    }
    return shown(request, "day", context, markings=markings_among(row.marking_id for row in exact))


@require_safe
def calendar_export(request: ActingRequest) -> HttpResponse:
    """The days shown as iCalendar: what is known to the day, each entry under its own marking."""
    at = now()
    _form, filters = filters_of(request, WindowForm)
    first, last = _asked_days(request, at)
    rows, _capped = bare_rows(request.actor.reader, first, last, filters)
    keys = [row.key for row in rows if row.days and row.days[0] <= last and row.days[1] >= first]
    entries = [entry for begin in range(0, len(keys), FILE) for entry in _entries(request, keys[begin : begin + FILE])]
    marking = page_marking(markings_among(row.marking_id for row in rows if row.days))["text"]
    text = calendar_file(entries, name=f"Comity ({marking})", made_at=at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="engagements-{first:%Y-%m-%d}.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _host(row: Engagement) -> str:
    return str(in_words(nation(row.host.code, row.host.name))) if row.host else ""


def _asked_days(request: ActingRequest, at: datetime) -> tuple[date, date]:
    if (day := read_day(request.GET.get("day"))) is not None:
        return day, day
    if (week := read_day(request.GET.get("week"))) is not None:
        days = week_around(week, first_weekday())
        return days[0], days[-1]
    year, month = read_month(request.GET.get("month"), today(at))
    return date(year, month, 1), date(*month_after(year, month), 1) - timedelta(days=1)


def _entries(request: ActingRequest, keys: Collection[UUID]) -> list[Entry]:
    found = []
    for row in drawn(keys, request.actor.reader).values():
        line = as_line(row)
        days = exact_days(start_of(row), end_of(row))
        if days is None:
            continue
        told = [row.reference, line["kind"], line["partners"], row.lead_post.title]
        found.append(
            Entry(
                uid=f"{row.pk}@comity",
                first=days[0],
                last=days[1],
                title=row.title,
                marking=row.marking.words,
                description="\n".join(part for part in told if part),
                place=", ".join(part for part in (row.place, _host(row)) if part),
                url=request.build_absolute_uri(line["url"]),
                cancelled=row.state in GONE,
                tentative=row.state in (State.CONCEPT, State.PROPOSED, State.IN_CLEARANCE, State.SUSPENDED),
            )
        )
    return found
