"""What is typed to open something in an emergency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class BreakGlassForm(forms.Form):
    what = forms.CharField(
        label=_("What to open"),
        max_length=300,
        help_text=_("The reference of an engagement, such as ENG-2026-0001, or the address of a paper."),
    )
    reason = forms.CharField(
        label=_("Why it cannot wait"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("The security officer and overseers read this, as far as they may read what you open."),
    )
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1)

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].initial = 1
        self.fields["hours"].widget.attrs["max"] = longest
