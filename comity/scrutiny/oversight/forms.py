"""Forms of this room: which days are looked at, which copies are compared, and what the record is to forget."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.foundation.record.rules.absence import ERASE, WITHHOLD
from comity.mandate.institutions.rules.framework import InstrumentEntry

from .rules.legal_basis import ARTICLE_AT_MOST

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


class AbsenceForm(forms.Form):
    """That what an entry says be erased or withheld: which of the two, why, and under which law."""

    what = forms.ChoiceField(
        label=_("What is proposed"),
        choices=[(ERASE, _("Erase it for ever")), (WITHHOLD, _("Withhold it from evidence"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the record for ever: do not repeat here what is to be forgotten."),
    )
    instrument = forms.ChoiceField(
        label=_("Under which law"), help_text=_("With the article, it stands in every bundle of evidence.")
    )
    article = forms.CharField(label=_("Article"), max_length=ARTICLE_AT_MOST)

    def __init__(
        self, *args: Any, instruments: Iterable[InstrumentEntry], never: Mapping[str, str], **options: Any
    ) -> None:
        """`never` says of ERASE and WITHHOLD why it cannot be; what can be is offered."""
        super().__init__(*args, **options)
        offered = [choice for choice in self.fields["what"].choices if not never[choice[0]]]  # type: ignore[attr-defined]
        self.fields["what"].choices = offered  # type: ignore[attr-defined]
        self.initial.setdefault("what", offered[0][0] if offered else "")
        self.fields["instrument"].choices = [("", "–"), *((one.key, one.title) for one in instruments)]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why a proposal is declined, or what was withheld is shown again."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
