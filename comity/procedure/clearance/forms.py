"""Forms of the dossier and the answer page. They only read what was typed; the actions decide."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict

from comity.foundation.access.rules.verdict import NotAllowed, Refused

from .rules.opinion import Adjudicated, ConditionSaid, OpinionKind, Severity

AREA = forms.Textarea(attrs={"rows": 3})


def tried(form: forms.Form, act: Callable[..., object]) -> tuple[forms.Form, int]:
    """Do the act with what a valid form says; its fields are named like the act's arguments.

    Returns the form and the status: 200 done, 422 refused, 403 not allowed. The reasons are then on the form, and
    what was typed is kept.
    """
    if not form.is_valid():
        return form, 422
    try:
        act(**form.cleaned_data)
    except Refused as error:
        for name, said in error.fields.items():
            form.add_error(name if name in form.fields else None, said)
        if not error.fields or error.message not in " ".join(error.fields.values()):
            form.add_error(None, error.message)
        return form, 422
    except NotAllowed as error:
        form.add_error(None, str(error))
        return form, 403
    return form, 200


class SeenForm(forms.Form):
    """An answer to a text: it brings back the digest of the text that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["seen_digest"] = cleaned.pop("seen", "")
        return cleaned


class OpinionForm(SeenForm):
    """An opinion; its conditions are rows of ``condition`` and ``condition_due``."""

    kind = forms.TypedChoiceField(
        label="Your answer",
        coerce=OpinionKind,
        widget=forms.RadioSelect,
        choices=[
            (OpinionKind.CONCUR, "Concur"),
            (OpinionKind.CONDITIONS, "Concur with conditions"),
            (OpinionKind.NONCONCUR, "Do not concur"),
            (OpinionKind.NO_INTEREST, "No interest"),
        ],
    )
    words = forms.CharField(label="In your words", required=False, widget=AREA, help_text="Shown to those who decide.")
    basis = forms.CharField(
        label="Basis of the objection", required=False, widget=AREA, help_text="Only if you do not concur."
    )
    cure = forms.CharField(
        label="What would cure it", required=False, widget=AREA, help_text="Only if you do not concur."
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        typed = zip(data.getlist("condition"), data.getlist("condition_due"), strict=False) if data else ()
        self.rows: list[tuple[str, str]] = [(words, due) for words, due in typed if words or due]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["conditions"] = [ConditionSaid(words, self._day(due)) for words, due in self.rows]
        return cleaned

    def _day(self, said: str) -> date | None:
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            self.add_error(None, f"“{said}” is not a day; write it like 2027-03-31.")
            return None


class QuestionForm(forms.Form):
    question = forms.CharField(label="What do you need to know?", widget=AREA)


class HoldForm(forms.Form):
    reason = forms.CharField(label="Why it must wait", widget=AREA)
    expires = forms.DateField(
        label="Until", widget=forms.DateInput(attrs={"type": "date"}), help_text="At most sixty days."
    )

    def clean_expires(self) -> datetime:
        """The end of that day."""
        return datetime.combine(self.cleaned_data["expires"], time(23, 59), UTC)


class CommentForm(forms.Form):
    field = forms.ChoiceField(label="About", required=False)
    severity = forms.TypedChoiceField(
        label="Severity",
        coerce=Severity,
        choices=[
            (Severity.CRITICAL, "Critical: bars concurrence until accepted"),
            (Severity.SUBSTANTIVE, "Substantive: factual or important"),
            (Severity.ADMINISTRATIVE, "Administrative: wording, typing"),
        ],
        initial=Severity.SUBSTANTIVE,
    )
    words = forms.CharField(label="Comment", widget=AREA)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].choices = [("", "the whole proposal"), *lines]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(label="Answer", widget=AREA)


class AdjudicationForm(forms.Form):
    outcome = forms.TypedChoiceField(
        label="Outcome",
        coerce=Adjudicated,
        choices=[
            (Adjudicated.ACCEPTED, "Accept"),
            (Adjudicated.WITH_CHANGE, "Accept with change"),
            (Adjudicated.REJECTED, "Reject"),
        ],
    )
    rationale = forms.CharField(label="Rationale", widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Why", widget=AREA)


class ConsolidationForm(forms.Form):
    summary = forms.CharField(
        label="What was said", widget=forms.Textarea(attrs={"rows": 5}), help_text="Dissent included."
    )
    recommendation = forms.CharField(label="What the deciders are asked to do", widget=AREA)


class CountersignForm(SeenForm):
    words = forms.CharField(label="Note, if any", required=False, widget=AREA)


class DecisionForm(SeenForm):
    grant = forms.TypedChoiceField(
        label="Your decision",
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        choices=[("yes", "Grant: it is authorised once every key is turned"), ("no", "Refuse")],
    )
    reason = forms.CharField(label="Reason", required=False, widget=AREA, help_text="Needed for a refusal.")
    over_objection = forms.CharField(
        label="Why you grant over an objection", required=False, widget=AREA, help_text="Kept on the record."
    )
