"""What one lays or writes beside an engagement, and what one says about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.activity.engagements.queries import Names
from comity.foundation.labels.queries import against_marking, policies
from comity.foundation.labels.rules.label import Label, label
from comity.foundation.labels.rules.policy import completed
from comity.foundation.words.rules.said import in_words, say

OWN = "own"
SIDES = [("", _("Everybody who reads the engagement")), ("ours", _("Our side only")), (OWN, _("As marked below"))]


class MarkedForm(forms.Form):
    """What carries a marking of its own, in the two categories everyone uses."""

    must_be_marked = False
    classification = forms.ChoiceField(label=_("Classification"), required=False)
    releasable_to = forms.CharField(
        label=_("Releasable to"),
        required=False,
        max_length=300,
        help_text=_("State codes or names between commas. Empty sets no limit by nationality."),
    )
    need_to_know = forms.CharField(
        label=_("Need to know"),
        required=False,
        max_length=200,
        help_text=_("Groups between commas; a reader must be in all of them."),
    )

    def __init__(self, *args: Any, frame: Label, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame, self.policy, self.names = frame, frame.policy, names
        field = self.fields["classification"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        known = policies().get(frame.policy)
        field.choices = [(level, level) for level in (known.levels if known else (frame.classification,))]
        field.required = self.must_be_marked
        self.initial = {**typed_of(frame), **self.initial}

    def clean_releasable_to(self) -> list[str] | None:
        said = _parts(self.cleaned_data["releasable_to"])
        if unknown := [name for name in said if self.names.code(name) is None]:
            raise forms.ValidationError(gettext("Not a state known here: {names}.").format(names=", ".join(unknown)))
        return [code for name in said if (code := self.names.code(name))] or None

    def clean(self) -> dict[str, Any]:
        """What the policy forbids is said beside the level, with everything typed still there."""
        said: dict[str, Any] = self.cleaned_data
        chosen = {"classification", "releasable_to", "need_to_know"} <= said.keys() and said.get("side", OWN) == OWN
        for why in against_marking(self.label()) if chosen else ():
            self.add_error("classification", in_words(say("It cannot be marked so: {why}.", why=why)))
        return said

    def label(self) -> Label:
        said = self.cleaned_data
        typed = label(
            self.policy,
            said["classification"] or self.frame.classification,
            releasable_to=said["releasable_to"],
            need_to_know=_parts(said["need_to_know"]),
        )
        return completed(typed, policies())


def typed_of(it: Label) -> dict[str, str]:
    """What somebody would have typed to mark something so."""
    return {
        "classification": it.classification,
        "releasable_to": ", ".join(sorted(it.releasable_to or ())),
        "need_to_know": ", ".join(sorted(it.need_to_know)),
    }


class ParagraphForm(MarkedForm):
    """One paragraph: its words, its marking, and whether others may know that it is there."""

    must_be_marked = True
    field_order = ("words", "classification", "releasable_to", "need_to_know", "known")
    words = forms.CharField(label=_("Paragraph"), widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000)
    known = forms.BooleanField(
        label=_("Whoever reads the paper may know that it is here"),
        required=False,
        help_text=_("They see its place, never a word of it, and can ask for its release."),
    )


class BeginPaperForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)


class PaperForm(MarkedForm):
    field_order = ("file", "note", "side", "classification", "releasable_to", "need_to_know")
    file = forms.FileField(label=_("File"), help_text=_("At most 25 MB."))
    note = forms.CharField(label=_("What it is"), required=False, max_length=300)
    side = forms.ChoiceField(label=_("Who may open it"), choices=SIDES, required=False)

    def __init__(self, *args: Any, held: Any = None, **kwargs: Any) -> None:
        """`held` is the file that a refused form brought; it need not be chosen again."""
        super().__init__(*args, **kwargs)
        self.kept, self.ticket = held, ""
        self.fields["file"].required = held is None

    @property
    def own_marking_open(self) -> bool:
        """Whether what is folded away holds something that was typed, or what is wrong."""
        return self.is_bound and (self.data.get("side") == "own" or any(name in self.errors for name in MARKING))


MARKING = ("classification", "releasable_to", "need_to_know")


class RemarkForm(MarkedForm):
    field_order = ("words", "side", "classification", "releasable_to", "need_to_know")
    words = forms.CharField(
        label=_("Your remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Write @ and a name to call somebody's attention. Outside clearance: what decides stands in the dossier."
        ),
    )
    side = forms.ChoiceField(label=_("Who may read it"), choices=SIDES, required=False)


def _parts(said: str) -> list[str]:
    return [part for piece in said.split(",") if (part := " ".join(piece.split()))]
