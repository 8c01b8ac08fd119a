"""What we owe, to whom, by when."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused, deny
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import in_words, say

from .actions.keep_obligation import keep_obligation
from .actions.waive_obligation import waive_obligation
from .forms import EndingForm
from .models import Obligation
from .queries import ended_obligations, hidden_obligation, obligation_for, of_post, open_obligations

PAGE = 200
LISTS = {"mine": _("My post"), "all": _("All open"), "late": _("Late"), "ended": _("Kept or waived")}
ENDINGS = {"keep": keep_obligation, "waive": waive_obligation}


@require_safe
def obligation_list(request: ActingRequest) -> HttpResponse:
    at = timezone.now()
    chosen = request.GET.get("show", "mine" if request.actor.post_id else "all")
    chosen = chosen if chosen in LISTS else "all"
    reader = request.actor.reader
    if chosen == "mine":
        rows = of_post(request.actor.post_id or 0, reader)
    else:
        rows = ended_obligations(reader) if chosen == "ended" else open_obligations(reader)
    if chosen == "late":
        rows = rows.filter(due__lt=timezone.localdate())
    found = list(rows[:PAGE])
    context = {
        "at": at,
        "tabs": [
            {"url": f"?show={key}", "label": label, "current": key == chosen, "count": None}
            for key, label in LISTS.items()
        ],
        "rows": [{"obligation": row, "standing": row.standing_at(at), "url": _thing_url(row)} for row in found],
        "page_marking": page_marking([row.marking for row in found]),
    }
    return render(request, "obligations/obligations.html", context)


def _thing_url(row: Obligation) -> str:
    return reverse(f"{row.thing_kind}-by-key", args=[row.thing_key])


def _refuse(request: ActingRequest, key: UUID) -> Obligation:
    """Raises Http404. What exists and is closed to this reader is written in the record, under its own marking."""
    if (hidden := hidden_obligation(key)) is not None:
        things = [
            Thing("obligation", str(hidden.pk), ""),
            Thing(hidden.thing_kind, hidden.thing_key, hidden.thing_reference),
        ]
        refusal = NotAllowed(deny(say("not cleared to read it")), say("open an obligation"), things, hidden.marking_id)
        record_refusal(refusal, actor=request.actor, at=timezone.now())
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def obligation(request: ActingRequest, key: UUID) -> HttpResponse:
    """One obligation, and how it ends: kept by the post that owes it, waived by the post it is owed to."""
    found = obligation_for(key, request.actor.reader) or _refuse(request, key)
    at, form, status = timezone.now(), EndingForm(request.POST or None), 200
    if request.method == "POST":
        act = ENDINGS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        status = 422
        if form.is_valid():
            try:
                act(key, actor=request.actor, at=at, words=form.cleaned_data["words"])
            except (Refused, NotAllowed) as error:
                form.add_error(None, in_words(error.args[0]))
                status = 403 if isinstance(error, NotAllowed) else 422
            else:
                messages.success(request, gettext("The obligation has ended, and the record says how."))
                return redirect("obligations")
    context = {
        "at": at,
        "obligation": found,
        "standing": found.standing_at(at),
        "thing_url": _thing_url(found),
        "form": form,
        "owes": found.owed_by_id == request.actor.post_id,
        "is_owed": found.owed_to_id == request.actor.post_id,
        "page_marking": page_marking([found.marking]),
    }
    return render(request, "obligations/obligation.html", context, status=status)
