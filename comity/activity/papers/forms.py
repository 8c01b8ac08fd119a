"""What one lays beside an engagement, and what one says about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

SIDES = [("", _("Everybody who reads the engagement")), ("ours", _("Our side only"))]


class PaperForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("At most 25 MB."))
    note = forms.CharField(label=_("What it is"), required=False, max_length=300)
    side = forms.ChoiceField(label=_("Who may open it"), choices=SIDES, required=False)


class RemarkForm(forms.Form):
    words = forms.CharField(
        label=_("Your remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Write @ and a name to call somebody's attention. Outside clearance: what decides stands in the dossier."
        ),
    )
    side = forms.ChoiceField(label=_("Who may read it"), choices=SIDES, required=False)
