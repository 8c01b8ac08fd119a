"""Forms about posts: lending a power, and taking it back."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms

from .models import Mandate, Post
from .rules.framework import May


class DelegationForm(forms.Form):
    """Lend one of the acting post's own mandates to another post of the same framework."""

    mandate = forms.ModelChoiceField(Mandate.objects.none(), label="Power to lend")
    to_post = forms.ModelChoiceField(Post.objects.none(), label="To which post")
    until = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 2}), help_text="Shown with every act under it."
    )

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        lendable = post.mandates.exclude(may__in=[May.APPOINT, May.ADOPT]).select_related("post", "instrument")
        others = Post.objects.filter(institution__framework_key=post.institution.framework_key).exclude(pk=post.pk)
        self.fields["mandate"].queryset = lendable  # type: ignore[attr-defined]
        self.fields["mandate"].label_from_instance = lambda m: f"{m.may} · {m.cites}"  # type: ignore[attr-defined]
        self.fields["to_post"].queryset = others.select_related("institution")  # type: ignore[attr-defined]
        self.fields["to_post"].label_from_instance = (  # type: ignore[attr-defined]
            lambda p: f"{p.title}, {p.institution}"
        )

    def ends(self) -> datetime:
        return datetime.combine(self.cleaned_data["until"], time(23, 59), UTC)
