"""Forms about versions of a framework: propose, approve or decline one; move dossiers to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000  # bytes; the largest framework there is has 50,000


class ProposalForm(forms.Form):
    """The next version, as a file."""

    file = forms.FileField(
        label=_("Framework file"), help_text=_("YAML in UTF-8, at most one megabyte."), max_length=200
    )
    why = forms.CharField(
        label=_("Why it is changed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever approves reads it, and it stays on the record."),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than one megabyte."))
        try:
            text: str = sent.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is no text in UTF-8.")) from error
        if "\x00" in text:
            raise forms.ValidationError(_("The file is no text in UTF-8."))
        return text


class EndForm(forms.Form):
    """Approve or decline what is proposed, having seen this very text."""

    seen = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("Words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class MovingForm(forms.Form):
    """Which dossiers are moved, each as it was previewed, and why."""

    moved = forms.MultipleChoiceField(label=_("Dossiers to move"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown to everyone concerned with each of them."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["moved"].choices = choices  # type: ignore[attr-defined]
