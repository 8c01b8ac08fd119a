"""What calendar, timeline and map do alike: read which days are asked for, narrow, and say what lies in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from comity.activity.engagements.forms import FilterForm
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import end_of, framework_of, start_of
from comity.activity.engagements.rules.dates import Precision, RoughDate, span_shown
from comity.activity.engagements.rules.grid import month_after
from comity.activity.engagements.rules.ruler import Ruler
from comity.activity.engagements.rules.vocabulary import KIND_WORDS
from comity.foundation.access.queries import ActingRequest
from comity.foundation.words.rules.said import in_words, nation
from comity.mandate.institutions.queries import file_of
from comity.mandate.institutions.rules.framework import CalendarEntry

from .finding import chip

YEARS = range(1900, 2201)


class WindowForm(FilterForm):
    """The filters of the list, without those that the window itself answers; the window goes along unseen."""

    year = None  # type: ignore[assignment]
    waiting = None  # type: ignore[assignment]
    month = forms.CharField(required=False, widget=forms.HiddenInput)
    week = forms.CharField(required=False, widget=forms.HiddenInput)
    since = forms.CharField(required=False, widget=forms.HiddenInput)
    months = forms.CharField(required=False, widget=forms.HiddenInput)
    by = forms.CharField(required=False, widget=forms.HiddenInput)


def today(at: datetime) -> date:
    return timezone.localtime(at).date()


def read_day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def read_month(text: str | None, otherwise: date) -> tuple[int, int]:
    """``2026-11``; what is no month is the month of `otherwise`."""
    day = read_day(f"{text}-01") or otherwise
    return day.year, day.month


def month_key(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def month_words(year: int, month: int) -> str:
    return date_format(date(year, month, 1), "F Y")


def first_weekday() -> int:
    """The reader's first day of the week, counted from Monday, 0; Django counts from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


def calendar_of(request: ActingRequest) -> CalendarEntry:
    """By which days are off: the home calendar of the framework one acts under."""
    framework = framework_of(request.actor.post_id)
    known = file_of(framework).calendars if framework else {}
    return known.get("home") or next(iter(known.values()), CalendarEntry())


@dataclass(frozen=True, slots=True)
class Window:
    """Whole months, and the addresses of the ones before, after and around now."""

    year: int
    month: int
    months: int

    @property
    def ruler(self) -> Ruler:
        year, month = month_after(self.year, self.month, self.months)
        return Ruler(date(self.year, self.month, 1), date.fromordinal(date(year, month, 1).toordinal() - 1))

    @property
    def words(self) -> str:
        last = self.ruler.last
        if self.months == 1:
            return month_words(self.year, self.month)
        return _("%(first)s to %(last)s") % {
            "first": month_words(self.year, self.month),
            "last": month_words(last.year, last.month),
        }

    def moved(self, months: int) -> str | None:
        year, month = month_after(self.year, self.month, months)
        return month_key(year, month) if year in YEARS else None


def window_of(request: ActingRequest, at: datetime, lengths: Iterable[int], usual: int) -> Window:
    year, month = read_month(request.GET.get("since"), today(at))
    asked = request.GET.get("months", "")
    months = int(asked) if asked.isdecimal() and int(asked) in lengths else usual
    return Window(year, month, months)


def as_line(row: Engagement) -> dict[str, Any]:
    """What a drawing says of an engagement, and its twin in the table says too."""
    return {
        "row": row,
        "reference": row.reference,
        "title": row.title,
        "state": row.state,
        "url": f"/engagements/{row.reference}/",
        "kind": in_words(KIND_WORDS.get(row.kind, row.kind)),
        "when": in_words(span_shown(start_of(row), end_of(row))),
        "where": in_words(nation(row.host.code, row.host.name)) if row.host else row.place,
        "partners": row.partner_codes,
        "marking": chip(row.marking),
    }


def rough_words(start: RoughDate) -> str:
    """ "Some time in November 2026", for what is known to the month or the year only."""
    if start.first is None:
        return ""
    shown = str(start.first.year) if start.precision is Precision.YEAR else date_format(start.first, "F Y")
    return _("Some time in %(when)s") % {"when": shown}
