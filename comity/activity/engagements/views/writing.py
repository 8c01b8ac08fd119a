"""The form: begin a concept, change it, amend what was proposed. It keeps what is typed as it is typed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251  (a form is given its key when it is shown)

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.activity.engagements.actions.amend_engagement import amend_engagement
from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.actions.discard_draft import discard_draft
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.actions.save_draft import save_draft
from comity.activity.engagements.forms import EngagementForm, MarkingForm, PartyForm, ShipForm, raw_of, typed
from comity.activity.engagements.models import Draft, Engagement
from comity.activity.engagements.permissions import may_begin, may_propose, may_write
from comity.activity.engagements.queries import (
    draft_for,
    draft_of,
    drafts_of,
    engagement_by_key,
    framework_of,
    grounds,
    led_by,
    lowest_label,
    power_to_propose,
    snapshot_of,
    state_names,
)
from comity.activity.engagements.rules.completeness import WHY, missing_to_propose
from comity.activity.engagements.rules.life import AMENDABLE, State
from comity.activity.engagements.rules.particulars import Snapshot, facts, particulars
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused, Verdict
from comity.foundation.words.rules.said import in_words, known
from comity.foundation.words.rules.texts import by_alphabet
from comity.mandate.institutions.queries import post_by_id
from comity.procedure.clearance.queries import dossier_for_reader, route_of, route_preview
from comity.procedure.clearance.rules.material import changes

from .finding import found, now, shown, status_of

BLANK = "id_%s___prefix__"  # the row that a script copies


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest) -> HttpResponse:
    """Begin a concept, from whichever ministry. The draft's key becomes the engagement's: sent twice, begun once."""
    at = now()
    framework = framework_of(request.actor.post_id)
    may = may_begin(request.actor, power=power_to_propose(request.actor, at, framework))
    names = state_names()
    policy = lowest_label(framework).policy
    if request.method != "POST":
        key = _key(request.GET.get("draft")) or uuid4()
        draft = draft_of(key, request.actor)
        if draft is not None and draft.engagement is not None:
            return redirect("engagement-edit", reference=draft.engagement.reference)
        raw = draft.fields if draft else _asked_for(request)
        form = EngagementForm(names=names, raw=raw, bound=False)
        marking = MarkingForm(initial=_first(raw), policy=policy, names=names)
        return _form(request, form, at, marking_form=marking, key=key, draft=draft, may=may)
    key = _key(request.POST.get("draft")) or uuid4()
    form = EngagementForm(names=names, raw=typed(request.POST), bound=True)
    marking = MarkingForm(request.POST, policy=policy, names=names)
    refusal: Refused | NotAllowed | None = None
    if all([form.is_valid(), marking.is_valid()]):
        try:
            it = begin_concept(form.said(), actor=request.actor, at=at, key=key, label=marking.label())
        except (Refused, NotAllowed) as error:
            refusal = error
            if (twice := engagement_by_key(key, request.actor.reader)) is not None:
                messages.info(request, gettext("This form was handed in already: here is the engagement it began."))
                return redirect("engagement", reference=twice.reference)
            _blame(form, marking, refusal=error)
        else:
            discard_draft(key, actor=request.actor, at=at)
            return _done(request, it, gettext("{reference} is begun as a concept.").format(reference=it.reference))
    status = status_of(refusal) if refusal else 422
    return _form(request, form, at, marking_form=marking, key=key, may=may, refusal=refusal, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActingRequest, reference: str) -> HttpResponse:
    """Change a concept; of what was proposed, show what would change and who would be asked again, then amend it."""
    it, at = found(request, reference), now()
    names = state_names()
    draft = draft_for(it, request.actor)
    amending = it.state != State.CONCEPT
    may = _may_edit(it, request, at)
    if request.method != "POST":
        raw = draft.fields if draft else raw_of(snapshot_of(it))
        form = EngagementForm(names=names, raw=raw, bound=False)
        why = _first(raw).get("why", "")
        return _form(request, form, at, it=it, draft=draft, may=may, amending=amending, why=why)
    raw = typed(request.POST)
    form = EngagementForm(names=names, raw=raw, bound=True)
    why = _first(raw).get("why", "")
    refusal: Refused | NotAllowed | None = None
    weighing = amending and request.POST.get("then") == "weigh"
    if form.is_valid() and not weighing:
        try:
            _write(it, form.said(), request, at, amending=amending, why=why)
        except (Refused, NotAllowed) as error:
            refusal = error
            _blame(form, refusal=error)
        else:
            if draft is not None:
                discard_draft(draft.pk, actor=request.actor, at=at)
            said = gettext("{reference} is amended.") if amending else gettext("{reference} is saved.")
            return _done(request, it, said.format(reference=it.reference))
    diff = _weighed(it, form.said(), request) if amending and form.is_valid() and refusal is None else None
    status = 200 if weighing and form.is_valid() else status_of(refusal) if refusal else 422
    seen = _figure(request.POST.get("seen")) or it.version
    return _form(
        request,
        form,
        at,
        it=it,
        draft=draft,
        may=may,
        amending=amending,
        why=why,
        refusal=refusal,
        diff=diff,
        seen=seen,
        status=status,
    )


def _write(it: Engagement, said: Snapshot, request: ActingRequest, at: datetime, *, amending: bool, why: str) -> None:
    seen = _figure(request.POST.get("seen")) or 0
    if amending:
        amend_engagement(it.pk, actor=request.actor, at=at, said=said, seen_version=seen, why=why)
    else:
        save_concept(it.pk, actor=request.actor, at=at, said=said, seen_version=seen)


def _may_edit(it: Engagement, request: ActingRequest, at: datetime) -> Verdict:
    asked = grounds(it, request.actor, at)
    if it.state in AMENDABLE:
        return may_propose(request.actor, **asked.writing())
    return may_write(request.actor, **asked.writing())


def _weighed(it: Engagement, said: Snapshot, request: ActingRequest) -> list[dict[str, Any]] | None:
    """What would change, and which of it the route counts as material, as far as this reader may read the route."""
    said = led_by(said, post_by_id(it.lead_post_id), it.marking.words)
    before = [p.as_data() for p in particulars(snapshot_of(it))]
    dossier = dossier_for_reader(it.dossier_id, request.actor.reader) if it.dossier_id else None
    tolerances = route_of(dossier).material if dossier else {}
    weighed = changes(before, [p.as_data() for p in particulars(said)], tolerances)
    return [
        {
            "label": known(change.label),
            "before": change.before,
            "after": change.after,
            "material": change.material,
            "note": change.why if dossier else "",
        }
        for change in weighed
    ]


@require_POST
def save(request: ActingRequest) -> JsonResponse:
    """Keep what is typed, and say when it was kept and what is still missing."""
    at = now()
    key = _key(request.POST.get("draft"))
    about = _key(request.POST.get("engagement"))
    if key is None:
        return JsonResponse({"error": gettext("This form has lost its key. Open the page again.")}, status=422)
    raw = typed(request.POST)
    try:
        draft = save_draft(key, actor=request.actor, at=at, fields=raw, engagement_key=about)
    except NotAllowed as refusal:
        return JsonResponse({"error": in_words(refusal.message)}, status=403)
    except Refused as refusal:
        return JsonResponse({"error": in_words(refusal.message)}, status=422)
    form = EngagementForm(names=state_names(), raw=raw, bound=True)
    missing = _missing(form.said(), request, at, draft.engagement)
    words = ngettext("%(number)s still missing", "%(number)s still missing", len(missing)) % {"number": len(missing)}
    answer = {
        "saved_at": at.isoformat(),
        "missing": [m.as_data() for m in missing],
        "missing_words": words,
        "draft": str(draft.pk),
    }
    return JsonResponse(answer)


def _missing(said: Snapshot, request: ActingRequest, at: datetime, it: Engagement | None) -> Any:
    """What is missing to propose, with the facts that the route would need."""
    post_id = it.lead_post_id if it else request.actor.post_id
    if post_id is None:
        return ()
    post = post_by_id(post_id)
    said = led_by(said, post, it.marking.words if it else gettext("as chosen in the form"))
    preview = route_preview(facts(said), post, at)
    return missing_to_propose(said, at.date(), route_needs=preview.missing)


@require_POST
def discard(request: ActingRequest, key: UUID) -> HttpResponse:
    discard_draft(key, actor=request.actor, at=now())
    messages.success(request, gettext("The draft is thrown away."))
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else reverse("engagements"))


def _form(
    request: ActingRequest,
    form: EngagementForm,
    at: datetime,
    *,
    may: Verdict,
    it: Engagement | None = None,
    marking_form: MarkingForm | None = None,
    key: UUID | None = None,
    draft: Draft | None = None,
    amending: bool = False,
    why: str = "",
    refusal: Refused | NotAllowed | None = None,
    diff: list[dict[str, Any]] | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    said = EngagementForm(names=form.names, raw=_raw_in(request, draft, it), bound=True).said()
    context = {
        "form": form,
        "marking_form": marking_form,
        "it": it,
        "key": draft.pk if draft else key or uuid4(),
        "draft": draft,
        "drafts": [] if it or not request.actor.person_id else _others(request, key),
        "may": may,
        "amending": amending,
        "why_text": why,
        "refusal": refusal,
        "diff": diff,
        "seen": seen or (it.version if it else 0),
        "missing": _missing(said, request, at, it),
        "why": WHY,
        "states": sorted(form.names.shown.values(), key=by_alphabet),
        "blank_party": PartyForm(auto_id=BLANK),
        "blank_ship": ShipForm(auto_id=BLANK),
    }
    return shown(request, "form", context, markings=[it.marking] if it else [], status=status)


def _others(request: ActingRequest, key: UUID | None) -> list[Draft]:
    mine = drafts_of(request.actor.person_id or 0).filter(engagement__isnull=True)
    return list((mine.exclude(pk=key) if key else mine)[:5])


def _raw_in(request: ActingRequest, draft: Draft | None, it: Engagement | None) -> dict[str, list[str]]:
    if request.method == "POST":
        return typed(request.POST)
    if draft is not None:
        return dict(draft.fields)
    return raw_of(snapshot_of(it)) if it else {}


def _blame(*forms: EngagementForm | MarkingForm, refusal: Refused | NotAllowed) -> None:
    """Put each reason beside its field; what belongs to no field stands on top."""
    if not isinstance(refusal, Refused):
        return
    for field, why in refusal.fields.items():
        owner = next((form for form in forms if field in form.fields), None)
        if owner is not None:
            owner.add_error(field, in_words(why))


def _done(request: ActingRequest, it: Engagement, words: str) -> HttpResponse:
    messages.success(request, words)
    if request.POST.get("then") == "propose":
        return redirect("engagement-propose", reference=it.reference)
    return redirect("engagement", reference=it.reference)


def _asked_for(request: ActingRequest) -> dict[str, list[str]]:
    """What a link to the form may fill in beforehand: the day one began from in the calendar."""
    try:
        return {"start": [date.fromisoformat(request.GET.get("start", "")).isoformat()]}
    except ValueError:
        return {}


def _first(raw: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in raw.items() if values}


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _figure(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
