"""Weighty moves: each on a page that says what will happen, and done by a button there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.activity.engagements.actions.assess_engagement import assess_engagement
from comity.activity.engagements.actions.begin_engagement import begin_engagement
from comity.activity.engagements.actions.cancel_engagement import cancel_engagement
from comity.activity.engagements.actions.change_marking import change_marking
from comity.activity.engagements.actions.close_engagement import close_engagement
from comity.activity.engagements.actions.complete_engagement import complete_engagement
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.revise_engagement import revise_engagement
from comity.activity.engagements.actions.withdraw_engagement import withdraw_engagement
from comity.activity.engagements.forms import MarkingForm, WordsForm
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.permissions import may_lead
from comity.activity.engagements.queries import grounds, snapshot_of, state_names
from comity.activity.engagements.rules.completeness import missing_to_propose
from comity.activity.engagements.rules.life import Move, NoSuchMove, State, after
from comity.activity.engagements.rules.particulars import facts, particulars
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused, Verdict, deny
from comity.foundation.labels.queries import level_of, readable
from comity.foundation.labels.rules.label import Label
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.queries import post_by_id
from comity.procedure.clearance.queries import route_preview

from .choices import WEIGHTY, verdict_on
from .finding import chip, found, now, shown, status_of
from .foretelling import foretold, foretold_proposal

Act = Callable[[Engagement, Actor, datetime, str], Engagement]
ACTS: dict[Move, Act] = {
    Move.WITHDRAW: lambda it, who, at, words: withdraw_engagement(it.pk, actor=who, at=at, reason=words),
    Move.REVISE: lambda it, who, at, words: revise_engagement(it.pk, actor=who, at=at, reason=words),
    Move.CANCEL: lambda it, who, at, words: cancel_engagement(it.pk, actor=who, at=at, reason=words),
    Move.ASSESS: lambda it, who, at, words: assess_engagement(it.pk, actor=who, at=at, assessment=words),
    Move.BEGIN: lambda it, who, at, _: begin_engagement(it.pk, actor=who, at=at),
    Move.COMPLETE: lambda it, who, at, _: complete_engagement(it.pk, actor=who, at=at),
    Move.CLOSE: lambda it, who, at, _: close_engagement(it.pk, actor=who, at=at),
}


@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: ActingRequest, reference: str, move: str) -> HttpResponse:
    it, at = found(request, reference), now()
    wanted = next((known for known in ACTS if known.value == move), None)
    if wanted is None:
        raise Http404(gettext("There is no such move."))
    weighty = WEIGHTY[wanted]
    form = WordsForm(request.POST or None, asks=str(weighty.asks))
    refusal: Refused | NotAllowed | None = None
    if request.method == "POST" and (not weighty.asks or form.is_valid()):
        words = form.cleaned_data["reason"] if weighty.asks else ""
        try:
            moved = ACTS[wanted](it, request.actor, at, words)
        except (Refused, NotAllowed) as error:
            refusal = error
        else:
            said = gettext("{reference} is {state}.")
            messages.success(request, said.format(reference=moved.reference, state=in_words(State(moved.state).words)))
            return redirect("engagement", reference=moved.reference)
    context = {
        "it": it,
        "weighty": weighty,
        "form": form if weighty.asks else None,
        "may": _verdict(it, wanted, request, at),
        "foretold": foretold(wanted, it),
        "refusal": refusal,
        "marking": chip(it.marking),
    }
    status = status_of(refusal) if refusal else 422 if request.method == "POST" else 200
    return shown(request, "move", context, markings=[it.marking], status=status)


def _verdict(it: Engagement, move: Move, request: ActingRequest, at: datetime) -> Verdict:
    try:
        after(it.state, move)
    except NoSuchMove as error:
        return deny(error.message)
    return verdict_on(move, it, request.actor, grounds(it, request.actor, at), at)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_page(request: ActingRequest, reference: str) -> HttpResponse:
    """What is missing; or who must clear it and why, what will be put before them, and the button that does it."""
    it, at = found(request, reference), now()
    refusal: Refused | NotAllowed | None = None
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            propose_engagement(it.pk, actor=request.actor, at=at, seen_version=int(seen) if seen.isdecimal() else 0)
        except (Refused, NotAllowed) as error:
            refusal = error
        else:
            messages.success(
                request, gettext("{reference} is proposed and in clearance.").format(reference=it.reference)
            )
            return redirect("engagement", reference=it.reference)
    said = snapshot_of(it)
    preview = route_preview(facts(said), post_by_id(it.lead_post_id), at)
    may = _verdict(it, Move.PROPOSE, request, at)
    context: dict[str, Any] = {
        "it": it,
        "preview": preview,
        "missing": missing_to_propose(said, at.date(), route_needs=preview.missing),
        "lines": [{"label": p.label, "value": p.text, "wide": len(p.text) > 90} for p in particulars(said)],
        "may": may,
        "foretold": foretold_proposal(it, may.source),
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return shown(request, "propose", context, markings=[it.marking], status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change_marking_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Asks for the new marking, shows who would gain and lose sight of the engagement by it, and then changes it."""
    it, at = found(request, reference), now()
    label = it.marking.label
    given = {
        "classification": label.classification,
        "releasable_to": ", ".join(sorted(label.releasable_to or ())),
        "need_to_know": ", ".join(sorted(label.need_to_know)),
    }
    posted = request.method == "POST"
    form = MarkingForm(request.POST if posted else None, initial=given, policy=label.policy, names=state_names())
    words = WordsForm(request.POST if posted else None, asks=gettext("Why its marking changes"))
    refusal: Refused | NotAllowed | None = None
    whole = posted and all([form.is_valid(), words.is_valid()])
    looks = whole and "look" in request.POST
    reads_new = whole and readable(form.label(), request.actor.reader).allowed  # or one would learn who reads more
    if whole and not looks:
        seen = request.POST.get("seen", "")
        try:
            change_marking(
                it.pk,
                actor=request.actor,
                at=at,
                label=form.label(),
                reason=words.cleaned_data["reason"],
                seen_version=int(seen) if seen.isdecimal() else 0,
            )
        except (Refused, NotAllowed) as error:
            refusal = error
        else:
            said = gettext("{reference} is marked {marking}.")
            messages.success(request, said.format(reference=it.reference, marking=form.label().in_words()))
            return redirect("engagement", reference=it.reference)
    may = may_lead(request.actor, **grounds(it, request.actor, at).leading())
    context = {
        "it": it,
        "form": form,
        "words": words,
        "may": may,
        "refusal": refusal,
        "marking": chip(it.marking),
        "label": label,
        "would": _foreseen(form.label()) if looks and may.allowed and reads_new else None,
        "beyond": looks and not reads_new,
        "typed": [(name, value) for name, value in request.POST.items() if name not in ("look", "csrfmiddlewaretoken")],
    }
    status = status_of(refusal) if refusal else 422 if posted and not looks else 200
    return shown(request, "marking", context, markings=[it.marking], status=status)


def _foreseen(label: Label) -> dict[str, Any]:
    return {"text": label.in_words(), "level": level_of(label), "label": label}
