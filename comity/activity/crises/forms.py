"""What is typed at the crisis desk."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.activity.engagements.rules.vocabulary import ZONES
from comity.foundation.words.rules.said import in_words
from comity.procedure.clearance.rules.urgent import Cause

AREA = forms.Textarea(attrs={"rows": 3})


class CrisisForm(forms.Form):
    title = forms.CharField(
        label=_("Name of the crisis"), max_length=160, help_text=_("As everybody will call it: Cyclone Ilse.")
    )
    cause = forms.ChoiceField(label=_("What kind"), choices=())
    state = forms.ChoiceField(label=_("Country"), required=False, choices=())
    zone = forms.ChoiceField(
        label=_("Or a whole region"), required=False, choices=(), help_text=_("One of the two, not both.")
    )
    until = forms.DateTimeField(
        label=_("Over at the latest on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("The desk closes then by itself. It can be ended before."),
    )
    why = forms.CharField(label=_("What has happened"), widget=AREA)

    def __init__(self, *args: Any, names: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = [(cause.value, in_words(cause.words)) for cause in Cause]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", "—"), *((key, in_words(words)) for key, words in ZONES)]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        if timezone.is_naive(typed["until"]):
            typed["until"] = timezone.make_aware(typed["until"])
        return typed


class EndForm(forms.Form):
    why = forms.CharField(label=_("Why it is over"), widget=AREA)


class RoundForm(forms.Form):
    words = forms.CharField(label=_("Why, in words for everyone concerned"), widget=AREA)
