"""Shows what the record was made to forget and what waits to be: lists, one entry, one proposal, a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import level_of, page_marking
from comity.foundation.record.events import AbsenceDeclined, AbsenceProposed, BodyErased, BodyWithheld, Event
from comity.foundation.record.queries import Entry, entry_read, why_not_absent
from comity.foundation.record.rules.absence import ERASE, WITHHOLD
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.rules.framework import May

from ..actions.confirm_absence import confirm_absence
from ..actions.decline_absence import decline_absence
from ..actions.propose_absence import propose_absence
from ..actions.show_again import show_again
from ..forms import AbsenceForm, WhyForm
from ..queries.absences import (
    AbsenceProposal,
    absent_entries,
    answering,
    held,
    instruments_for,
    proposal_read,
    proposals_waiting,
    proposing,
    showing_again,
    waiting_proposal,
    withholding_of,
)
from ..rules.legal_basis import cited
from .files import marked_file, now

COLUMNS = (
    *("entry", "kind", "of", "now", "by entry", "since", "proposed in entry", "proposed by", "confirmed by"),
    *("reason", "legal basis", "marking"),
)


@require_safe
def absences(request: ActingRequest) -> HttpResponse:
    """What waits for an answer, what is withheld now and what was erased: who, why, under which law."""
    reader, at = request.actor.reader, now()
    waiting = list(proposals_waiting(reader))
    found = absent_entries(reader)
    markings = [*(row.entry.marking for row in waiting), *(one.entry.marking for one in found)]
    context = {
        "at": at,
        "waiting": [{"row": row, "mine": bool(answering(row, request.actor, at))} for row in waiting],
        "erased": [one for one in found if one.erased],
        "withheld": [one for one in found if not one.erased],
        "proposes": bool(held(request.actor, May.ERASE, at)),
        "page_marking": page_marking(markings),
    }
    return render(request, "oversight/absences.html", context)


@require_safe
def absences_file(request: ActingRequest) -> HttpResponse:
    """The same as CSV. Its first line is the marking of all that follows."""
    found = absent_entries(request.actor.reader)
    lines = [
        (
            one.entry.seq,
            one.entry.kind,
            one.entry.at.isoformat(),
            "erased" if one.erased else "withheld",
            one.by.seq,
            one.by.at.isoformat(),
            one.proposed.seq,
            one.proposed.actor,
            one.by.actor,
            one.reason,
            one.legal_basis,
            one.entry.marking.words,
        )
        for one in found
    ]
    return marked_file([one.entry.marking for one in found], COLUMNS, lines, "erased-and-withheld.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def entry_page(request: ActingRequest, number: int) -> HttpResponse:
    """One entry: what it says, or that it was erased; and the form to propose that it be, for who holds the power.

    Posted once, the form comes back with what the record would say and what would be lost; posted again with `sure`,
    it is proposed.
    """
    actor, at = request.actor, now()
    entry = entry_read(number, actor.reader)
    if entry is None:
        raise Http404
    may = proposing(entry, actor, at)
    never = {what: why_not_absent(entry, what) for what in (ERASE, WITHHOLD)}
    form = AbsenceForm(_posted(request, "propose"), instruments=instruments_for(actor), never=never)
    why = WhyForm(_posted(request, "show"), auto_id="show_%s")
    refusal: Refused | NotAllowed | None = None
    foretold = ""
    try:
        if request.POST.get("act") == "show" and why.is_valid():
            show_again(number, actor=actor, at=at, reason=why.cleaned_data["reason"])
            messages.success(request, _("It is in evidence again."))
            return redirect("entry-by-key", number)
        if request.POST.get("act") == "propose" and form.is_valid():
            if request.POST.get("sure") == "yes":
                proposal = propose_absence(number, actor=actor, at=at, **form.cleaned_data)
                messages.success(request, _("It is proposed. Nothing is gone until another institution confirms it."))
                return redirect("oversight-absence", proposal.told_id)
            foretold = _proposal_foretold(entry, form, instruments_for(actor)) if may else ""
    except (Refused, NotAllowed) as error:
        refusal = error
        _add(form if request.POST.get("act") == "propose" else why, error)
    context = {
        "at": at,
        "entry": entry,
        "chip": _chip(entry),
        "hashes": {"commitment": bytes(entry.commitment).hex(), "leaf": bytes(entry.leaf_hash).hex()},
        "withheld": withholding_of(entry),
        "proposal": waiting_proposal(entry),
        "may": may,
        "shows": bool(showing_again(actor, at)),
        "never": never,
        "form": form,
        "why": why,
        "foretold": foretold,
        "page_marking": page_marking([entry.marking]),
    }
    return render(request, "oversight/entry.html", context, status=_status(request, refusal, foretold))


@require_http_methods(["GET", "HEAD", "POST"])
def absence_page(request: ActingRequest, number: int) -> HttpResponse:
    """One proposal, by the number of the entry that makes it: what would be lost, and the second key."""
    actor, at = request.actor, now()
    proposal = proposal_read(number, actor.reader)
    if proposal is None:
        raise Http404
    why = WhyForm(_posted(request, "decline"))
    refusal: Refused | NotAllowed | None = None
    try:
        if request.POST.get("act") == "confirm":
            confirm_absence(number, actor=actor, at=at)
            messages.success(request, _("It is done, and stands in the record."))
            return redirect("oversight-absence", number)
        if request.POST.get("act") == "decline" and why.is_valid():
            decline_absence(number, actor=actor, at=at, reason=why.cleaned_data["reason"])
            messages.success(request, _("It is declined. The entry stays as it is."))
            return redirect("oversight-absence", number)
    except (Refused, NotAllowed) as error:
        refusal = error
        _add(why, error)
    context = {
        "at": at,
        "proposal": proposal,
        "entry": proposal.entry,
        "chip": _chip(proposal.entry),
        "may": answering(proposal, actor, at),
        "why": why,
        "refusal": refusal,
        "foretold": _answer_foretold(proposal),
        "page_marking": page_marking([proposal.entry.marking]),
    }
    return render(request, "oversight/absence.html", context, status=_status(request, refusal, ""))


def _posted(request: ActingRequest, act: str) -> Any:
    """What was typed, for the one form of the page that was sent."""
    return request.POST if request.POST.get("act") == act else None


def _add(form: Any, error: Refused | NotAllowed) -> None:
    if form.is_bound:
        form.add_error(None, in_words(error.message))
        for name, words in getattr(error, "fields", {}).items():
            if name in form.fields:
                form.add_error(name, in_words(words))


def _status(request: ActingRequest, refusal: Refused | NotAllowed | None, foretold: str) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 422 if request.method == "POST" and not foretold else 200


def _chip(entry: Entry) -> dict[str, Any]:
    return {"text": entry.marking.words, "level": level_of(entry.marking.label)}


def _proposal_foretold(entry: Entry, form: AbsenceForm, instruments: Any) -> str:
    said = form.cleaned_data
    basis = cited(instruments, said["instrument"], said["article"])
    reason = said["reason"].strip().rstrip(".")
    return AbsenceProposed(entry=entry.seq, what=said["what"], reason=reason, legal_basis=basis).sentence()


def _answer_foretold(proposal: AbsenceProposal) -> dict[str, str]:
    seq, told, reason, basis = proposal.entry_id, proposal.told_id, proposal.reason, proposal.legal_basis
    commitment = bytes(proposal.entry.commitment).hex()
    done: Event = BodyWithheld(entry=seq, proposal=told, reason=reason, legal_basis=basis)
    if proposal.erases:
        done = BodyErased(entry=seq, commitment=commitment, proposal=told, reason=reason, legal_basis=basis)
    declined = AbsenceDeclined(entry=seq, what=proposal.what, proposal=told, reason="…")
    return {"confirm": done.sentence(), "decline": declined.sentence()}
