"""The one form of an obligation: the words with which it ends."""

from django import forms


class EndingForm(forms.Form):
    words = forms.CharField(label="How it was met, or why it is given up", widget=forms.Textarea(attrs={"rows": 3}))
