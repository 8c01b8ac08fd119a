"""Shows dossiers, and takes answers and decisions."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, deny
from comity.foundation.labels.queries import Marking, page_marking
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history
from comity.foundation.words.rules.said import in_words, known, say
from comity.mandate.institutions.queries import Post, post_by_key, power
from comity.mandate.institutions.rules.framework import May

from .actions.adjudicate_comment import adjudicate_comment
from .actions.answer_review import answer_review
from .actions.ask_information import ask_information
from .actions.consolidate_dossier import consolidate_dossier
from .actions.countersign_dossier import countersign_dossier
from .actions.decide_dossier import decide_dossier
from .actions.declare_urgency import declare_urgency
from .actions.elevate_objection import elevate_objection
from .actions.give_information import give_information
from .actions.give_opinion import give_opinion
from .actions.make_comment import make_comment
from .actions.place_hold import place_hold
from .actions.recall_grant import recall_grant
from .actions.release_hold import release_hold
from .actions.resume_clearance import resume_clearance
from .actions.revoke_clearance import revoke_clearance
from .actions.send_back_dossier import send_back_dossier
from .actions.suspend_clearance import suspend_clearance
from .forms import (
    AdjudicationForm,
    AnswerForm,
    CommentForm,
    ConsolidationForm,
    CountersignForm,
    DecisionForm,
    HoldForm,
    OpinionForm,
    QuestionForm,
    ReasonForm,
    ReviewForm,
    UrgencyForm,
    tried,
)
from .models import Consultation, Dossier
from .queries import (
    authors_of,
    blocks,
    chain_to,
    cites,
    consensus_on,
    consultation_for,
    consultations_for,
    count_met,
    delays_of,
    dossier_by_reference,
    dossiers,
    foreseen,
    foretold_signature,
    foretold_standing,
    gates_of,
    gone_by,
    hidden_consultation,
    hidden_review,
    holder_now,
    marking_of_hidden,
    may_look_back,
    may_recall_grant,
    open_comments,
    outstanding_objections,
    posts_of_review,
    review_for,
    reviews_of,
    route_of,
    shown_opinions,
    shown_signatures,
    signed_by,
    signed_under,
    signing_now,
    silence_of,
    spared,
    spoken_on,
    stand_ins,
    subject_facts,
    tellings,
    track,
    unresolved_objections,
    urgent_path,
    versions_shown,
    why_route,
    would_skip,
)
from .rules.ended import Ended
from .rules.foreseeing import Foreseen
from .rules.independence import may_sign, may_speak
from .rules.life import OPEN, UNDECIDED, Asked, State

PAGE = 50


def _acting(request: ActingRequest) -> dict[str, Any]:
    """Who acts and when, as every act is told."""
    return {"actor": request.actor, "at": timezone.now()}


# -- finding, or saying nothing -----------------------------------------------------------------------


def _dossier(request: ActingRequest, reference: str) -> Dossier:
    """The dossier if this reader may read it; else 404, and the attempt is recorded if there was one to see."""
    found = dossier_by_reference(reference, request.actor.reader)
    if found is not None:
        return found
    if hidden := marking_of_hidden(reference):
        thing = Thing("dossier", str(hidden[0]), reference.upper())
        _attempted_to_open(request, thing, hidden[1])
    raise Http404


def _attempted_to_open(request: ActingRequest, thing: Thing, marking_id: int) -> None:
    refusal = NotAllowed(deny(say("not cleared to read it")), _opening(thing.reference), [thing], marking_id)
    record_refusal(refusal, actor=request.actor, at=timezone.now())


def _opening(reference: str) -> str:
    return say("open {reference}", reference=reference) if reference else say("open a consultation")


def _consultation(request: ActingRequest, key: UUID) -> Consultation:
    found = consultation_for(key, request.actor.reader)
    if found is not None:
        return found
    if hidden := hidden_consultation(key):
        thing = Thing("dossier", str(hidden.dossier_id), hidden.dossier.reference)
        _attempted_to_open(request, thing, hidden.marking_id)
    raise Http404


def _figure(text: str) -> int:
    """A number from an address or a form; 0, which no row has, for anything else that was typed there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# -- lists -----------------------------------------------------------------------------------------------

SHOWN = {
    "open": (_("Open"), UNDECIDED),
    "granted": (_("Granted"), {State.GRANTED}),
    "ended": (_("Ended"), {State.REFUSED, State.WITHDRAWN, State.REVOKED, State.SUSPENDED}),
}


@require_safe
def dossier_list(request: ActingRequest) -> HttpResponse:
    at = timezone.now()
    chosen = request.GET.get("show", "open")
    chosen = chosen if chosen in SHOWN else "open"
    offset = _figure(request.GET.get("from", ""))
    rows = dossiers(request.actor.reader).filter(state__in=SHOWN[chosen][1])
    narrowed = _narrowed(request.GET, at)
    rows = rows.filter(**narrowed)
    rows = rows.order_by("due_at", "-opened_at") if chosen == "open" else rows.order_by("-state_since")
    found = list(rows[offset : offset + PAGE + 1])
    shown = found[:PAGE]
    tabs = [
        {"url": f"?show={key}", "label": label, "current": key == chosen, "count": None}
        for key, (label, _) in SHOWN.items()
    ]
    return render(
        request,
        "clearance/dossiers.html",
        {
            "at": at,
            "rows": [{"dossier": row, "held": holder_now(row)} for row in shown],
            "tabs": tabs,
            "chosen": chosen,
            "narrowed": bool(narrowed),
            "next_page": _page(request.GET, offset + PAGE) if len(found) > PAGE else None,
            "previous_page": _page(request.GET, max(0, offset - PAGE)) if offset else None,
            "summary": _rows(offset + 1, offset + len(shown)) if shown else "",
            "page_marking": page_marking([row.marking for row in shown]),
        },
    )


def _narrowed(asked: QueryDict, at: datetime) -> dict[str, Any]:
    """What a list is narrowed to by its address: an institution that leads, one state, what is late."""
    found: dict[str, Any] = {}
    if lead := asked.get("lead", ""):
        found["lead_post__institution__key"] = lead
    if (state := asked.get("state", "")) in set(State):
        found["state"] = state
    if asked.get("late") == "yes":
        found["due_at__lt"] = at
    return found


def _page(asked: QueryDict, offset: int) -> str:
    query = asked.copy()
    query["from"] = str(offset)
    return f"?{query.urlencode()}"


def _rows(first: int, last: int) -> str:
    return gettext("Rows %(first)s–%(last)s") % {"first": first, "last": last}


# -- the dossier -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request: ActingRequest, reference: str) -> HttpResponse:
    """Everything on one dossier, and the acts of the leading post and of those who may revoke."""
    found = _dossier(request, reference)
    form, status, said = None, 200, ""
    if request.method == "POST":
        said = request.POST.get("act", "")
        form, status = _act_on_dossier(request, found, said)
        if status == 200:
            messages.success(request, str(DONE[said]))
            return redirect("dossier", found.reference)
        found = _dossier(request, reference)
    context = _dossier_context(request, found, said, form)
    return render(request, "clearance/dossier.html", context, status=status)


DONE = {
    "answer": _("Answered. The clock of the post that asked runs again."),
    "adjudicate": _("Adjudicated."),
    "elevate": _("Elevated to the body above."),
    "consolidate": _("Consolidated and sent up."),
    "suspend": _("Suspended."),
    "resume": _("The suspension is lifted."),
    "revoke": _("Revoked."),
    "hurry": _("Declared urgent. Whoever is still asked has hours, and it will be reviewed."),
    "recall": _("Recalled. Everybody concerned is told."),
}
REASONED = {
    "recall": recall_grant,
    "suspend": suspend_clearance,
    "resume": resume_clearance,
    "revoke": revoke_clearance,
}


def _act_on_dossier(request: ActingRequest, found: Dossier, said: str) -> tuple[forms.Form, int]:
    """Try this act with its form. The item acted on must belong to the dossier that was found."""
    data, acting = request.POST, _acting(request)
    mine = consultations_for(found, request.actor.reader)
    item, number = data.get("item", ""), _figure(data.get("item", ""))
    match said:
        case "answer" if mine.filter(questions=number).exists():
            return tried(AnswerForm(data), partial(give_information, number, **acting))
        case "adjudicate" if mine.filter(comments=number).exists():
            return tried(AdjudicationForm(data), partial(adjudicate_comment, number, **acting))
        case "elevate" if item in {str(row.pk) for row in mine}:
            return tried(ReasonForm(data), partial(elevate_objection, UUID(item), **acting))
        case "consolidate":
            return tried(ConsolidationForm(data), partial(consolidate_dossier, found.pk, **acting))
        case "suspend" | "resume" | "revoke" | "recall":
            return tried(ReasonForm(data), partial(REASONED[said], found.pk, **acting))
        case "hurry" if (path := urgent_path(found)) is not None:
            return tried(UrgencyForm(data, causes=path.causes), partial(declare_urgency, found.pk, **acting))
    raise Http404


def _dossier_context(request: ActingRequest, found: Dossier, said: str, form: forms.Form | None) -> dict[str, Any]:
    actor, at = request.actor, timezone.now()
    rows = list(consultations_for(found, actor.reader))
    standing = [row for row in rows if row.state != Asked.SUPERSEDED]
    leads = actor.post_id == found.lead_post_id
    unresolved = {o.consultation_id: o for o in unresolved_objections(found)}
    frozen = found.subject
    revoking = power(actor, May.REVOKE, framework=found.framework, at=at)
    return {
        "at": at,
        "dossier": found,
        "frozen": frozen,
        "route": route_of(found),
        "route_why": why_route(found),
        "subject_url": _subject_url(found),
        "track": track(found, actor.reader, at),
        "held": holder_now(found),
        "blocks": blocks(found, at),
        "facts": subject_facts(frozen),
        "opinions": shown_opinions(rows),
        "questions": [(row, q) for row in rows for q in row.questions.all()],
        "comments": [(row, c) for row in rows for c in row.comments.all()],
        "labels": {p["field"]: known(p["label"]) for p in frozen.particulars},
        "silence": silence_of(found, rows),
        "silence_under": cites(found.framework, route_of(found).instrument),
        "objections": [row for row in standing if row.pk in unresolved],
        "unresolved": unresolved,
        "consolidation": found.consolidations.select_related("by", "by_post").last(),
        "signatures": shown_signatures(list(found.signatures.select_related("post", "person", "post__institution"))),
        "versions": versions_shown(found),
        "history": history(reader=actor.reader, about=Thing("dossier", str(found.pk)))[:12],
        "leads": leads,
        "open_comments": open_comments(found).count(),
        "mine": [
            row
            for row in standing
            if found.state in UNDECIDED
            and row.state in OPEN
            and chain_to(found, row.post, actor=actor, may=May.OPINE, at=at) is not None
        ],
        "may_sign": _asked_to_sign(request, found, at) is not None,
        "may_revoke": revoking and found.state in (State.GRANTED, State.SUSPENDED),
        "foretold": foretold_standing(found, actor.post) if revoking else {},
        **_urgency(request, found, at, form if said == "hurry" else None),
        "act": said,
        "item": request.POST.get("item", ""),
        "form": form,
        "answer_form": AnswerForm(),
        "adjudication_form": AdjudicationForm(),
        "reason_form": ReasonForm(),
        "consolidation_form": form if said == "consolidate" and form else ConsolidationForm(),
        "page_marking": page_marking(_markings(found, rows)),
    }


def _urgency(request: ActingRequest, found: Dossier, at: datetime, form: forms.Form | None) -> dict[str, Any]:
    """That it is or was urgent, and what this actor may do about it."""
    actor, path = request.actor, urgent_path(found)
    last = found.urgencies.select_related("declared_by", "declared_post").last()
    may = path is not None and foreseen(found, Foreseen.HURRY, actor=actor, at=at)
    return {
        "urgency": last,
        "spared": [post for _step, post in spared(last)] if last else [],
        "urgency_ended": Ended(last.ended_as).words if last and last.ended_as else "",
        "urgent_path": path,
        "may_hurry": may,
        "would_skip": [post_by_key(step.post).title for step in would_skip(found)] if may else [],
        "urgency_form": form or (UrgencyForm(causes=path.causes) if path else None),
        "may_recall": may_recall_grant(found, actor=actor),
        "review": reviews_of([found]).get(found.pk),
    }


def _markings(found: Dossier, rows: list[Consultation]) -> list[Marking]:
    return [found.marking, *(row.marking for row in rows)]


def _subject_url(found: Dossier) -> str:
    return reverse(f"{found.subject_kind}-by-key", args=[found.subject_key])


def _asked_to_sign(request: ActingRequest, found: Dossier, at: datetime) -> Post | None:
    """The post that is to sign now and for which this actor may do it."""
    may = May.COUNTERSIGN if found.state == State.COUNTERSIGNING else May.DECIDE
    for rule in signing_now(found):
        post = post_by_key(rule.post)
        chain = chain_to(found, post, actor=request.actor, may=may, at=at)
        if chain is not None or request.actor.post_id in stand_ins(found, rule.post):
            return post
    return None


@require_safe
def dossier_history(request: ActingRequest, reference: str) -> HttpResponse:
    """The record of this dossier, whole, oldest first."""
    found = _dossier(request, reference)
    rows = history(
        reader=request.actor.reader, about=Thing("dossier", str(found.pk)), newest_first=False
    ).select_related("marking")
    entries = list(rows)
    context = {
        "at": timezone.now(),
        "dossier": found,
        "entries": entries,
        "page_marking": page_marking([found.marking, *(entry.marking for entry in entries)]),
    }
    return render(request, "clearance/history.html", context)


# -- looking back on what was urgent ---------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ActingRequest, key: UUID) -> HttpResponse:
    """What was decided under urgency: why, what was spared, who was told when; and the answers of those who review."""
    found = review_for(key, request.actor.reader)
    if found is None:
        if hidden := hidden_review(key):
            _attempted_to_open(request, Thing("dossier", str(hidden.pk), hidden.reference), hidden.marking_id)
        raise Http404
    form, status, at = ReviewForm(questions=found.questions), 200, timezone.now()
    if request.method == "POST":
        form = ReviewForm(request.POST, questions=found.questions)
        _form, status = tried(form, partial(answer_review, found.pk, **_acting(request)))
        if status == 200:
            messages.success(request, gettext("Your review is given and recorded."))
            return redirect("review", found.pk)
    dossier, reviewing = found.urgency.dossier, posts_of_review(found)
    answers = list(found.answers.select_related("post", "person"))
    told = tellings(found.urgency, request.actor.reader, at)
    context = {
        "at": at,
        "review": found,
        "urgency": found.urgency,
        "dossier": dossier,
        "subject_url": _subject_url(dossier),
        "route": gone_by(found.urgency),
        "spared": spared(found.urgency),
        "told": told,
        "signatures": signed_under(found.urgency),
        "answers": [(answer, list(zip(found.questions, answer.answers, strict=False))) for answer in answers],
        "missing": [title for pk, title in reviewing.items() if pk not in {a.post_id for a in answers}],
        "mine": request.actor.post_id not in {a.post_id for a in answers}
        and may_look_back(found, dossier, actor=request.actor),
        "may_recall": may_recall_grant(dossier, actor=request.actor),
        "form": form,
        "page_marking": page_marking([dossier.marking, *(one.owed.marking for one in told)]),
    }
    return render(request, "clearance/review.html", context, status=status)


# -- answering -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: ActingRequest, key: UUID) -> HttpResponse:
    """What one post is asked: the text, why, by when; and the forms of its answer."""
    found = _consultation(request, key)
    form, status, said = None, 200, ""
    if request.method == "POST":
        said = request.POST.get("act", "")
        form, status = _act_on_consultation(request, found, said)
        if status == 200:
            messages.success(request, str(ANSWERED[said]))
            return redirect("home" if said in ("opinion", "question", "hold") else request.path)
        found = _consultation(request, key)
    return render(
        request,
        "clearance/consultation.html",
        _consultation_context(request, found, said, form),
        status=status,
    )


ANSWERED = {
    "opinion": _("Your opinion is given and recorded."),
    "question": _("Asked. You are told when the answer is there."),
    "hold": _("Held. You own this hold and may release it at any time."),
    "comment": _("The comment stands in the matrix."),
    "release": _("The hold is released; your answer is due again."),
}


def _act_on_consultation(request: ActingRequest, found: Consultation, said: str) -> tuple[forms.Form, int]:
    """Try this act of the post that is asked."""
    data, acting = request.POST, _acting(request)
    running = found.holds.filter(ended_at__isnull=True).first()
    match said:
        case "opinion":
            return tried(OpinionForm(data), partial(give_opinion, found.pk, **acting))
        case "question":
            return tried(QuestionForm(data), partial(ask_information, found.pk, **acting))
        case "hold":
            return tried(HoldForm(data), partial(place_hold, found.pk, **acting))
        case "comment":
            return tried(CommentForm(data, lines=_lines(found)), partial(make_comment, found.pk, **acting))
        case "release" if running is not None:
            return tried(ReasonForm(data), partial(release_hold, running.pk, **acting))
    raise Http404


def _lines(found: Consultation) -> list[tuple[str, str]]:
    return [(p["field"], in_words(known(p["label"]))) for p in found.dossier.subject.particulars]


def _consultation_context(
    request: ActingRequest, found: Consultation, said: str, form: forms.Form | None
) -> dict[str, Any]:
    actor, at = request.actor, timezone.now()
    frozen = found.dossier.subject
    chain = chain_to(found.dossier, found.post, actor=actor, may=May.OPINE, at=at)
    voice = may_speak(
        actor.person_id,
        found.post_id,
        authors=authors_of(found.dossier),
        spoken=spoken_on(found.dossier),
    )
    readable_dossier = dossier_by_reference(found.dossier.reference, actor.reader)
    fresh = {"seen": frozen.digest}
    forms_shown: dict[str, forms.Form] = {
        "opinion": OpinionForm(initial=fresh),
        "question": QuestionForm(),
        "hold": HoldForm(),
        "comment": CommentForm(lines=_lines(found)),
        "release": ReasonForm(),
    }
    if form is not None:
        forms_shown[said] = form
    own = next((row for row in consultations_for(found.dossier, actor.reader) if row.pk == found.pk), found)
    undecided = found.dossier.state in UNDECIDED
    return {
        "at": at,
        "consultation": found,
        "dossier": found.dossier,
        "dossier_readable": readable_dossier is not None,
        "subject_url": _subject_url(found.dossier),
        "frozen": frozen,
        "facts": subject_facts(frozen),
        "asked": chain is not None,
        "voice": voice,
        "answerable": chain is not None and bool(voice) and undecided and found.state != Asked.SUPERSEDED,
        "open": undecided and found.state in OPEN,
        "hold": found.holds.filter(ended_at__isnull=True).select_related("owner").first(),
        "opinions": shown_opinions([own]),
        "questions": found.questions.select_related("asked_by", "answered_by"),
        "comments": own.comments.all() if own is not found else found.comments.select_related("by"),
        "labels": dict(_lines(found)),
        "forms": forms_shown,
        "act": said,
        "track": track(found.dossier, actor.reader, at) if readable_dossier else [],
        "page_marking": page_marking([found.marking]),
    }


# -- deciding --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActingRequest, reference: str) -> HttpResponse:
    """One page: what is asked, by when, who disagrees, what is gated; and the form to sign or send back."""
    found = _dossier(request, reference)
    form, status, said = None, 200, ""
    if request.method == "POST":
        said = request.POST.get("act", "")
        form, status = _sign(request, found, said)
        found = _dossier(request, reference)
        if status == 200:
            messages.success(request, _signed(found, said))
            return redirect("dossier", found.reference)
    return render(request, "clearance/decide.html", _decide_context(request, found, said, form), status=status)


def _signed(found: Dossier, said: str) -> str:
    if said == "back":
        return gettext("Sent back to the leading post.")
    if said == "countersign":
        return gettext("Countersigned. It is now before those who decide.")
    subject = {"subject": found.subject_reference}
    match found.state:
        case State.GRANTED:
            return gettext("Every key is turned: %(subject)s is authorised.") % subject
        case State.REFUSED:
            return gettext("%(subject)s is refused.") % subject
        case _:
            return gettext("Your key is turned. It waits for the other.")


def _sign(request: ActingRequest, found: Dossier, said: str) -> tuple[forms.Form, int]:
    """Try to sign, or to send it back instead."""
    data, acting = request.POST, _acting(request)
    match said:
        case "countersign":
            return tried(CountersignForm(data), partial(countersign_dossier, found.pk, **acting))
        case "decide":
            return tried(DecisionForm(data), partial(decide_dossier, found.pk, **acting))
        case "back":
            return tried(ReasonForm(data), partial(send_back_dossier, found.pk, **acting))
    raise Http404


def _decide_context(request: ActingRequest, found: Dossier, said: str, form: forms.Form | None) -> dict[str, Any]:
    actor, at = request.actor, timezone.now()
    rows = list(consultations_for(found, actor.reader))
    frozen = found.subject
    objections = outstanding_objections(found)
    consensus = consensus_on(found)
    consolidation = found.consolidations.last()
    post = _asked_to_sign(request, found, at)
    independent = may_sign(
        actor.person_id,
        post.pk if post else None,
        authors=authors_of(found),
        signed=signed_by(found),
        spoken=spoken_on(found) if post else frozenset(),
    )
    counter = found.state == State.COUNTERSIGNING
    fresh = {"seen": frozen.digest}
    gates = gates_of(found, rows, actor.reader, at.date())
    return {
        "at": at,
        "dossier": found,
        "frozen": frozen,
        "counter": counter,
        "asked": post is not None,
        "foretold": foretold_signature(found, post, actor=actor, at=at),
        "independent": independent,
        "decision": {
            "ask": _ask(counter, found.title),
            "by": found.due_at,
            "at": at,
            "why": say("{route}: {why}.", route=route_of(found).title, why=why_route(found)),
            "needed_by": consolidation.decide_by if consolidation else None,
            "if_late": consolidation.if_late if consolidation else "",
            "delay": delays_of([found], {found.pk: consolidation}, at)[found.pk],
            "recommendation": consolidation.recommendation if consolidation else "",
            "facts": subject_facts(frozen),
            "dissent": [
                {"post": o.post.title, "opinion": o.kind, "words": o.basis, "cure": o.cure} for o in objections
            ],
            "gates": gates,
            "gates_said": count_met(gates),
            "conditions": [
                {"words": c.words, "owed_by": _owed(found, row), "due": c.due}
                for row in rows
                for o in row.opinions.all()
                if o.standing and row.state != Asked.SUPERSEDED
                for c in o.conditions.all()
            ],
            "seen": frozen.digest[:16],
        },
        "objections": objections,
        "broken": [] if consensus else unresolved_objections(found),
        "consensus": consensus,
        "consolidation": consolidation,
        "opinions": shown_opinions([row for row in rows if row.state != Asked.SUPERSEDED]),
        "sign_form": _sign_form(said, form, counter, fresh),
        "back_form": form if said == "back" and form else ReasonForm(),
        "act": said,
        "page_marking": page_marking(_markings(found, rows)),
    }


def _ask(counter: bool, title: str) -> str:
    return say("Countersign “{title}”", title=title) if counter else say("Authorise “{title}”", title=title)


def _owed(found: Dossier, row: Consultation) -> str:
    return say("owed by {post} to {other}", post=found.lead_post.title, other=row.post.title)


def _sign_form(said: str, form: forms.Form | None, counter: bool, fresh: dict[str, str]) -> forms.Form:
    if form is not None and said in ("countersign", "decide"):
        return form
    return CountersignForm(initial=fresh) if counter else DecisionForm(initial=fresh)
