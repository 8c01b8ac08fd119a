"""What an auditor takes along to check the record alone: evidence, the policy, and the program."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.queries import head, last_checkpoint, witness_reach
from comity.foundation.words.rules.said import in_words

from ..actions.export_evidence import export_evidence
from ..actions.prepare_evidence import Prepared, prepare_evidence
from ..forms import EvidenceForm
from ..permissions import may_export_evidence, oversees
from ..queries import exports, institutions_known, policy_text, verifier_file
from ..rules.scope import Scope, ScopeKind
from ..rules.verifier_file import NAME
from .files import file_answer, now

SHOWN = 20  # exports listed


@require_safe
def evidence(request: ActingRequest) -> HttpResponse:
    """How the record is checked without trusting the house, step by step, and what is needed for it."""
    return _page(request, _form(request, None))


@require_POST
def evidence_file(request: ActingRequest) -> HttpResponse | StreamingHttpResponse:
    """A bundle, sent as it is made. That it was handed out is recorded before its last bytes leave, and without
    those it is no bundle."""
    form, actor, at = _form(request, request.POST), request.actor, now()
    if not form.is_valid():
        return _page(request, form)
    try:
        prepared = prepare_evidence(
            form.scope(), actor=actor, at=at, reader=actor.reader, since=form.cleaned_data["since"]
        )
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        form.add_error(None, in_words(refusal.message))
        return _page(request, form)
    answer = StreamingHttpResponse(_sent(request, prepared), content_type="application/zip")
    name = f"evidence-{prepared.scope.called}-{prepared.bundle.size}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _sent(request: ActingRequest, prepared: Prepared) -> Iterator[bytes]:
    held = b""
    for part in prepared.bundle.parts():
        yield held
        held = part
    handed = prepared.handed_out(str(request.actor))
    export_evidence(handed, actor=request.actor, at=now(), marking_id=prepared.marking.pk)
    yield held


@require_safe
def policy_file(_request: ActingRequest) -> HttpResponse:
    """The keys of the record as the text that the verifier asks for."""
    text = policy_text()
    if text is None:
        raise Http404
    return file_answer(text.encode(), "text/plain; charset=utf-8", "comity-policy.txt")


@require_safe
def verifier_program(_request: ActingRequest) -> HttpResponse:
    """The verifier as one file. It is the same for everybody, and its digest can be compared."""
    return file_answer(verifier_file()[0], "application/octet-stream", NAME)


def _form(request: ActingRequest, asked: QueryDict | None) -> EvidenceForm:
    actor = request.actor
    known = institutions_known(actor.person_id, now()) if oversees(actor) and actor.person_id is not None else []
    offered = {"kind": ScopeKind.ALL if oversees(actor) else ScopeKind.DOSSIER}
    return EvidenceForm(asked, wide=oversees(actor), known=[(one.key, one.name) for one in known], initial=offered)


def _page(request: ActingRequest, form: EvidenceForm) -> HttpResponse:
    actor = request.actor
    handed_out, reach = list(exports(actor.reader)[:SHOWN]), witness_reach()
    context: dict[str, Any] = {
        "at": now(),
        "head": head(),
        "checkpoint": last_checkpoint(),
        "reach": reach,
        "troubles": reach.troubles(now()),
        "policy": policy_text(),
        "program": NAME,
        "program_digest": verifier_file()[1],
        "command": f"python3 {NAME} BUNDLE.zip --policy comity-policy.txt --kept checkpoint.txt",
        "form": form,
        "may": may_export_evidence(actor, Scope(kind=ScopeKind.DOSSIER)),
        "oversees": oversees(actor),
        "exports": handed_out,
        "page_marking": page_marking([entry.marking for entry in handed_out]),
    }
    return render(request, "oversight/evidence.html", context, status=422 if form.errors else 200)
