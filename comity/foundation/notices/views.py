"""What one was told, and what one wants to be told."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import level_of, page_marking
from comity.foundation.words.rules.said import in_words

from .actions.change_choices import change_choices
from .actions.mark_all_read import mark_all_read
from .actions.mark_read import mark_read
from .actions.unmark_read import unmark_read
from .forms import ChoicesForm
from .models import Notice
from .queries import address_of, choices_of, hours_of, language_of, notices_for, own_notice, unread
from .rules.choices import unread_since
from .rules.topics import TOPICS, Topic

PAGE = 50


@require_safe
def notices(request: ActingRequest) -> HttpResponse:
    """What one was told: by default what is unread."""
    at = timezone.now()
    shown = "all" if request.GET.get("show") == "all" else "unread"
    topic = _topic(request.GET.get("topic", ""))
    rows = notices_for(request.actor) if shown == "all" else unread(request.actor, at)
    page = Paginator(rows if topic is None else rows.filter(topic=topic), PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    undo = request.GET.get("undo", "")
    context = {
        "at": at,
        "tabs": _tabs(shown, topic, unread(request.actor, at).count()),
        "topics": [{"key": key, "title": about.title, "chosen": key == topic} for key, about in TOPICS.items()],
        "topic": topic,
        "shown": shown,
        "rows": [_shown(row, at) for row in found],
        "any_unread": any(row.read_at is None and row.at > unread_since(at) for row in found),
        "page": page,
        "undo": undo if _moment(undo) else "",
        "page_marking": page_marking([row.marking for row in found]),
    }
    return render(request, "notices/notices.html", context)


def _tabs(shown: str, topic: Topic | None, count: int) -> list[dict[str, Any]]:
    rest = f"&topic={topic}" if topic else ""
    return [
        {
            "url": f"?show=unread{rest}",
            "label": gettext("Unread"),
            "current": shown == "unread",
            "count": count or None,
        },
        {"url": f"?show=all{rest}", "label": gettext("All"), "current": shown == "all", "count": None},
    ]


def _shown(row: Notice, at: datetime) -> dict[str, Any]:
    return {
        "notice": row,
        "url": address_of(row.thing_kind, row.thing_key, row.thing_reference),
        "unread": row.read_at is None and row.at > unread_since(at),
        "marking": {"text": row.marking.words, "level": level_of(row.marking.label)},
    }


def _topic(said: str) -> Topic | None:
    return Topic(said) if said in set(Topic) else None


def _moment(said: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        return None
    return read if read.tzinfo else None


@require_POST
def read(request: ActingRequest, pk: int) -> HttpResponse:
    """Mark one as read, or open what it is about, which marks it as well."""
    at = timezone.now()
    notice = own_notice(pk, request.actor)
    if notice is None:
        raise Http404
    mark_read([pk], actor=request.actor, at=at)
    url = address_of(notice.thing_kind, notice.thing_key, notice.thing_reference)
    if "open" in request.POST and url:
        return redirect(url)
    return redirect(_back(request, at))


@require_POST
def read_all(request: ActingRequest) -> HttpResponse:
    """Mark everything as read, of one topic or of all; the answer offers to undo it."""
    at = timezone.now()
    done = mark_all_read(_topic(request.POST.get("topic", "")), actor=request.actor, at=at)
    said = ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", done)
    messages.success(request, said % {"count": done})
    return redirect(_back(request, at) if done else reverse("notices"))


@require_POST
def undo(request: ActingRequest) -> HttpResponse:
    """What was marked as read at that moment is unread again."""
    moment = _moment(request.POST.get("moment", ""))
    if moment is None:
        raise Http404
    unmark_read(moment, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("They are unread again."))
    return redirect("notices")


def _back(request: ActingRequest, at: datetime) -> str:
    """The list as it was, with the moment by which this can be undone."""
    topic, shown = _topic(request.POST.get("topic", "")), request.POST.get("show", "")
    query = [f"show={'all' if shown == 'all' else 'unread'}", *([f"topic={topic}"] if topic else [])]
    return f"{reverse('notices')}?{'&'.join(query)}&undo={at.isoformat().replace('+00:00', 'Z')}"


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: ActingRequest) -> HttpResponse:
    """What one wants to be told, how and when."""
    who = request.actor.person_id or 0
    initial = asdict(hours_of([who])[who]) | {"language": language_of(who) or get_language() or settings.LANGUAGE_CODE}
    form = ChoicesForm(request.POST or None, chosen=choices_of(who), initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change_choices(
                    form.chosen(),
                    actor=request.actor,
                    at=timezone.now(),
                    hours=form.hours(),
                    language=form.cleaned_data["language"],
                )
            except Refused as refusal:
                for field, fault in refusal.fields.items():
                    form.add_error(field, in_words(fault))
            else:
                messages.success(request, gettext("From now on you are told as you chose."))
                return redirect("notice-choices")
    context = {
        "form": form,
        "email": request.user.email,  # type: ignore[union-attr]
        "page_marking": page_marking([]),
    }
    return render(request, "notices/choices.html", context, status=status)
