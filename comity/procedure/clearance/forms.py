"""Forms of the dossier and the answer page. They only read what was typed; the actions decide."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.words.rules.said import in_words

from .rules.opinion import Adjudicated, ConditionSaid, OpinionKind, Severity
from .rules.urgent import Cause

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
            form.add_error(name if name in form.fields else None, in_words(said))
        if not error.fields or error.message not in " ".join(error.fields.values()):
            form.add_error(None, in_words(error.message))
        return form, 422
    except NotAllowed as error:
        form.add_error(None, in_words(error.args[0]))
        form.asked_about = error.asked_about  # type: ignore[attr-defined]  # errors.html then says who could
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
        label=_("Your answer"),
        coerce=OpinionKind,
        widget=forms.RadioSelect,
        choices=[
            (OpinionKind.CONCUR, _("Concur")),
            (OpinionKind.CONDITIONS, _("Concur with conditions")),
            (OpinionKind.NONCONCUR, _("Do not concur")),
            (OpinionKind.NO_INTEREST, _("No interest")),
        ],
    )
    words = forms.CharField(
        label=_("In your words"), required=False, widget=AREA, help_text=_("Shown to those who decide.")
    )
    basis = forms.CharField(
        label=_("Basis of the objection"), required=False, widget=AREA, help_text=_("Only if you do not concur.")
    )
    cure = forms.CharField(
        label=_("What would cure it"), required=False, widget=AREA, help_text=_("Only if you do not concur.")
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
            self.add_error(None, gettext("“%(said)s” is not a day; write it like 2027-03-31.") % {"said": said})
            return None


class QuestionForm(forms.Form):
    question = forms.CharField(label=_("What do you need to know?"), widget=AREA)


class HoldForm(forms.Form):
    reason = forms.CharField(label=_("Why it must wait"), widget=AREA)
    expires = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("At most sixty days.")
    )

    def clean_expires(self) -> datetime:
        """The end of that day."""
        return datetime.combine(self.cleaned_data["expires"], time(23, 59), UTC)


class CommentForm(forms.Form):
    field = forms.ChoiceField(label=_("About"), required=False)
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        coerce=Severity,
        choices=[
            (Severity.CRITICAL, _("Critical: bars concurrence until accepted")),
            (Severity.SUBSTANTIVE, _("Substantive: factual or important")),
            (Severity.ADMINISTRATIVE, _("Administrative: wording, typing")),
        ],
        initial=Severity.SUBSTANTIVE,
    )
    words = forms.CharField(label=_("Comment"), widget=AREA)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].choices = [("", _("the whole proposal")), *lines]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(label=pgettext_lazy("what was answered", "Answer"), widget=AREA)


class AdjudicationForm(forms.Form):
    outcome = forms.TypedChoiceField(
        label=_("Outcome"),
        coerce=Adjudicated,
        choices=[
            (Adjudicated.ACCEPTED, _("Accept")),
            (Adjudicated.WITH_CHANGE, _("Accept with change")),
            (Adjudicated.REJECTED, _("Reject")),
        ],
    )
    rationale = forms.CharField(label=_("Rationale"), widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), widget=AREA)


class ConsolidationForm(forms.Form):
    summary = forms.CharField(
        label=_("What was said"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("Dissent included.")
    )
    recommendation = forms.CharField(label=_("What the deciders are asked to do"), widget=AREA)
    decide_by = forms.DateField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day on which a decision still serves the matter itself, if there is one."),
    )
    if_late = forms.CharField(
        label=_("What happens if it is late"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is lost, by whom, and what it costs to mend: those who decide read it beside the deadline."),
    )


class CountersignForm(SeenForm):
    words = forms.CharField(label=_("Note, if any"), required=False, widget=AREA)


class DecisionForm(SeenForm):
    grant = forms.TypedChoiceField(
        label=_("Your decision"),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        choices=[("yes", _("Grant: it is authorised once every key is turned")), ("no", _("Refuse"))],
    )
    reason = forms.CharField(label=_("Reason"), required=False, widget=AREA, help_text=_("Needed for a refusal."))
    over_objection = forms.CharField(
        label=_("Why you grant over an objection"), required=False, widget=AREA, help_text=_("Kept on the record.")
    )


class UrgencyForm(forms.Form):
    cause = forms.ChoiceField(label=_("Cause"), choices=())
    why = forms.CharField(
        label=_("What cannot wait"), widget=AREA, help_text=_("And what is lost by waiting. The review reads it.")
    )

    def __init__(self, *args: Any, causes: Sequence[Cause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = [(cause.value, in_words(cause.words)) for cause in causes]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """One answer to each question of the review: fields ``answer-0``, ``answer-1`` and so on."""

    was_urgent = forms.TypedChoiceField(
        label=_("Was it urgent?"),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        choices=[("yes", _("It was")), ("no", _("It was not"))],
    )
    words = forms.CharField(label=_("What you conclude"), widget=AREA)

    def __init__(self, *args: Any, questions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        conclusion = self.fields.pop("words")
        for number, question in enumerate(questions):
            self.fields[f"answer-{number}"] = forms.CharField(label=question, widget=AREA)
        self.fields["words"] = conclusion
        self.count = len(questions)

    @property
    def asked(self) -> list[Any]:
        """The questions as fields, in their order."""
        return [self[f"answer-{number}"] for number in range(self.count)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {
            "was_urgent": cleaned.get("was_urgent"),
            "words": cleaned.get("words", ""),
            "answers": [cleaned.get(f"answer-{number}", "") for number in range(self.count)],
        }
