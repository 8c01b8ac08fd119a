"""What is said of an engagement's fields under markings of their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.activity.engagements.actions.restore_apart import restore_apart
from comity.activity.engagements.actions.say_apart import say_apart
from comity.activity.engagements.actions.take_out_apart import take_out_apart
from comity.activity.engagements.forms import ApartForm
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.permissions import may_write
from comity.activity.engagements.queries import grounds, state_names, thing
from comity.activity.engagements.rules.particulars import LABELS
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Reader
from comity.foundation.labels.rules.wording import portion
from comity.foundation.parts.queries import Laid, laid_out
from comity.foundation.words.rules.said import in_words, known

from .finding import chip, found, now, shown, status_of


def said_apart(it: Engagement, reader: Reader) -> tuple[Laid, list[dict[str, Any]]]:
    """What this reader may read of it, each with its field and marking; what is withheld is only counted."""
    laid = laid_out(thing(it), reader)
    lines = []
    for one in laid.seen:
        if (part := laid.parts.get(one.line)) is not None:
            label = known(LABELS.get(part.field, part.field))
            lines.append(
                {
                    "part": part,
                    "label": label,
                    "portion": portion(part.marking.label, policies()),
                    "marking": chip(part.marking),
                }
            )
    return laid, lines


@require_http_methods(["GET", "HEAD", "POST"])
def apart_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Read, write and take out what is said apart; whatever was done can be undone."""
    it, at = found(request, reference), now()
    marked = {"policy": it.marking.label.policy, "names": state_names()}
    posted = request.POST if request.method == "POST" and request.POST.get("act") == "say" else None
    form = ApartForm(posted, initial={"known": True, "classification": it.marking.label.classification}, **marked)
    status = 200
    if request.method == "POST":
        done = _change(request, it, form)
        if isinstance(done, HttpResponse):
            return done
        status = done
    laid, lines = said_apart(it, request.actor.reader)
    context = {
        "it": it,
        "lines": lines,
        "withheld": laid.withheld,
        "form": form,
        "may": may_write(request.actor, **grounds(it, request.actor, at).writing()),
        "marking": chip(it.marking),
    }
    return shown(request, "apart", context, markings=[it.marking, *laid.markings], status=status)


def _change(request: ActingRequest, it: Engagement, form: ApartForm) -> HttpResponse | int:
    """A redirect when it was done; otherwise a status, and the form with the reasons."""
    act, _colon, key = request.POST.get("act", "").partition(":")
    at, actor = now(), request.actor
    here = reverse("engagement-apart", args=[it.reference])
    try:
        if act == "say":
            if not form.is_valid():
                return 422
            said = form.cleaned_data
            part = say_apart(
                it.pk,
                actor=actor,
                at=at,
                field=said["field"],
                words=said["words"],
                label=form.label(),
                known=said["known"],
            )
            undo, words = f"out:{part.line}", gettext("It is said, under its own marking.")
        elif act == "out":
            line = _uuid(key or request.POST.get("line", ""))
            seen = laid_out(thing(it), actor.reader).parts.get(str(line))
            if seen is None:
                raise Http404
            part = take_out_apart(it.pk, actor=actor, at=at, line=line, seen=seen.pk)
            undo, words = f"back:{part.pk}", gettext("It is taken out.")
        elif act == "back":
            restore_apart(it.pk, actor=actor, at=at, revision=_uuid(key))
            undo, words = "", gettext("It is as it was.")
        else:
            raise Http404
    except (Refused, NotAllowed) as refusal:
        if act != "say":
            messages.error(request, in_words(refusal.args[0]))
            return redirect(here)
        form.add_error(None, in_words(refusal.args[0]))
        return status_of(refusal)
    messages.success(request, words, extra_tags=f"undo {undo} {here}" if undo else "")
    return redirect(here)


def _uuid(text: str) -> UUID:
    """Raises Http404 for what is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
