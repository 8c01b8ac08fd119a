"""The page that answers *who may?* and *why not?* for every act on one thing."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, deny
from comity.foundation.labels.queries import page_marking
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import frameworks_of

from .asking import Question, Thing, first_open, who_may_now, why_not
from .finding import for_reader, hidden
from .telling import answers, reasons


@require_safe
def who_may_about(request: ActingRequest, reference: str) -> HttpResponse:
    """Every act there is on a thing, whether one may it oneself and why; and of the act chosen, everybody who may now
    with the chain down to the instrument. `?format=json` gives the same to programs."""
    at = timezone.now()
    found = for_reader(reference, request.actor.reader, frameworks_of(request.actor.person_id, at), at)
    if found is None:
        _attempted(request, reference)
        raise Http404
    thing, marked = found
    acts = {question.act for question in thing.questions}
    wanted = request.GET.get("act", "")
    chosen = wanted if wanted in acts else first_open(thing.questions)
    if request.GET.get("format") == "json":
        mine = reasons(thing, chosen, request.actor, at)
        return JsonResponse({**answers(thing, chosen, at), "you": mine}, json_dumps_params={"ensure_ascii": False})
    context = {
        "at": at,
        "thing": thing,
        "url": _url(thing),
        "acts": _acts(thing, request, chosen),
        "answers": [_answer(question, thing, request, at) for question in thing.about(chosen)],
        "chosen": chosen,
        "page_marking": page_marking(marked),
    }
    return render(request, "web/authority/who_may.html", context)


def _attempted(request: ActingRequest, reference: str) -> None:
    """As when it is opened itself: an attempt to learn of what one may not read is written down."""
    if (there := hidden(reference)) is not None:
        about, marking_id = there
        doing = say("open {reference}", reference=about.reference)
        refusal = NotAllowed(deny(say("not cleared to read it")), doing, [about], marking_id)
        record_refusal(refusal, actor=request.actor, at=timezone.now())


def _url(thing: Thing) -> str:
    for stem, name in (("ENG-", "engagement"), ("DOS-", "dossier")):
        if thing.reference.startswith(stem):
            return reverse(name, args=[thing.reference])
    return "" if thing.reference.startswith("D-") else reverse("post", args=[thing.reference])


def _acts(thing: Thing, request: ActingRequest, chosen: str) -> list[dict[str, Any]]:
    """Each act once, with what one may oneself in any of its parts."""
    rows: dict[str, dict[str, Any]] = {}
    for question in thing.questions:
        row = rows.setdefault(
            question.act,
            {"act": question.act, "words": question.words, "mine": False, "now": False, "current": False},
        )
        row["mine"] = row["mine"] or bool(question.ask(actor=request.actor))
        row["now"] = row["now"] or not question.not_now
        row["not_now"] = question.not_now
        row["current"] = question.act == chosen
    return list(rows.values())


def _answer(question: Question, thing: Thing, request: ActingRequest, at: Any) -> dict[str, Any]:
    refusal = why_not(question, request.actor, thing.framework, at)
    return {
        "question": question,
        "verdict": refusal.verdict if refusal else question.ask(actor=request.actor),
        "lenders": refusal.lenders if refusal else (),
        "who": who_may_now(question, thing.framework, at),
    }
