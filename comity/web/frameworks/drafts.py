"""Check a draft: the faults, the verdicts and the diagram of a framework's text. Nothing is kept."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.mandate.institutions.queries import text_of
from comity.mandate.institutions.rules.faults import Fault
from comity.procedure.assurance.queries import NotWhole, Proof, proof_of
from comity.procedure.clearance.rules.whole import check

from .examples import Draft, drafts
from .finding import here
from .forms import TextForm
from .knowing import known_here
from .proofs import of_diagram, of_promises, zip_of
from .running import route_of

MOST_FAULTS = 100


@dataclass(frozen=True)
class ToldFault:
    """A fault and the line it stands in, as it is written."""

    fault: Fault
    written: str


@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: ActingRequest) -> HttpResponse:
    """The form, and what is to be said of the text in it."""
    form, example = _form(request)
    text = form.given if form.is_bound and form.is_valid() else ""
    context: dict[str, Any] = {
        "form": form.keeping(),
        "examples": list(drafts().values()),
        "example": example,
        "looked_at": bool(text),
        "page_marking": page_marking([]),
    }
    if text:
        found = check(text, known=known_here())
        context |= {"faults": _told(found.faults, text), "more": len(found.faults) - MOST_FAULTS, "notes": found.notes}
        try:
            proof = None if found.faults else proof_of(text)
        except NotWhole:
            proof = None
        if proof is not None and request.POST.get("act") == "export":
            return zip_of(proof, text)
        if proof is not None:
            asked = request.POST.get("look") or request.GET.get("look") or _first_run(proof)
            part, _, step = asked.partition("-")
            context |= {"proof": proof, **of_promises(proof), **of_diagram(proof, part, step)}
    status = 422 if request.method == "POST" and not text else 200
    return render(request, "web/frameworks/draft.html", context, status=status)


def _form(request: ActingRequest) -> tuple[TextForm, Draft | None]:
    """The form as it was sent; or with an example of the library, or the text in force, written in it."""
    if request.method == "POST":
        return TextForm(request.POST, request.FILES), None
    example = drafts().get(request.GET.get("example", ""))
    if example is not None:
        return _with(request, example.text), example
    if key := request.GET.get("from", ""):
        return _with(request, text_of(here(request, key, timezone.now()))), None
    return TextForm(), None


def _with(request: HttpRequest, text: str) -> TextForm:
    given = request.GET.copy()
    given["text"] = text
    return TextForm(given)


def _first_run(proof: Proof) -> str:
    """The first run that breaks a promise, at its last step, where all of it is drawn."""
    drawn = ((n, one) for n, one in enumerate(proof.verdicts, 1) if len(one.run) > 1 and one in proof.broken)
    return next((f"{n}-{len(one.run)}" for n, one in drawn if route_of(proof.file, one)), "")


def _told(faults: tuple[Fault, ...], text: str) -> list[ToldFault]:
    lines = text.splitlines()
    return [
        ToldFault(fault, lines[fault.spot.line - 1].strip() if 0 < fault.spot.line <= len(lines) else "")
        for fault in faults[:MOST_FAULTS]
    ]
