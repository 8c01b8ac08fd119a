"""Forms of this room: which days are looked at."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YEAR = timedelta(days=365)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class PopulationForm(forms.Form):
    """From one day to another; without an answer, a year back and a year ahead."""

    first = _day(_("From"))
    last = _day(_("To"))

    def period(self, today: date) -> tuple[date, date]:
        """What was chosen as far as it can be read; days in the wrong order are turned round."""
        self.full_clean()
        chosen = getattr(self, "cleaned_data", {})
        first, last = chosen.get("first") or today - YEAR, chosen.get("last") or today + YEAR
        return (first, last) if first <= last else (last, first)


class SinceForm(forms.Form):
    """The day of the last meeting; without an answer, a month ago."""

    since = _day(_("Since"))

    def day(self, today: date) -> date:
        self.full_clean()
        return getattr(self, "cleaned_data", {}).get("since") or today - timedelta(days=30)
