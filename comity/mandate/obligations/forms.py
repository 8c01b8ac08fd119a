"""The one form of an obligation: the words with which it ends."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EndingForm(forms.Form):
    words = forms.CharField(label=_("How it was met, or why it is given up"), widget=forms.Textarea(attrs={"rows": 3}))
