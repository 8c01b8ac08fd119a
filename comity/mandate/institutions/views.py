"""Shows posts: who holds them, above whom they stand, what they may do under which instrument."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history
from comity.foundation.words.rules.said import day, in_words

from .actions.appoint_person import appoint_person
from .actions.cover_absence import cover_absence
from .actions.delegate_mandate import delegate_mandate
from .actions.end_absence import end_absence
from .actions.end_appointment import end_appointment
from .actions.revoke_delegation import revoke_delegation
from .events import AbsenceCovered, AppointmentEnded, MandateDelegated, PersonAppointed
from .forms import AppointmentForm, CoverForm, DelegationForm, EndingForm
from .models import Absence, Appointment, Delegation, Mandate, Post
from .queries import (
    absences,
    appointments_to,
    bounds_told,
    covering,
    delegations_ahead,
    delegations_in_force,
    framework_over,
    frameworks_of,
    holder_of_record,
    holders_of,
    holding,
    institutions,
    lent_by_cover,
    loan_of,
    may_fill,
    posts_of,
    receivers_of,
)
from .rules.rights import Change, Holder, Lent, with_holder, with_loans, without_holder


@require_safe
def post_list(request: ActingRequest) -> HttpResponse:
    """Every institution with its posts and who holds them."""
    at = timezone.now()
    frameworks = frameworks_of(request.actor.person_id, at)
    rows = list(posts_of(frameworks))
    held = holders_of([row.pk for row in rows], at)
    shown: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown.setdefault(row.institution_id, []).append({"post": row, "holders": held[row.pk]})
    context = {
        "at": at,
        "frameworks": frameworks,
        "institutions": [(entry, shown.get(entry.pk, [])) for entry in institutions() if entry.pk in shown],
        "page_marking": page_marking([]),
    }
    return render(request, "institutions/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: ActingRequest, key: str) -> HttpResponse:
    """One post: holders, mandates, delegations. Its holder lends a power here and takes it back; whoever may appoint
    to it appoints and ends."""
    at, status = timezone.now(), 200
    found = posts_of(frameworks_of(request.actor.person_id, at)).filter(key=key).first()
    if found is None:
        raise Http404
    forms = _forms(request, found, at)
    if request.method == "POST":
        looked = _looked(request, found, at, forms)
        if looked is not None:
            return _before(request, found, at, looked)
        status = _act(request, found, at, forms)
        if status == 200:
            return redirect("post", found.key)
    framework = framework_over(found)
    mandates = found.mandates.filter(framework=framework).select_related("instrument", "framework", "post")
    running, actor = delegations_in_force(at), request.actor
    superior = actor.post_id is not None and actor.post_id == found.superior_id
    told = list(history(reader=request.actor.reader, about=Thing("post", found.key)).select_related("marking")[:20])
    context = {
        "at": at,
        "today": at.date(),
        "post": found,
        "holders": holders_of([found.pk], at)[found.pk],
        "mandates": [(mandate, receivers_of(mandate)) for mandate in mandates],
        "lent": running.filter(mandate__post=found),
        "ahead": delegations_ahead(at).filter(mandate__post=found),
        "borrowed": running.filter(to_post=found),
        "away": absences(at).filter(appointment__post=found),
        "stands_in": absences(at).filter(by_post=found),
        "covering": covering(found, framework) if framework else [],
        "absent": _absent(request, found, at),
        "cover": forms.cover,
        "takes_back": actor.post_id == found.pk or superior,
        "subordinates": found.subordinates.all(),
        "mine": request.actor.post_id == found.pk,
        "form": forms.lending,
        "may_fill": may_fill(request.actor, found, at),
        "me": request.actor.person_id,
        "appointing": forms.appointing,
        "appointments": forms.endings,
        "history": told,
        "page_marking": page_marking([entry.marking for entry in told]),
    }
    return render(request, "institutions/post.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Forms:
    """Every form of the page; the one that was sent is bound."""

    lending: DelegationForm
    cover: CoverForm
    appointing: AppointmentForm
    endings: list[tuple[Appointment, EndingForm]]

    @property
    def sent(self) -> Form | None:
        every: list[Form] = [self.lending, self.cover, self.appointing, *(form for _, form in self.endings)]
        return next((form for form in every if form.is_bound), None)


def _forms(request: ActingRequest, found: Post, at: datetime) -> _Forms:
    act, item, today = request.POST.get("act", ""), request.POST.get("item", ""), at.date()
    framework = framework_over(found)
    by = [row for row, lent in covering(found, framework) if lent] if framework else []
    return _Forms(
        DelegationForm(request.POST if act == "delegate" else None, post=found, framework=framework),
        CoverForm(request.POST if act == "cover" else None, covering=by, today=today),
        AppointmentForm(request.POST if act == "appoint" else None, post=found, by=request.actor.person_id, at=at),
        [
            (row, EndingForm(request.POST if act == "end" and item == str(row.pk) else None, of=row, today=today))
            for row in appointments_to(found.pk, at)
        ],
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """A change before it is made: what is asked, what the record will say, and the house as it would be then."""

    question: str
    sentences: tuple[str, ...]
    change: Change
    submit: str
    ends: bool = False


def _looked(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> Looked | None:
    """What is to be looked at before it is done. None where nothing is to be shown: it is not asked for, something is
    missing, or this person may not; then the act itself says so."""
    act, sent = LOOKS.get(request.POST.get("act", "")), forms.sent
    if act is None or not request.POST.get("look") or sent is None or not sent.is_valid():
        return None
    return act(request, found, at, forms)


def _before(request: ActingRequest, found: Post, at: datetime, looked: Looked) -> HttpResponse:
    """The page that asks once more: it sends on what was typed, and only then is it done."""
    typed = [(k, v) for k, values in request.POST.lists() if k not in ("csrfmiddlewaretoken", "look") for v in values]
    context = {
        "at": at,
        "post": found,
        "framework": framework_over(found),
        "looked": looked,
        "typed": typed,
        "page_marking": page_marking([]),
    }
    return render(request, "institutions/before.html", context)


def _look_at_appointing(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> Looked | None:
    said = forms.appointing.cleaned_data
    person = said["person"]
    if not may_fill(request.actor, found, at) or person.pk == request.actor.person_id:
        return None
    event = PersonAppointed(
        person=person.name,
        post=found.title,
        institution=found.institution.name,
        acting=said["acting"],
        starts=said["starts"],
    )
    holder = Holder(person.pk, person.name, found.key, person.reader, said["acting"])
    question = gettext("Appoint %(person)s as %(post)s?") % {"person": person.name, "post": found.title}
    return Looked(question, (event.sentence(),), Change(partial(with_holder, holder=holder)), gettext("Appoint"))


def _look_at_ending(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> Looked | None:
    row, form = next((row, form) for row, form in forms.endings if form.is_bound)
    if not may_fill(request.actor, found, at) or row.person_id == request.actor.person_id:
        return None
    event = AppointmentEnded(person=row.person.name, post=found.title, ends=form.cleaned_data["ends"])
    question = gettext("End the appointment of %(person)s?") % {"person": row.person.name}
    change = Change(partial(without_holder, person_id=row.person_id, post=found.key))
    return Looked(question, (event.sentence(),), change, gettext("End the appointment"), ends=True)


def _look_at_lending(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> Looked | None:
    mandate, given = forms.lending.cleaned_data["mandate"], forms.lending.given(at)
    to = given["to_post"]
    if holding(request.actor, found.pk, at) is None:
        return None
    loan = _loan(mandate, to, given, request.actor.person_id)
    bounds, called = bounds_told(mandate, loan.classes, dict(loan.ceiling))
    event = MandateDelegated(
        delegation="D-…",
        may=mandate.may,
        from_post=found.title,
        to_post=to.title,
        until=given["until"].date(),
        instrument=mandate.cites,
        reason=given["reason"].strip(),
        bounds=bounds,
        called=called,
    )
    values = {"may": in_words(mandate.may_words), "post": to.title}
    question = gettext("Lend the power to %(may)s to %(post)s?") % values
    return Looked(question, (event.sentence(),), Change(partial(with_loans, loans=(loan,))), gettext("Lend it"))


def _look_at_covering(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> Looked | None:
    absent, given = _absent(request, found, at), forms.cover.given(at)
    framework, by = framework_over(found), given["by_post"]
    if absent is None or framework is None:
        return None
    lent = lent_by_cover(found, by, framework)
    event = AbsenceCovered(
        absence="A-…",
        person=absent.person.name,
        post=found.title,
        by_post=by.title,
        starts=given["starts"].date(),
        until=given["until"].date(),
        delegations=("D-…",) * len(lent),
        reason=given["reason"].strip(),
    )
    loans = tuple(_loan(mandate, by, {**given, "classes": (), "ceiling": {}}, absent.person_id) for mandate in lent)
    values = {"person": absent.person.name, "post": by.title}
    question = gettext("Have %(person)s covered by %(post)s?") % values
    return Looked(question, (event.sentence(),), Change(partial(with_loans, loans=loans)), gettext("Have it covered"))


def _loan(mandate: Mandate, to_post: Post, given: dict[str, Any], lender: int | None) -> Lent:
    days = (given["until"].date() - given["starts"].date()).days
    return loan_of(mandate, to_post, days=days, classes=given["classes"], ceiling=given["ceiling"], lender=lender)


LOOKS: dict[str, Callable[[ActingRequest, Post, datetime, _Forms], Looked | None]] = {
    "delegate": _look_at_lending,
    "cover": _look_at_covering,
    "appoint": _look_at_appointing,
    "end": _look_at_ending,
}


def _act(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> int:
    """Do what was sent, through its action. The status to answer with; reasons go into the form and above the page."""
    act, sent = ACTS.get(request.POST.get("act", "")), forms.sent
    if act is None or (sent is not None and not sent.is_valid()):
        return 422
    try:
        messages.success(request, act(request, found, at, forms))
    except (Refused, NotAllowed) as error:
        if sent is not None:
            sent.add_error(None, in_words(error.args[0]))
            sent.asked_about = getattr(error, "asked_about", "")  # type: ignore[attr-defined]  # for errors.html
        messages.error(request, in_words(error.args[0]))
        return 403 if isinstance(error, NotAllowed) else 422
    return 200


def _delegate(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> str:  # noqa: ARG001  one of ACTS
    delegate_mandate(forms.lending.cleaned_data["mandate"], actor=request.actor, at=at, **forms.lending.given(at))
    return gettext("The power is lent, and shown with every act under it.")


def _revoke(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> str:  # noqa: ARG001  one of ACTS
    item = request.POST.get("item", "")
    lent = Delegation.objects.filter(mandate__post=found)
    row = next((one for one in lent if str(one.pk) == item), None)
    if row is None:
        raise Http404
    revoke_delegation(row, actor=request.actor, at=at, reason=request.POST.get("reason", ""))
    return gettext("The delegation is revoked.")


def _absent(request: ActingRequest, found: Post, at: datetime) -> Appointment | None:
    """Whose absence this person may have covered: their own, or that of whoever holds a post below theirs."""
    if (own := holding(request.actor, found.pk, at)) is not None:
        return own
    superior = request.actor.post_id is not None and request.actor.post_id == found.superior_id
    return holder_of_record(found.pk, at) if superior else None


def _cover(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> str:
    absent = _absent(request, found, at) or holder_of_record(found.pk, at)
    if absent is None:
        raise Http404
    made = cover_absence(absent, actor=request.actor, at=at, **forms.cover.given(at))
    values = {"person": made.appointment.person.name, "post": made.by_post.title, "count": made.delegations.count()}
    return gettext("%(post)s covers %(person)s: %(count)s powers are lent.") % values


def _return(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> str:  # noqa: ARG001  one of ACTS
    item = request.POST.get("item", "")
    row = next((one for one in Absence.objects.filter(appointment__post=found) if str(one.pk) == item), None)
    if row is None:
        raise Http404
    end_absence(row, actor=request.actor, at=at, reason=request.POST.get("reason", ""))
    return gettext("The cover is over; what was lent for it is taken back.")


def _appoint(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> str:
    said = forms.appointing.cleaned_data
    made = appoint_person(
        found, actor=request.actor, at=at, person=said["person"], starts=said["starts"], acting=said["acting"]
    )
    values = {"person": made.person.name, "day": in_words(day(made.starts))}
    if made.acting:
        return gettext("%(person)s is appointed acting from %(day)s.") % values
    return gettext("%(person)s is appointed from %(day)s.") % values


def _end(request: ActingRequest, found: Post, at: datetime, forms: _Forms) -> str:  # noqa: ARG001  one of ACTS
    sent = next(((row, form) for row, form in forms.endings if form.is_bound), None)
    if sent is None:
        raise Http404
    row, form = sent
    ended = end_appointment(row, actor=request.actor, at=at, ends=form.cleaned_data["ends"])
    values = {"person": ended.person.name, "day": in_words(day(form.cleaned_data["ends"]))}
    return gettext("%(person)s no longer holds this post from %(day)s.") % values


ACTS: dict[str, Callable[[ActingRequest, Post, datetime, _Forms], str]] = {
    "delegate": _delegate,
    "cover": _cover,
    "return": _return,
    "revoke": _revoke,
    "appoint": _appoint,
    "end": _end,
}
