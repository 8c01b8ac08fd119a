"""What every page of this room does alike: find for the reader, or say no and write it down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import engagement_by_key, engagement_by_reference, hidden
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused, deny
from comity.foundation.labels.queries import Marking, level_of, page_marking
from comity.foundation.words.rules.said import say


def now() -> datetime:
    return timezone.now()  # noqa: TID251  (the one clock of this room's pages)


def found(request: ActingRequest, reference: str) -> Engagement:
    """The engagement, if this reader may read it. A page that is closed to them looks as if it were not there."""
    it = engagement_by_reference(reference, request.actor.reader)
    return it or _refuse(request, reference=reference)


def found_by_key(request: ActingRequest, key: UUID) -> Engagement:
    return engagement_by_key(key, request.actor.reader) or _refuse(request, key=key)


def _refuse(request: ActingRequest, *, reference: str = "", key: UUID | None = None) -> Engagement:
    """Raises Http404. What exists and is closed to this reader is written in the record, under its own marking."""
    if (there := hidden(reference=reference, key=key)) is not None:
        thing, marking_id = there
        verdict = deny(say("its marking does not admit them"))
        refusal = NotAllowed(verdict, say("open {thing}", thing=thing), [thing], marking_id)
        record_refusal(refusal, actor=request.actor, at=now())
    raise Http404(gettext("There is no such engagement, or it is not open to you."))


def shown(
    request: ActingRequest,
    template: str,
    context: dict[str, Any],
    *,
    markings: Iterable[Marking],
    status: int = 200,
) -> HttpResponse:
    """The page, under the join of the markings of what it shows."""
    return render(
        request,
        f"engagements/{template}.html",
        {"at": now(), **context, "page_marking": page_marking(markings)},
        status=status,
    )


def status_of(refusal: Refused | NotAllowed) -> int:
    return 403 if isinstance(refusal, NotAllowed) else 422


def chip(marking: Marking) -> dict[str, Any]:
    return {"text": marking.words, "level": level_of(marking.label)}
