"""Pages of frameworks: the versions, what each changed, what is proposed, and the dossiers on earlier versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import page_marking
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.decline_version import decline_version
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.permissions import may_approve_version, may_decline_version
from comity.mandate.institutions.queries import (
    Framework,
    approver_of,
    file_of,
    frameworks_of,
    posts_by_key,
    power,
    proposals_of,
    text_of,
    versions_of,
)
from comity.mandate.institutions.rules.framework import FrameworkFile, May, parsed
from comity.procedure.assurance.queries import NotWhole, Proof, proof_of
from comity.procedure.clearance.actions.migrate_dossier import migrate_dossier
from comity.procedure.clearance.queries import Dossier, Plan, behind, cites, migration_plan

from .comparing import of_proposal, of_versions
from .finding import Text, here
from .forms import EndForm, MovingForm, ProposalForm
from .promising import promises

MOST_PREVIEWED = 50


@require_safe
def framework_list(request: ActingRequest) -> HttpResponse:
    """Every framework one belongs to, with the version in force and what is proposed."""
    rows = [
        {"framework": row, "versions": len(versions_of(row.key)), "waiting": proposals_of(row.key).filter(ending=None)}
        for row in frameworks_of(request.actor.person_id, timezone.now())
    ]
    return render(request, "web/frameworks/list.html", {"rows": rows, "page_marking": page_marking([])})


@require_http_methods(["GET", "HEAD", "POST"])
def framework_page(request: ActingRequest, key: str) -> HttpResponse:
    """One framework: its versions, its promises, what is proposed, and the form that proposes the next."""
    at, status = timezone.now(), 200
    found = here(request, key, at)
    form = ProposalForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            text, why = form.given, form.cleaned_data["why"]
            _proved(text)
            try:
                # The name of the file is said in faults, and kept nowhere.
                made = propose_version(text, actor=request.actor, at=at, why=why, name=f"{key}.yaml")
            except (Refused, NotAllowed) as error:
                faults = in_words(error.args[0]).splitlines()
                status = 403 if isinstance(error, NotAllowed) else 422
            else:
                messages.success(request, gettext("It is proposed, and waits for approval."))
                return redirect("framework-proposal", made.key, made.pk)
        form.keeping()
    file = file_of(found)
    context = {
        "at": at,
        "framework": found,
        "file": file,
        "versions": versions_of(key),
        "proposals": proposals_of(key),
        "may_propose": power(request.actor, May.ADOPT, framework=found, at=at),
        "oversight": _oversight(found, file),
        **_promised(Text(key, found.title, found.version, text_of(found))),
        "adoption": _adoption(found, file),
        "behind": behind(found, request.actor.reader).count(),
        "form": form,
        "faults": faults,
        "page_marking": page_marking([]),
    }
    return render(request, "web/frameworks/framework.html", context, status=status)


def _proved(text: str) -> Proof | None:
    """The proof of a text, looked up before an act asks for it, which other acts then wait for. None when the text is
    not whole."""
    try:
        return proof_of(text)
    except NotWhole:
        return None


def _promised(text: Text) -> dict[str, Any]:
    """What a page says of the promises of a text: each with its verdict, and where all of it stands."""
    proof = _proved(text.text)
    return {
        "text": text,
        "proof": proof,
        "promises": [one for one in promises(proof) if one.made] if proof else [],
        "broken": proof.broken if proof else [],
    }


def _oversight(framework: Framework, file: FrameworkFile) -> list[dict[str, Any]]:
    named = posts_by_key({post for entry in file.oversight for post in (entry.tell, entry.by) if post})
    titles = {entry.key: entry.title for entry in file.classes}
    return [
        {
            "what": entry.what,
            "told": named[entry.tell],
            "by": named[entry.by] if entry.by else None,
            "when": entry.when.words,
            "classes": [titles[key] for key in entry.classes],
            "clock": entry.within,
            "cites": cites(framework, entry.instrument, entry.article),
        }
        for entry in file.oversight
    ]


def _adoption(framework: Framework, file: FrameworkFile) -> dict[str, Any] | None:
    if file.adoption is None:
        return None
    post = posts_by_key([file.adoption.approved_by])[file.adoption.approved_by]
    return {"post": post, "cites": cites(framework, file.adoption.instrument, file.adoption.article)}


@require_safe
def framework_version(request: ActingRequest, key: str, version: str) -> HttpResponse:
    """One version: what it changed of the one before it, and its text as it was adopted."""
    at = timezone.now()
    current = here(request, key, at)
    every = versions_of(key)
    place = next((n for n, row in enumerate(every) if row.version == version), None)
    if place is None:
        raise Http404
    before = every[place + 1] if place + 1 < len(every) else None
    context = {
        "at": at,
        "framework": every[place],
        "in_force": every[place].pk == current.pk,
        "before": before,
        "changes": of_versions(before, every[place]) if before else [],
        **_promised(Text(key, every[place].title, version, text_of(every[place]))),
        "page_marking": page_marking([]),
    }
    return render(request, "web/frameworks/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def framework_proposal(request: ActingRequest, key: str, proposal: UUID) -> HttpResponse:
    """A proposed version: what it would change, and the form by which it is approved or declined."""
    at, status = timezone.now(), 200
    current = here(request, key, at)
    found = proposals_of(key).filter(pk=proposal).first()
    if found is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"seen": found.digest})
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ("approve", "decline"):
            raise Http404
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                if act == "approve":
                    _proved(found.text)
                    seen, words = said["seen"], said["words"]
                    approve_version(found.pk, actor=request.actor, at=at, seen_digest=seen, words=words)
                    messages.success(request, gettext("The version is in force. Open dossiers stay on theirs."))
                else:
                    decline_version(found.pk, actor=request.actor, at=at, reason=said["words"])
                    messages.success(request, gettext("The proposal has ended, and the record says why."))
            except (Refused, NotAllowed) as error:
                for line in in_words(error.args[0]).splitlines():
                    form.add_error(None, line)
                status = 403 if isinstance(error, NotAllowed) else 422
            else:
                return redirect("framework", key)
    approver = approver_of(found.against, found.by_post)
    verdict = may_approve_version(
        request.actor, approver=approver, proposer_id=found.by_id, proposing_post_id=found.by_post_id
    )
    context = {
        "at": at,
        "proposal": found,
        "approver": approver,
        "stale": found.ended is None and found.against_id != current.pk,
        "changes": of_proposal(found.against, found.text),
        "was": file_of(found.against),
        "becomes": FrameworkFile.model_validate(parsed(found.text)),
        **_promised(Text(key, found.title, found.version, found.text, found.pk)),
        "may_approve": verdict,
        "may_decline": may_decline_version(request.actor, approver=approver, proposing_post=found.by_post),
        "form": form,
        "page_marking": page_marking([]),
    }
    return render(request, "web/frameworks/proposal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def framework_dossiers(request: ActingRequest, key: str) -> HttpResponse:
    """Open dossiers on an earlier version, what would become of each, and the form that moves those chosen."""
    at, status = timezone.now(), 200
    current = here(request, key, at)
    rows = list(behind(current, request.actor.reader)[:MOST_PREVIEWED])
    plans = [(row, migration_plan(row, current)) for row in rows]
    choices = [(_ticket(row, plan), row.reference) for row, plan in plans if plan.refusal is None]
    form = MovingForm(request.POST or None, choices=choices)
    outcome: list[tuple[str, str]] = []
    if request.method == "POST":
        sent = {key for key, _ in choices}
        gone = [one for one in request.POST.getlist("moved") if one not in sent]
        status = 422
        if gone:
            form.add_error(None, gettext("Some of them went on while you looked. Look again, then choose again."))
        elif form.is_valid():
            outcome, moved = _move_each(request, form, at)
            if moved:
                told = ngettext("%(count)s dossier is moved.", "%(count)s dossiers are moved.", moved)
                messages.success(request, told % {"count": moved})
            if not outcome:
                return redirect("framework-dossiers", key)
    context = {
        "at": at,
        "framework": current,
        "plans": [(row, plan, _ticket(row, plan)) for row, plan in plans],
        "may_move": power(request.actor, May.ADOPT, framework=current, at=at),
        "form": form,
        "chosen": request.POST.getlist("moved"),
        "outcome": outcome,
        "page_marking": page_marking([row.marking for row in rows]),
    }
    return render(request, "web/frameworks/dossiers.html", context, status=status)


def _ticket(row: Dossier, plan: Plan) -> str:
    """What was seen of this dossier: the act is refused once it is something else."""
    return f"{row.pk}:{plan.digest}"


def _move_each(request: ActingRequest, form: MovingForm, at: datetime) -> tuple[list[tuple[str, str]], int]:
    """Each through the same act, each by itself: one that is refused leaves the others as they are."""
    refused, moved = [], 0
    for ticket, reference in form.fields["moved"].choices:  # type: ignore[attr-defined]
        if ticket not in form.cleaned_data["moved"]:
            continue
        key, _, seen = str(ticket).partition(":")
        try:
            migrate_dossier(UUID(key), actor=request.actor, at=at, seen_plan=seen, reason=form.cleaned_data["reason"])
            moved += 1
        except (Refused, NotAllowed) as error:
            refused.append((reference, in_words(error.args[0])))
    return refused, moved
