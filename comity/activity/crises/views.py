"""The crisis desk: what is declared, all that it touches, and acts on many engagements at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.activity.engagements.queries import (
    Engagement,
    end_of,
    framework_of,
    people_in,
    start_of,
    state_names,
    states_of,
)
from comity.activity.engagements.rules.dates import span_shown
from comity.activity.engagements.rules.life import State
from comity.activity.engagements.rules.vocabulary import KIND_WORDS
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused, Verdict, deny
from comity.foundation.labels.queries import Marking, level_of, page_marking
from comity.foundation.notices.rules.words import said as said_again
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history
from comity.foundation.words.rules.order import by_letters
from comity.foundation.words.rules.said import in_words, nation, say
from comity.mandate.institutions.queries import power
from comity.mandate.institutions.rules.framework import May
from comity.mandate.obligations.queries import open_obligations
from comity.procedure.clearance.queries import Progress, dossiers, progress_of, reviews_of
from comity.procedure.clearance.rules.life import UNDECIDED

from .actions.begin_round import begin_round
from .actions.carry_out_round import carry_out_round
from .actions.declare_crisis import Declared, declare_crisis
from .actions.end_crisis import end_crisis
from .events import region
from .forms import CrisisForm, EndForm, RoundForm
from .models import Crisis, Round, RoundLine
from .queries import crises, crisis_for, foresee, hidden_crisis, hidden_round, lines_of, may_do, round_for, touched_by
from .queries import thing as thing_of
from .rules.desk_acts import DeskAct, Outcome

SHOWN = 300  # engagements of one desk
BATCH = 10  # lines done by one request
USUAL = timedelta(days=7)


# -- finding, or saying nothing ----------------------------------------------------------------------------


def _crisis(request: ActingRequest, reference: str) -> Crisis:
    found = crisis_for(reference, request.actor.reader)
    if found is not None:
        return found
    raise _closed(request, hidden_crisis(reference))


def _round(request: ActingRequest, key: UUID) -> Round:
    found = round_for(key, request.actor.reader)
    if found is not None:
        return found
    raise _closed(request, hidden_round(key))


def _closed(request: ActingRequest, hidden: tuple[Thing, int] | None) -> Http404:
    """What exists and is closed to this reader is written in the record, under its own marking."""
    if hidden is not None:
        what, marking_id = hidden
        refusal = NotAllowed(deny(say("not cleared to read it")), say("open a crisis"), [what], marking_id)
        record_refusal(refusal, actor=request.actor, at=timezone.now())
    return Http404()


def _may_declare(actor: Actor, at: datetime) -> Verdict:
    framework = framework_of(actor.post_id)
    if framework is None:
        return deny(say("no framework is in force"))
    return power(actor, May.DECLARE, framework=framework, at=at)


def where(crisis: Crisis) -> str:
    """The country or the region, in the language of the moment."""
    if crisis.state is not None:
        return str(in_words(nation(crisis.state.code, crisis.state.name)))
    return str(in_words(region(crisis.zone)))


# -- the list -------------------------------------------------------------------------------------------------


@require_safe
def crisis_list(request: ActingRequest) -> HttpResponse:
    at = timezone.now()
    rows = list(crises(request.actor.reader)[:100])
    context = {
        "at": at,
        "now": [_line(row) for row in rows if row.runs_at(at)],
        "over": [_line(row) for row in rows if not row.runs_at(at)],
        "may_declare": _may_declare(request.actor, at),
        "page_marking": page_marking([row.marking for row in rows]),
    }
    return render(request, "crises/crises.html", context)


def _line(row: Crisis) -> dict[str, Any]:
    url = reverse("crisis", args=[row.reference])
    return {"row": row, "where": where(row), "url": url, "marking": _chip(row.marking)}


def _chip(marking: Marking) -> dict[str, Any]:
    return {"text": marking.words, "level": level_of(marking.label)}


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: ActingRequest) -> HttpResponse:
    """Declare a crisis, or read who could."""
    at, names = timezone.now(), state_names()
    may = _may_declare(request.actor, at)
    choices = sorted(((code, str(name)) for code, name in names.shown.items()), key=lambda pair: by_letters(pair[1]))
    begun = {"state": request.GET.get("country", ""), "until": timezone.localtime(at + USUAL)}
    form = CrisisForm(request.POST or None, names=choices, initial=begun)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = declare_crisis(Declared(**form.said()), actor=request.actor, at=at)
            except (Refused, NotAllowed) as error:
                status = _told(form, error)
            else:
                messages.success(request, gettext("Declared. This is its desk: everything that it touches."))
                return redirect("crisis", found.reference)
    context = {"form": form, "may": may, "page_marking": page_marking([])}
    return render(request, "crises/declare.html", context, status=status)


def _told(form: Any, error: Refused | NotAllowed) -> int:
    """Put a refusal where it was typed; the status of the answer."""
    fields = error.fields if isinstance(error, Refused) else {}
    for name, words in fields.items():
        form.add_error(name if name in form.fields else None, in_words(words))
    if not fields:
        form.add_error(None, in_words(error.message))
    return 403 if isinstance(error, NotAllowed) else 422


# -- the desk -------------------------------------------------------------------------------------------------


@require_safe
def crisis_by_key(request: ActingRequest, key: UUID) -> HttpResponse:
    found = crises(request.actor.reader).filter(pk=key).first()
    if found is None:
        raise Http404
    return redirect("crisis", found.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def crisis(request: ActingRequest, reference: str) -> HttpResponse:
    """Everything a crisis touches, state by state, and what may be done to it."""
    found, at, status = _crisis(request, reference), timezone.now(), 200
    form = EndForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                end_crisis(found.pk, actor=request.actor, at=at, why=form.cleaned_data["why"])
            except (Refused, NotAllowed) as error:
                status = _told(form, error)
            else:
                messages.success(request, gettext("The crisis is over. What was suspended stays so."))
                return redirect("crisis", found.reference)
    return render(request, "crises/crisis.html", _desk(request, found, form, at), status=status)


def _desk(request: ActingRequest, found: Crisis, form: EndForm, at: datetime) -> dict[str, Any]:
    actor = request.actor
    every = touched_by(found, actor.reader)
    rows = list(_read(every)[: SHOWN + 1])
    cut, rows = len(rows) > SHOWN, rows[:SHOWN]
    keys = [row.dossier_id for row in rows if row.dossier_id]
    files = list(dossiers(actor.reader).filter(pk__in=keys))
    progress = progress_of([row for row in files if row.state in UNDECIDED], actor.reader, at)
    by_key = {row.pk: row for row in files}
    owed = [row for row in _owed(actor, rows) if row.standing_at(at) == "overdue"]
    lines = [_engagement(row, by_key.get(row.dossier_id) if row.dossier_id else None, progress, at) for row in rows]
    acts = [(act, may_do(act, found, actor=actor, at=at)) for act in DeskAct] if found.runs_at(at) else []
    said = list(history(reader=actor.reader, about=thing_of(found)).select_related("marking")[:10])
    return {
        "at": at,
        "crisis": found,
        "where": where(found),
        "runs": found.runs_at(at),
        "lines": lines,
        "cut": cut,
        "counts": {
            "under_way": sum(row.state == State.UNDER_WAY for row in rows),
            "people": people_in(every),
            "planned": sum(row.state in (State.AUTHORISED, State.CONCEPT, State.PROPOSED) for row in rows),
            "clearing": sum(row.state == State.IN_CLEARANCE for row in rows),
            "suspended": sum(row.state == State.SUSPENDED for row in rows),
            "late": sum(line["late"] for line in lines) + len(owed),
        },
        "owed": owed,
        "reviews": list(reviews_of(files).values()),
        "partners": _partners(rows),
        "acts": [(act, verdict) for act, verdict in acts if verdict],
        "no_act": next((verdict for _, verdict in acts if not verdict), None),
        "may_end": found.runs_at(at) and _may_declare(actor, at),
        "rounds": list(found.rounds.select_related("by", "by_post")[:10]),
        "said": said,
        "form": form,
        "page_marking": page_marking(
            [
                found.marking,
                *(row.marking for row in rows),
                *(row.marking for row in files),
                *(row.marking for row in owed),
                *(entry.marking for entry in said),
            ]
        ),
    }


def _read(rows: QuerySet[Engagement]) -> QuerySet[Engagement]:
    return rows.select_related("marking", "host", "lead_post")


def _engagement(row: Engagement, dossier: Any, progress: dict[UUID, Progress], at: datetime) -> dict[str, Any]:
    first = progress[dossier.pk].first if dossier is not None and dossier.pk in progress else None
    due = dossier.due_at if dossier is not None and dossier.state in UNDECIDED else None
    due = min((each for each in (first.due if first else None, due) if each), default=None)
    return {
        "row": row,
        "url": reverse("engagement", args=[row.reference]),
        "kind": in_words(KIND_WORDS.get(row.kind, row.kind)),
        "when": in_words(span_shown(start_of(row), end_of(row))),
        "dossier": dossier,
        "first": first,
        "due": due,
        "late": due is not None and due <= at,
        "marking": _chip(row.marking),
    }


def _owed(actor: Actor, rows: Sequence[Engagement]) -> Iterable[Any]:
    return open_obligations(actor.reader).filter(thing_key__in=[str(row.pk) for row in rows])[:100]


def _partners(rows: Sequence[Engagement]) -> list[dict[str, str]]:
    names = state_names().shown
    found = [{"code": code, "name": str(names.get(code, code))} for code in states_of([row.pk for row in rows])]
    return sorted(found, key=lambda one: by_letters(one["name"]))


# -- many at once ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: ActingRequest, reference: str) -> HttpResponse:
    """What would become of each engagement chosen; then it is begun, and the first lines are done at once."""
    found, at, status = _crisis(request, reference), timezone.now(), 200
    asked = request.POST if request.method == "POST" else request.GET
    said = asked.get("act", "")
    if said not in set(DeskAct):
        raise Http404
    act, chosen = DeskAct(said), asked.getlist("engagement")
    form = RoundForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                begun = begin_round(
                    found.pk,
                    actor=request.actor,
                    at=at,
                    act=act,
                    engagements=chosen,
                    words=form.cleaned_data["words"],
                )
                carry_out_round(begun, actor=request.actor, at=at, most=BATCH)
            except (Refused, NotAllowed) as error:
                status = _told(form, error)
            else:
                return redirect("crisis-round", begun.pk)
    rows = list(_read(touched_by(found, request.actor.reader)).filter(reference__in=chosen))
    foreseen = foresee(act, found, rows, actor=request.actor, at=at)
    possible = [row.reference for row, verdict in foreseen if verdict]
    context = {
        "crisis": found,
        "where": where(found),
        "act": act,
        "foreseen": [{"row": row, "verdict": verdict, "marking": _chip(row.marking)} for row, verdict in foreseen],
        "possible": possible,
        "chosen": [row.reference for row in rows],
        "button": act.counted(len(rows)),
        "form": form,
        "page_marking": page_marking([found.marking, *(row.marking for row in rows)]),
    }
    return render(request, "crises/preview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def crisis_round(request: ActingRequest, key: UUID) -> HttpResponse:
    """How a round went, line by line; whoever began it goes on with what waits."""
    found, at = _round(request, key), timezone.now()
    refusal, status = None, 200
    if request.method == "POST":
        try:
            left = carry_out_round(found, actor=request.actor, at=at, most=BATCH)
        except NotAllowed as error:
            refusal, status = error.message, 403
        else:
            if request.headers.get("Accept") == "application/json":
                return JsonResponse({"left": left, "all": found.lines.count()})
            return redirect("crisis-round", found.pk)
    lines = lines_of(found, request.actor.reader)
    counts = {outcome.value: sum(line.outcome == outcome for line in lines) for outcome in Outcome}
    undo = DeskAct(found.act).undone_by
    context = {
        "at": at,
        "round": found,
        "crisis": found.crisis,
        "act": DeskAct(found.act),
        "lines": [_shown(line) for line in lines],
        "counts": counts,
        "all": len(lines),
        "gone": len(lines) - counts[Outcome.WAITING],
        "hidden": found.lines.count() - len(lines),
        "refusal": refusal,
        "goes_on": found.by_id == request.actor.person_id and found.by_post_id == request.actor.post_id,
        "undo": undo,
        "undoable": [line.engagement.reference for line in lines if line.outcome == Outcome.DONE] if undo else [],
        "page_marking": page_marking([found.crisis.marking, *(line.engagement.marking for line in lines)]),
    }
    return render(request, "crises/round.html", context, status=status)


def _shown(line: RoundLine) -> dict[str, Any]:
    return {
        "row": line,
        "url": reverse("engagement", args=[line.engagement.reference]),
        "why": in_words(said_again(line.why)) if line.why else "",
        "marking": _chip(line.engagement.marking),
    }
