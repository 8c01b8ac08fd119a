"""Forms about versions of a framework: propose, approve or decline one; move dossiers to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000  # bytes; the largest framework there is has 50,000


class TextForm(forms.Form):
    """A framework's text, as a file or as it was pasted; the file counts where both are given."""

    file = forms.FileField(
        label=_("Framework file"),
        required=False,
        help_text=_("YAML in UTF-8, at most one megabyte."),
        max_length=200,
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "framework-input", "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_file(self) -> str:
        """The text of the file; nothing where none was sent."""
        sent = self.cleaned_data["file"]
        if not sent:
            return ""
        if sent.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than one megabyte."))
        try:
            text: str = sent.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is no text in UTF-8.")) from error
        if "\x00" in text:
            raise forms.ValidationError(_("The file is no text in UTF-8."))
        return text

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text.encode()) > LARGEST:
            raise forms.ValidationError(_("The text is larger than one megabyte."))
        return text

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (found["file"] or found["text"]):
            raise forms.ValidationError(_("Choose a file, or write its text."))
        return found

    @property
    def given(self) -> str:
        """The text, however it came."""
        said = getattr(self, "cleaned_data", {})
        return said.get("file") or said.get("text") or ""

    def keeping(self) -> "TextForm":
        """The same form with the text written in it, so that a file need not be sent again."""
        if self.given:
            self.data = {**{name: self.data.get(name) for name in self.data}, "text": self.given}
        return self


class ProposalForm(TextForm):
    """The next version and why it is proposed."""

    why = forms.CharField(
        label=_("Why it is changed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever approves reads it, and it stays on the record."),
    )


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
