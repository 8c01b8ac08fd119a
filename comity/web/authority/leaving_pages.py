"""Before somebody leaves a post: what they hold and where it goes. Afterwards: what waits there, and taking it over."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.activity.engagements.actions.hand_over_draft import hand_over_draft
from comity.foundation.access.queries import ActingRequest, person_numbered
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.events import AppointmentEnded
from comity.mandate.institutions.queries import (
    Post,
    appointments_to,
    framework_over,
    frameworks_of,
    holder_of_record,
    may_fill,
    posts_of,
)
from comity.mandate.institutions.rules.rights import Change, without_holder
from comity.procedure.clearance.actions.reassign_consultation import reassign_consultation

from .leaving import CONSULTATION, DRAFT, Handover, at_post, fillers, may_see, whither

TOLD = {
    *("consultation.reassigned", "draft.handed-over", "mandate.delegation-ended", "absence.ended"),
    *("post.appointment-ended", "post.person-appointed"),
}


def _post(request: ActingRequest, key: str, at: datetime) -> Post:
    """Raises Http404 to whoever has nothing to do with the post."""
    found = posts_of(frameworks_of(request.actor.person_id, at)).filter(key=key).first()
    if found is None or not may_see(request.actor, found, at):
        raise Http404
    return found


@require_safe
def ending(request: ActingRequest, key: str, number: int) -> HttpResponse:
    """Before an appointment is ended: what ends with it, what stays at the post, and who will answer for it."""
    at = timezone.now()
    post = _post(request, key, at)
    leaving = next((row for row in appointments_to(post.pk, at) if row.pk == number), None)
    if leaving is None or not may_fill(request.actor, post, at):
        raise Http404
    found = at_post(post, request.actor.reader, at, leaving)
    context = {
        "at": at,
        "post": post,
        "leaving": leaving,
        "found": found,
        "goes": whither(post, at, leaving),
        "framework": framework_over(post),
        "change": Change(partial(without_holder, person_id=leaving.person_id, post=post.key)),
        "foretold": AppointmentEnded(
            person=leaving.person.name, post=post.title, ends=max(at.date(), leaving.starts)
        ).sentence(),
        "mine": leaving.person_id == request.actor.person_id,
        "today": max(at.date(), leaving.starts).isoformat(),
        "page_marking": page_marking(found.markings),
    }
    return render(request, "web/authority/ending.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: ActingRequest, key: str) -> HttpResponse:
    """What waits at a post, who answers for it now, and what was reassigned. The superior of a vacant post takes over
    what was chosen: each thing by its own act, which may refuse it."""
    at = timezone.now()
    post = _post(request, key, at)
    found = at_post(post, request.actor.reader, at)
    if request.method == "POST":
        _take_over(request, post, found, at)
        return redirect("handover", post.key)
    told = history(reader=request.actor.reader, about=Thing("post", post.key)).filter(kind__in=TOLD)
    entries = list(told.select_related("marking")[:30])
    superior = request.actor.post_id is not None and request.actor.post_id == post.superior_id
    holder = holder_of_record(post.pk, at)
    offered = {held.item for held in found.stays if held.item.startswith(DRAFT) or (held.item and holder is None)}
    context = {
        "at": at,
        "post": post,
        "found": found,
        "holder": holder,
        "offered": offered if superior else set(),
        "goes": whither(post, at),
        "fillers": fillers(post, at),
        "history": entries,
        "page_marking": page_marking([*found.markings, *(entry.marking for entry in entries)]),
    }
    return render(request, "web/authority/handover.html", context)


def _take_over(request: ActingRequest, post: Post, found: Handover, at: datetime) -> None:
    """Row by row: what one act refuses, the next may still do."""
    there = {held.item for held in found.stays if held.item}
    for item in request.POST.getlist("item"):
        if item not in there:
            continue
        kind, _, number = item.partition(":")
        try:
            messages.success(request, _taken(request, post, kind, UUID(number), at))
        except (Refused, NotAllowed) as error:
            messages.error(request, in_words(error.args[0]))


def _taken(request: ActingRequest, post: Post, kind: str, key: UUID, at: datetime) -> str:
    if kind == CONSULTATION:
        row = reassign_consultation(key, actor=request.actor, at=at, reason=request.POST.get("reason", ""))
        said = {"reference": row.dossier.reference, "post": row.post}
        return gettext("%(reference)s is now asked of %(post)s.") % said
    if kind != DRAFT:
        raise Http404
    held = holder_of_record(post.pk, at)
    to = held.person if held else person_numbered(request.actor.who)
    hand_over_draft(key, actor=request.actor, at=at, to=to)
    return gettext("The draft was handed to %(person)s.") % {"person": to.name}
