"""Forms of this room: which days are looked at, and which copies are compared."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

YEAR = timedelta(days=365)
LARGEST = 16_000_000  # bytes of a file as it is handed in


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class PopulationForm(forms.Form):
    """From one day to another; without an answer, a year back and a year ahead."""

    first = _day(pgettext_lazy("a day", "From"))
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


class RemarkForm(forms.Form):
    """What an overseer says of a finding when taking note of it."""

    remark = forms.CharField(
        label=_("What is to be said of it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands on the record with your name and post, for whoever may read the finding."),
    )


class CompareForm(forms.Form):
    """One frozen copy, and a later one; without a later one it is compared with what one may read now."""

    earlier = forms.FileField(
        label=_("Earlier copy"), max_length=200, help_text=_("The ZIP as it was handed out, or its engagements.csv.")
    )
    later = forms.FileField(
        label=_("Later copy"), required=False, max_length=200, help_text=_("Without one: what you may read now.")
    )

    def clean(self) -> dict[str, Any]:
        for name in ("earlier", "later"):
            given = self.cleaned_data.get(name)
            if given and given.size > LARGEST:
                self.add_error(name, _("This file is larger than any frozen copy may be."))
        return self.cleaned_data
