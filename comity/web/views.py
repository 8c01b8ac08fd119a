"""Pages that span rooms: what waits on me, sign-in, the record, errors."""

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from comity.activity.engagements.queries import framework_of
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.events import SignedIn, SignedOut
from comity.foundation.access.queries import ActingRequest, Person, demonstration_people
from comity.foundation.access.rules.verdict import NotAllowed, deny
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Event, Thing, kinds
from comity.foundation.record.queries import head, history, witness_reach
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import (
    actor_for,
    appointments_of,
    framework_about,
    open_marking_id,
)
from comity.mandate.institutions.rules.framework import May
from comity.scrutiny.oversight.queries import held

from .entering import gate
from .kind_words import choices
from .middleware import POST_CHOSEN, demonstration_allowed

PAGE = 50


@login_not_required
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """One click per role in a demonstration; elsewhere the password page."""
    if not demonstration_allowed():
        wanted = request.GET.get("next", "")
        return redirect(reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else ""))
    shown = gate(request.GET.get("world", ""), timezone.now())
    return render(request, "web/sign_in.html", {"gate": shown, "next": request.GET.get("next", "")})


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Demonstration only: sign in as an invented person."""
    if not demonstration_allowed():
        raise PermissionDenied(gettext("one-click sign-in exists only in a demonstration"))
    wanted = request.POST.get("person", "")
    person = next((one for one in demonstration_people() if str(one.pk) == wanted), None)
    if person is None:
        raise PermissionDenied(gettext("choose one of the invented people"))
    logout(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    _tell(SignedIn(who=person.name, way=say("one click, demonstration")), person)
    return redirect(_onward(request, request.POST.get("next", "")))


@method_decorator(login_not_required, name="dispatch")
class PasswordSignIn(LoginView):  # type: ignore[misc]
    """Sign-in by name and password."""

    template_name = "web/password.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if isinstance(self.request.user, Person):
            _tell(SignedIn(who=self.request.user.name, way=say("password")), self.request.user)
        return response


@require_POST
def sign_out(request: ActingRequest) -> HttpResponse:
    world = None
    if isinstance(request.user, Person):
        _tell(SignedOut(who=request.user.name), request.user)
        world = framework_about(request.user, timezone.now()) if request.user.demonstration else None
    logout(request)
    return redirect(reverse("sign-in") + (f"?{urlencode({'world': world.key})}" if world else ""))


def _tell(event: Event, person: Person) -> None:
    at = timezone.now()
    framework = framework_about(person, at)
    if framework is None:
        return
    with transaction.atomic():
        announce(
            event,
            actor=actor_for(person, at),
            at=at,
            about=[Thing("person", str(person.pk), person.username)],
            marking_id=open_marking_id(framework),
        )


@require_POST
def act_as(request: ActingRequest) -> HttpResponse:
    """Choose the post one acts from, among those one holds."""
    chosen = request.POST.get("post", "")
    held = appointments_of(request.actor.person_id or 0, timezone.now())
    row = next((r for r in held if str(r.post_id) == chosen), None)
    if row is None:
        _record_wish(request, chosen)
        messages.error(request, gettext("You do not hold that post now."))
    else:
        request.session[POST_CHOSEN] = row.post_id
        words = gettext("You now act as {post}, {institution}.")
        messages.success(request, words.format(post=row.post.title, institution=row.post.institution))
    return redirect(_onward(request, request.POST.get("next", "")))


def _record_wish(request: ActingRequest, chosen: str) -> None:
    """Somebody wanted to act from a post that is not theirs: what a browser offers is only what they hold."""
    framework = framework_of(request.actor.post_id)
    if framework is None or request.actor.person_id is None:
        return
    person = Thing("person", str(request.actor.person_id), request.actor.person)
    refusal = NotAllowed(
        deny(say("they do not hold it now")),
        say("act from post {post}", post=chosen[:20]),
        [person],
        open_marking_id(framework),
    )
    record_refusal(refusal, actor=request.actor, at=timezone.now())


def _onward(request: HttpRequest, wanted: str) -> str:
    """Where to go next: only to a page of this house, by its path."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


@require_safe
def record(request: ActingRequest) -> HttpResponse:
    """Everything that was done, as far as one may read it, newest first."""
    before = request.GET.get("before", "")
    kind = request.GET.get("kind", "")
    since, mine = _day(request.GET.get("since", "")), request.GET.get("mine") == "yes"
    rows = history(
        reader=request.actor.reader,
        kind=kind if kind in kinds() else None,
        since=since,
        post_id=request.actor.post_id if mine else None,
    )
    rows = rows.named_if_few(request.actor.reader).select_related("marking")
    if before.isdecimal():
        rows = rows.filter(seq__lt=int(before))
    entries = list(rows[: PAGE + 1])
    shown = entries[:PAGE]
    tip, reach, at = head(), witness_reach(), timezone.now()
    return render(
        request,
        "web/record.html",
        {
            "at": at,
            "reach": reach,
            "troubles": reach.troubles(at),
            "entries": shown,
            "older": shown[-1].seq if len(entries) > PAGE else None,
            "kind": kind,
            "kinds": choices(kinds()),
            "since": since,
            "mine": mine,
            "head": tip,
            "linked": bool(held(request.actor, May.ERASE, timezone.now())),
            "root": bytes(tip.root).hex(),
            "page_marking": page_marking([entry.marking for entry in shown]),
        },
    )


def _day(text: str) -> datetime | None:
    """The beginning of a day from an address; None for anything that is no day."""
    try:
        return datetime.combine(date.fromisoformat(text), time.min, UTC)
    except ValueError:
        return None


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For a supervisor: the application answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok", content_type="text/plain")


def _error(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "words": words, "page_marking": page_marking([])}
    if status == 500:
        context["around"] = None  # what failed may be what the frame would ask
    return render(request, "web/error.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = gettext("Go back and try again; nothing was changed.")
    return _error(request, 400, gettext("This request cannot be read"), words)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception) if exception else ""
    return _error(
        request, 403, gettext("Not allowed"), said or gettext("You may not do this from the post you act from.")
    )


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = gettext("Either nothing is here, or you are not cleared to know whether something is.")
    return _error(request, 404, gettext("Nothing to show you here"), words)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    words = gettext("The act was not done, and nothing was half done. Try again, and tell the operator if it goes on.")
    return _error(request, 500, gettext("Something failed here"), words)
