"""Forms about posts: lending a power; appointing to a post, and ending that."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.foundation.access.queries import Person
from comity.foundation.words.rules.said import in_words

from .models import Appointment, Mandate, Post
from .queries import appointable
from .rules.framework import NEVER_LENT


def _day() -> forms.DateInput:
    """A browser's own date field, which understands only ISO dates, whatever the language of the page."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _power_to_lend(mandate: Mandate) -> str:
    return f"{in_words(mandate.may_words)} · {mandate.cites} · {mandate.framework.version}"


class DelegationForm(forms.Form):
    """Lend one of the acting post's own mandates to another post of the same framework."""

    mandate = forms.ModelChoiceField(Mandate.objects.none(), label=_("Power to lend"))
    to_post = forms.ModelChoiceField(Post.objects.none(), label=_("To which post"))
    until = forms.DateField(label=_("Until"), widget=_day())
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Shown with every act under it.")
    )

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        # Of an earlier version too: dossiers run under it still, and its powers may have to be lent for them.
        lendable = post.mandates.exclude(may__in=NEVER_LENT).select_related("post", "instrument", "framework")
        others = Post.objects.filter(institution__framework_key=post.institution.framework_key).exclude(pk=post.pk)
        self.fields["mandate"].queryset = lendable  # type: ignore[attr-defined]
        self.fields["mandate"].label_from_instance = _power_to_lend  # type: ignore[attr-defined]
        self.fields["to_post"].queryset = others.select_related("institution")  # type: ignore[attr-defined]
        self.fields["to_post"].label_from_instance = (  # type: ignore[attr-defined]
            lambda p: f"{p.title}, {p.institution}"
        )

    def ends(self) -> datetime:
        return datetime.combine(self.cleaned_data["until"], time(23, 59), UTC)


class AppointmentForm(forms.Form):
    """Give a post to somebody with an account, but never to whoever appoints."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Whom"), help_text=_("Everybody with an account; the operator makes accounts.")
    )
    starts = forms.DateField(label=pgettext_lazy("a day", "From"), widget=_day())
    acting = forms.BooleanField(
        label=_("Acting"), required=False, help_text=_("In place of the holder or of nobody, until that is ended.")
    )

    def __init__(self, *args: Any, post: Post, by: int | None, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts"].initial = at.date()
        known = appointable(post, at)
        self.fields["person"].queryset = known  # type: ignore[attr-defined]
        # Whoever appoints is not offered, yet is understood when sent: the attempt is refused by the act, and recorded.
        offered = [(p.pk, f"{p.name} ({p.username}, {p.nationality})") for p in known.exclude(pk=by or 0)]
        self.fields["person"].widget.choices = [("", _("Choose somebody")), *offered]


class EndingForm(forms.Form):
    """Take a post from one of its holders, on a day."""

    ends = forms.DateField(label=_("From which day they no longer hold it"), widget=_day())

    def __init__(self, *args: Any, of: Appointment, today: date, **options: Any) -> None:
        options["prefix"] = f"end-{of.pk}"
        super().__init__(*args, **options)
        self.fields["ends"].initial = max(today, of.starts)
