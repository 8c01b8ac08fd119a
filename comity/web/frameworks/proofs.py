"""Pages of what is proved of a framework: its promises, its diagram with a run drawn on it, the proof to take away."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking
from comity.mandate.institutions.rules.faults import Fault
from comity.procedure.assurance.queries import NotWhole, Proof, file_name, proof_of

from .drawing import Drawing
from .exporting import certificate_text, export, export_name
from .finding import Text, the_text
from .promising import promises
from .running import Run, drawn_run, explained


def _asked(
    request: ActingRequest, key: str, version: str, proposal: UUID | None
) -> tuple[Text, Proof | None, dict[str, Any]]:
    """The text, its proof (none when this release no longer reads the text), and what every page of it shows."""
    text = the_text(request, key, timezone.now(), version=version, proposal=proposal)
    proof: Proof | None = None
    faults: tuple[Fault, ...] = ()
    try:
        proof = proof_of(text.text)
    except NotWhole as problem:
        faults = problem.faults
    return text, proof, {"text": text, "proof": proof, "faults": faults, "page_marking": page_marking([])}


def of_promises(proof: Proof) -> dict[str, Any]:
    """What the list of promises shows."""
    every = promises(proof)
    return {
        "made": [one for one in every if one.made],
        "others": [one for one in every if not one.made],
        "kept": sum(one.kept for one in every if one.made),
        "broken": len(proof.broken),
        "milliseconds": max(1, round(proof.seconds * 1000)),
        "explained": explained(),
    }


def of_diagram(proof: Proof, part: str, step: str) -> dict[str, Any]:
    """What the diagram shows: all of it, and the run of one verdict at one step if there is one to be drawn."""
    drawing = Drawing(proof.file)
    return {"drawing": drawing, "run": _run(proof, drawing, part, step), "explained": explained()}


def _run(proof: Proof, drawing: Drawing, part: str, step: str) -> Run | None:
    number = int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 0
    here = int(step) if step.isascii() and step.isdecimal() and len(step) < 6 else 1
    if not 1 <= number <= len(proof.verdicts):
        return None
    return drawn_run(proof.file, drawing, number, proof.verdicts[number - 1], here)


@require_safe
def promises_page(request: ActingRequest, key: str, version: str = "", proposal: UUID | None = None) -> HttpResponse:
    """Each promise of a version with its verdict."""
    _, proof, context = _asked(request, key, version, proposal)
    if proof is not None:
        context |= of_promises(proof)
    return render(request, "web/frameworks/promises.html", context)


@require_safe
def diagram_page(request: ActingRequest, key: str, version: str = "", proposal: UUID | None = None) -> HttpResponse:
    """The posts and routes of a version; with `part` and `step`, a run that breaks a promise."""
    _, proof, context = _asked(request, key, version, proposal)
    if proof is not None:
        context |= of_diagram(proof, request.GET.get("part", ""), request.GET.get("step", ""))
        if request.GET.get("part") and context["run"] is None:
            raise Http404
    return render(request, "web/frameworks/diagram.html", context)


@require_safe
def certificate_page(
    request: ActingRequest, key: str, number: int, version: str = "", proposal: UUID | None = None
) -> HttpResponse:
    """One certificate, to be checked by `python -m verifier.proof`."""
    _, proof, _ = _asked(request, key, version, proposal)
    certified = dict(proof.certifiable()) if proof is not None else {}
    if proof is None or number not in certified:
        raise Http404
    return _file(certificate_text(proof, number).encode(), file_name(number, certified[number]), "application/json")


@require_safe
def export_page(request: ActingRequest, key: str, version: str = "", proposal: UUID | None = None) -> HttpResponse:
    """The text, the verdicts and every certificate as one file."""
    text, proof, _ = _asked(request, key, version, proposal)
    if proof is None:
        raise Http404
    return zip_of(proof, text.text)


def zip_of(proof: Proof, text: str) -> HttpResponse:
    return _file(export(proof, text), export_name(proof), "application/zip")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
