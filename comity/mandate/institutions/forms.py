"""Forms about posts: lending a power, covering an absence; appointing to a post, and ending that."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.foundation.access.queries import Person
from comity.foundation.words.rules.said import in_words

from .models import Appointment, Framework, Mandate, Post
from .queries import appointable, classes_of, receivers_of


def _day() -> forms.DateInput:
    """A browser's own date field, which understands only ISO dates, whatever the language of the page."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _end_of(said: date) -> datetime:
    return datetime.combine(said, time(23, 59), UTC)


def _begin_of(said: date | None, at: datetime) -> datetime:
    """The morning of a later day; today, from now on."""
    return at if said is None or said == at.date() else datetime.combine(said, time(0), UTC)


def _power_to_lend(mandate: Mandate) -> str:
    return f"{in_words(mandate.may_words)} · {mandate.cites} · {mandate.framework.version}"


class DelegationForm(forms.Form):
    """Lend one of the acting post's own mandates to another post, within what its framework lets it lend."""

    mandate = forms.ModelChoiceField(Mandate.objects.none(), label=_("Power to lend"))
    to_post = forms.ModelChoiceField(Post.objects.none(), label=_("To which post"))
    starts = forms.DateField(label=pgettext_lazy("a day", "From"), widget=_day(), required=False)
    until = forms.DateField(label=_("Until"), widget=_day())
    classes = forms.MultipleChoiceField(
        label=_("Only for"), required=False, help_text=_("None chosen: as far as the framework lets it be lent.")
    )
    ceiling = forms.CharField(
        label=_("Only up to"),
        required=False,
        help_text=_("Facts and figures between commas, such as: personnel 500, cost 100000."),
    )
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Shown with every act under it.")
    )

    def __init__(self, *args: Any, post: Post, framework: Framework | None, **options: Any) -> None:
        super().__init__(*args, **options)
        # Of an earlier version too: dossiers run under it still, and its powers may have to be lent for them.
        mine = post.mandates.select_related("post", "instrument", "framework").defer("framework__text")
        lendable = {mandate.pk: mandate for mandate in mine if receivers_of(mandate)}
        others = Post.objects.filter(institution__framework_key=post.institution.framework_key).exclude(pk=post.pk)
        self.fields["mandate"].queryset = mine  # type: ignore[attr-defined]
        offered = [(m.pk, _power_to_lend(m)) for m in lendable.values()]
        self.fields["mandate"].widget.choices = [("", _("Choose a power")), *offered]
        # What is not offered is understood when sent: the attempt is refused by the act, and recorded.
        known = {entry.key for mandate in lendable.values() for entry in receivers_of(mandate)}
        rows = others.filter(key__in=known).select_related("institution")
        self.fields["to_post"].queryset = Post.objects.select_related("institution")  # type: ignore[attr-defined]
        self.fields["to_post"].widget.choices = [("", _("Choose a post")), *((p.pk, _placed(p)) for p in rows)]
        versions = {mandate.framework_id: mandate.framework for mandate in lendable.values()}
        named = [*([framework] if framework else []), *versions.values()]
        titles = {entry.key: entry.title for version in reversed(named) for entry in classes_of(version)}
        self.fields["classes"].choices = list(titles.items())  # type: ignore[attr-defined]
        self.anything = bool(lendable)

    def clean_ceiling(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for part in filter(None, (part.strip() for part in self.cleaned_data["ceiling"].split(","))):
            term, _space, limit = part.rpartition(" ")
            try:
                found[term.strip().replace(" ", "_").lower()] = Decimal(limit)
            except InvalidOperation:
                raise forms.ValidationError(_("Write each as a fact and a figure: personnel 500.")) from None
        return found

    def given(self, at: datetime) -> dict[str, Any]:
        """What the act is told."""
        said = self.cleaned_data
        return {
            "to_post": said["to_post"],
            "starts": _begin_of(said["starts"], at),
            "until": _end_of(said["until"]),
            "classes": said["classes"],
            "ceiling": said["ceiling"],
            "reason": said["reason"],
        }


class CoverForm(forms.Form):
    """Who covers an absence, from which day until which, and why."""

    by_post = forms.ModelChoiceField(Post.objects.none(), label=_("Covered by"))
    starts = forms.DateField(label=_("Away from"), widget=_day())
    until = forms.DateField(label=_("Until and including"), widget=_day())
    reason = forms.CharField(label=_("Why"), help_text=_("Shown with every act under it."))

    def __init__(self, *args: Any, covering: Sequence[Post], today: date, **options: Any) -> None:
        options["prefix"] = "cover"
        super().__init__(*args, **options)
        self.fields["starts"].initial = today
        self.fields["by_post"].queryset = Post.objects.select_related("institution")  # type: ignore[attr-defined]
        self.fields["by_post"].widget.choices = [("", _("Choose a post")), *((p.pk, _placed(p)) for p in covering)]

    def given(self, at: datetime) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "by_post": said["by_post"],
            "starts": _begin_of(said["starts"], at),
            "until": _end_of(said["until"]),
            "reason": said["reason"],
        }


def _placed(post: Post) -> str:
    return f"{post.title}, {post.institution}"


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
