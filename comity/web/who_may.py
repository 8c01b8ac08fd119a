"""A page to ask beforehand: who would have to clear such an engagement, and who may decide it?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.labels.queries import page_marking
from comity.foundation.words.rules.said import in_words, nation
from comity.foundation.words.rules.texts import by_alphabet
from comity.mandate.institutions.queries import framework_over, frameworks_of, posts_of, states, who_may
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import route_preview

ASKED = [
    (May.DECIDE, _("Who may decide it")),
    (May.COUNTERSIGN, _("Who may countersign it")),
    (May.PROPOSE, _("Who may propose it")),
    (May.REVOKE, _("Who may suspend or revoke it")),
]


class FactsForm(forms.Form):
    """The facts that most often choose a route."""

    kind = forms.ChoiceField(label=_("Kind"))
    host = forms.ChoiceField(label=_("Host"), required=False)
    partners = forms.MultipleChoiceField(label=_("Partners"), required=False)
    personnel = forms.IntegerField(label=_("Personnel"), required=False, min_value=0)
    cost = forms.DecimalField(label=_("Cost"), required=False, min_value=0, max_digits=15, decimal_places=2)
    start = forms.DateField(
        label=_("Start"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    live_fire = forms.NullBooleanField(
        label=_("Live fire"),
        required=False,
        widget=forms.Select(choices=[("", _("not said")), ("true", _("yes")), ("false", _("no"))]),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = named("engagement").term("kind")
        countries = sorted(
            ((s.code, in_words(nation(s.code, s.name))) for s in states() if not s.historic),
            key=lambda row: by_alphabet(row[1]),
        )
        self.fields["kind"].choices = [(v, capfirst(in_words(kind.words.get(v, v)))) for v in kind.values]  # type: ignore[attr-defined]
        self.fields["host"].choices = [("", _("not said")), *countries]  # type: ignore[attr-defined]
        self.fields["partners"].choices = countries  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        plain = {k: said[k] for k in ("kind", "host", "personnel", "cost", "start", "live_fire")}
        found = {name: value for name, value in plain.items() if value not in (None, "")}
        return {**found, "partners": frozenset(said["partners"])} if said["partners"] else found


@require_safe
def who_may_page(request: ActingRequest) -> HttpResponse:
    at = timezone.now()
    form = FactsForm(request.GET or None)
    context: dict[str, Any] = {"at": at, "form": form, "page_marking": page_marking([])}
    mine = posts_of(frameworks_of(request.actor.person_id, at))
    post = mine.filter(pk=request.actor.post_id or 0).first() or mine.filter(mandates__may=May.PROPOSE).first()
    if post is not None and form.is_bound and form.is_valid():
        facts = {**form.facts(), "lead": post.institution.key}
        framework = framework_over(post)
        context["preview"] = route_preview(facts, post, at)
        if framework is not None:
            context["powers"] = [
                {"title": title, "powers": who_may(may, facts, framework=framework, at=at)} for may, title in ASKED
            ]
    return render(request, "web/who_may.html", context)
