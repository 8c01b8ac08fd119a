"""A page to ask beforehand: who would have to clear such an engagement, and who may decide it?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.labels.queries import page_marking
from comity.mandate.institutions.queries import framework_in_force, framework_over, posts, states, who_may
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import route_preview

ASKED = [
    (May.DECIDE, "Who may decide it"),
    (May.COUNTERSIGN, "Who may countersign it"),
    (May.PROPOSE, "Who may propose it"),
    (May.REVOKE, "Who may suspend or revoke it"),
]


class FactsForm(forms.Form):
    """The facts that most often choose a route."""

    kind = forms.ChoiceField(label="Kind")
    host = forms.ChoiceField(label="Host", required=False)
    partners = forms.MultipleChoiceField(label="Partners", required=False)
    personnel = forms.IntegerField(label="Personnel", required=False, min_value=0)
    cost = forms.DecimalField(label="Cost", required=False, min_value=0, max_digits=15, decimal_places=2)
    start = forms.DateField(label="Start", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    live_fire = forms.NullBooleanField(
        label="Live fire",
        required=False,
        widget=forms.Select(choices=[("", "not said"), ("true", "yes"), ("false", "no")]),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = named("engagement").term("kind")
        countries = [(s.code, s.name) for s in states() if not s.historic]
        self.fields["kind"].choices = [(v, kind.words.get(v, v).capitalize()) for v in kind.values]  # type: ignore[attr-defined]
        self.fields["host"].choices = [("", "not said"), *countries]  # type: ignore[attr-defined]
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
    post = posts().filter(pk=request.actor.post_id or 0).first() or posts().filter(mandates__may=May.PROPOSE).first()
    if post is not None and form.is_bound and form.is_valid():
        facts = {**form.facts(), "lead": post.institution.key}
        framework = framework_over(post) or framework_in_force()
        context["preview"] = route_preview(facts, post, at)
        if framework is not None:
            context["powers"] = [
                {"title": title, "powers": who_may(may, facts, framework=framework, at=at)} for may, title in ASKED
            ]
    return render(request, "web/who_may.html", context)
