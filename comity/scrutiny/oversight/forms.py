"""Forms of this room: which days are looked at, which copies are compared, what evidence is of, and what the record is
to forget."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.foundation.record.rules.absence import ERASE, WITHHOLD
from comity.mandate.institutions.rules.framework import InstrumentEntry

from .rules.legal_basis import ARTICLE_AT_MOST
from .rules.scope import THINGS, Scope, ScopeKind

YEAR = timedelta(days=365)
LARGEST = 16_000_000  # bytes of a file as it is handed in


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **options)


class PopulationForm(forms.Form):
    """From one day to another; without an answer, a year back and a year ahead."""

    first = _day(pgettext_lazy("a day", "From"))
    last = _day(_("To"))

    def period(self, today: date) -> tuple[date, date]:
        """What was chosen as far as it can be read; days in the wrong order are turned round."""
        self.full_clean()
        chosen = getattr(self, "cleaned_data", {})
        first, last = chosen.get("first") or today - YEAR, chosen.get("last") or today + YEAR
        return (first, last) if first <= last else (last, first)


class SinceForm(forms.Form):
    """The day of the last meeting; without an answer, a month ago."""

    since = _day(_("Since"))

    def day(self, today: date) -> date:
        self.full_clean()
        return getattr(self, "cleaned_data", {}).get("since") or today - timedelta(days=30)


class RemarkForm(forms.Form):
    """What an overseer says of a finding when taking note of it."""

    remark = forms.CharField(
        label=_("What is to be said of it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands on the record with your name and post, for whoever may read the finding."),
    )


class CompareForm(forms.Form):
    """One frozen copy, and a later one; without a later one it is compared with what one may read now."""

    earlier = forms.FileField(
        label=_("Earlier copy"), max_length=200, help_text=_("The ZIP as it was handed out, or its engagements.csv.")
    )
    later = forms.FileField(
        label=_("Later copy"), required=False, max_length=200, help_text=_("Without one: what you may read now.")
    )

    def clean(self) -> dict[str, Any]:
        for name in ("earlier", "later"):
            given = self.cleaned_data.get(name)
            if given and given.size > LARGEST:
                self.add_error(name, _("This file is larger than any frozen copy may be."))
        return self.cleaned_data


class EvidenceForm(forms.Form):
    """What evidence is of. `wide` are those who may ask for more than one thing, `known` the institutions to choose
    from, by key and name."""

    kind = forms.TypedChoiceField(
        label=_("Evidence of"),
        coerce=ScopeKind,
        choices=[
            (ScopeKind.DOSSIER, _("One dossier, and what it decides on")),
            (ScopeKind.ENGAGEMENT, _("One engagement, and its dossiers")),
            (ScopeKind.PERIOD, _("What was done between two days")),
            (ScopeKind.INSTITUTION, _("What was done from the posts of an institution")),
            (ScopeKind.ALL, _("The whole record")),
        ],
    )
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=60,
        help_text=_("For a dossier or an engagement, such as DOS-2026-0001."),
    )
    first = _day(_("First day"), help_text=_("For what was done between two days; both are included."))
    last = _day(_("Last day"))
    institution = forms.ChoiceField(
        label=_("Institution"), required=False, help_text=_("For what was done from its posts.")
    )
    since = forms.CharField(
        label=_("Sizes you kept"),
        required=False,
        max_length=200,
        help_text=_("The second line of each checkpoint that you kept, with spaces between."),
    )

    def __init__(self, *args: Any, wide: bool, known: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._names = dict(known)
        choices: Any = self.fields["kind"]
        if wide:
            places: Any = self.fields["institution"]
            places.choices = [("", "—"), *self._names.items()]
        else:
            choices.choices = [(value, words) for value, words in choices.choices if value in THINGS]
            for name in ("first", "last", "institution"):
                del self.fields[name]

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).strip().upper()

    def clean_since(self) -> list[int]:
        words = self.cleaned_data["since"].replace(",", " ").split()
        if not all(word.isascii() and word.isdigit() and len(word) < 16 for word in words):
            raise forms.ValidationError(_("Sizes are whole figures, with spaces between."))
        return [int(word) for word in words]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        needed = {
            ScopeKind.DOSSIER: ("reference",),
            ScopeKind.ENGAGEMENT: ("reference",),
            ScopeKind.PERIOD: ("first", "last"),
            ScopeKind.INSTITUTION: ("institution",),
        }
        for name in needed.get(told.get("kind", ScopeKind.ALL), ()):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed for what you chose."))
        if told.get("first") and told.get("last") and told["first"] > told["last"]:
            self.add_error("last", _("The last day lies before the first."))
        return told

    def scope(self) -> Scope:
        """What a valid form asks for."""
        told = self.cleaned_data
        match told["kind"]:
            case ScopeKind.PERIOD:
                return Scope(kind=ScopeKind.PERIOD, first=told["first"], last=told["last"])
            case ScopeKind.INSTITUTION:
                key = told["institution"]
                return Scope(kind=ScopeKind.INSTITUTION, name=self._names[key], key=key)
            case ScopeKind.ALL:
                return Scope(kind=ScopeKind.ALL)
        return Scope(kind=told["kind"], name=told["reference"])


class SeveralFiles(forms.ClearableFileInput):
    """A choice of any number of files."""

    allow_multiple_selected = True


class VerifyForm(forms.Form):
    """What the verifier in the browser is given. It is only drawn: none of it is ever sent."""

    bundle = forms.FileField(label=_("Evidence bundle"), help_text=_("The ZIP that you were given."))
    kept = forms.FileField(
        label=_("Checkpoints you kept"),
        required=False,
        widget=SeveralFiles(attrs={"multiple": True}),
        help_text=_("From bundles that you verified before, as many as you like."),
    )
    policy_file = forms.FileField(label=_("Policy, from a file"), required=False)
    policy = forms.CharField(
        label=_("Policy"),
        help_text=_("Lines of “log KEY”, “witness KEY” and one “quorum N”."),
        widget=forms.Textarea(
            attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off", "dir": "ltr", "class": "mono"}
        ),
    )


class AbsenceForm(forms.Form):
    """That what an entry says be erased or withheld: which of the two, why, and under which law."""

    what = forms.ChoiceField(
        label=_("What is proposed"),
        choices=[(ERASE, _("Erase it for ever")), (WITHHOLD, _("Withhold it from evidence"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the record for ever: do not repeat here what is to be forgotten."),
    )
    instrument = forms.ChoiceField(
        label=_("Under which law"), help_text=_("With the article, it stands in every bundle of evidence.")
    )
    article = forms.CharField(label=_("Article"), max_length=ARTICLE_AT_MOST)

    def __init__(
        self, *args: Any, instruments: Iterable[InstrumentEntry], never: Mapping[str, str], **options: Any
    ) -> None:
        """`never` says of ERASE and WITHHOLD why it cannot be; what can be is offered."""
        super().__init__(*args, **options)
        offered = [choice for choice in self.fields["what"].choices if not never[choice[0]]]  # type: ignore[attr-defined]
        self.fields["what"].choices = offered  # type: ignore[attr-defined]
        self.initial.setdefault("what", offered[0][0] if offered else "")
        self.fields["instrument"].choices = [("", "–"), *((one.key, one.title) for one in instruments)]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why a proposal is declined, or what was withheld is shown again."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
