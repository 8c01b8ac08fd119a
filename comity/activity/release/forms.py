"""What one asks for, puts to clearance, answers and says of a release."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.foundation.words.rules.said import in_words, known
from comity.mandate.institutions.queries import Post

from .rules.checks import Check
from .rules.life import State

AS_IT_STANDS, IN_OTHER_WORDS, LEFT_OUT = "as_it_stands", "in_other_words", "left_out"


class AskForm(forms.Form):
    """For whom, for which use, and which parts."""

    title = forms.CharField(
        label=_("What you ask for"), max_length=200, help_text=_("In words that the recipient may read.")
    )
    use = forms.CharField(
        label=_("For which use"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_("It is released for this use and for no other."),
    )
    recipient = forms.TypedChoiceField(label=_("For whom"), coerce=int)
    parts = forms.MultipleChoiceField(label=_("Which parts"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, posts: Iterable[Post], lines: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(post.pk, f"{post.title}, {post.institution.name}") for post in posts]
        recipient, parts = self.fields["recipient"], self.fields["parts"]
        assert isinstance(recipient, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        assert isinstance(parts, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        recipient.choices, parts.choices = named, list(lines)


class PartForm(forms.Form):
    """What becomes of one part."""

    how = forms.ChoiceField(
        label=_("This part is"),
        choices=[
            (AS_IT_STANDS, _("released as it stands")),
            (IN_OTHER_WORDS, _("released in the words below")),
            (LEFT_OUT, _("left out")),
        ],
    )
    words = forms.CharField(
        label=_("Words to be released instead"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("how") == IN_OTHER_WORDS and not said.get("words", "").strip():
            self.add_error("words", gettext("Write the words that may leave."))
        return said


class ConditionForm(forms.Form):
    words = forms.CharField(label=_("Condition"), required=False, max_length=1000)
    due = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class CheckForm(forms.Form):
    """One disclosure check."""

    answer = forms.ChoiceField(label=_("Answer"))
    words = forms.CharField(label=_("On what that rests"), required=False, max_length=1000)

    def __init__(self, *args: Any, check: Check, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_asked = check
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        answer.choices = [
            ("", _("Choose…")),
            ("met", _("met")),
            *([("does_not_apply", _("does not apply"))] if check.may_not_apply else []),
            ("not_met", _("not met")),
        ]
        answer.required = False


class PutForm(forms.Form):
    until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day on which it may be opened. Empty: until it is recalled."),
    )
    technology = forms.BooleanField(label=_("It tells of controlled technology"), required=False)


class WordsForm(forms.Form):
    """The words that a weighty move needs."""

    words = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    due = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, asks: Any = "", dated: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = asks
        if not dated:
            del self.fields["due"]


class RegisterForm(forms.Form):
    """What the register is narrowed to."""

    text = forms.CharField(label=_("Title, use or reference"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Stands"),
        required=False,
        choices=[("", _("Any"))] + [(state.value, known(state.words)) for state in State],
    )
    to = forms.CharField(label=_("Released to"), required=False, max_length=80)


def named_state(state: str) -> str:
    return str(in_words(State(state).words))
