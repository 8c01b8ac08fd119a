"""Pages that span rooms: what waits on me, sign-in, the record, errors."""

from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.events import SignedIn, SignedOut
from comity.foundation.access.queries import ActingRequest, Person, demonstration_people
from comity.foundation.access.rules.verdict import NotAllowed, deny
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Event, Thing, kinds
from comity.foundation.record.queries import head, history
from comity.mandate.institutions.queries import (
    actor_for,
    appointments_of,
    framework_in_force,
    open_marking_id,
    power,
)
from comity.mandate.institutions.rules.framework import May

from .design import samples
from .middleware import POST_CHOSEN, demonstration_allowed
from .waiting import waiting_on

PAGE = 50


@require_safe
def waits(request: ActingRequest) -> HttpResponse:
    """The first page: what waits on the acting post, by when, and why."""
    at = timezone.now()
    work = waiting_on(request.actor, at)
    framework = framework_in_force()
    return render(
        request,
        "web/waits.html",
        {
            "at": at,
            "work": work,
            "page_marking": page_marking(work.markings),
            "framework": framework,
            "may_propose": framework and power(request.actor, May.PROPOSE, framework=framework, at=at),
        },
    )


@login_not_required
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """One click per role in a demonstration; elsewhere the password page."""
    if not demonstration_allowed():
        return redirect("account_login")
    at = timezone.now()
    people = []
    for person in demonstration_people():
        held = list(appointments_of(person.pk, at))
        if held:
            people.append((person, [row.post for row in held]))
    institutions: dict[str, list[dict[str, Any]]] = {}
    for person, posts in people:
        institutions.setdefault(posts[0].institution.name, []).append({"person": person, "posts": posts})
    return render(request, "web/sign_in.html", {"institutions": institutions, "next": request.GET.get("next", "")})


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Demonstration only: sign in as an invented person."""
    if not demonstration_allowed():
        raise PermissionDenied("one-click sign-in exists only in a demonstration")
    wanted = request.POST.get("person", "")
    person = next((one for one in demonstration_people() if str(one.pk) == wanted), None)
    if person is None:
        raise PermissionDenied("choose one of the invented people")
    logout(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    _tell(SignedIn(who=person.name, way="one click, demonstration"), person)
    return redirect(_onward(request, request.POST.get("next", "")))


@method_decorator(login_not_required, name="dispatch")
class PasswordSignIn(LoginView):  # type: ignore[misc]
    """Sign-in by name and password."""

    template_name = "web/password.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if isinstance(self.request.user, Person):
            _tell(SignedIn(who=self.request.user.name, way="password"), self.request.user)
        return response


@require_POST
def sign_out(request: ActingRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        _tell(SignedOut(who=request.user.name), request.user)
    logout(request)
    return redirect("sign-in")


def _tell(event: Event, person: Person) -> None:
    framework = framework_in_force()
    if framework is None:
        return
    at = timezone.now()
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
        messages.error(request, "You do not hold that post now.")
    else:
        request.session[POST_CHOSEN] = row.post_id
        messages.success(request, f"You now act as {row.post.title}, {row.post.institution}.")
    return redirect(_onward(request, request.POST.get("next", "")))


def _record_wish(request: ActingRequest, chosen: str) -> None:
    """Somebody wanted to act from a post that is not theirs: what a browser offers is only what they hold."""
    framework = framework_in_force()
    if framework is None or request.actor.person_id is None:
        return
    person = Thing("person", str(request.actor.person_id), request.actor.person)
    refusal = NotAllowed(
        deny("they do not hold it now"), f"act from post {chosen[:20]}", [person], open_marking_id(framework)
    )
    record_refusal(refusal, actor=request.actor, at=timezone.now())


def _onward(request: HttpRequest, wanted: str) -> str:
    """Where to go next: only to a page of this house."""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe else "/"


@require_safe
def record(request: ActingRequest) -> HttpResponse:
    """Everything that was done, as far as one may read it, newest first."""
    before = request.GET.get("before", "")
    kind = request.GET.get("kind", "")
    rows = history(reader=request.actor.reader, kind=kind if kind in kinds() else None).select_related("marking")
    if before.isdecimal():
        rows = rows.filter(seq__lt=int(before))
    entries = list(rows[: PAGE + 1])
    shown = entries[:PAGE]
    tip = head()
    return render(
        request,
        "web/record.html",
        {
            "at": timezone.now(),
            "entries": shown,
            "older": shown[-1].seq if len(entries) > PAGE else None,
            "kind": kind,
            "kinds": kinds(),
            "head": tip,
            "root": bytes(tip.root).hex(),
            "page_marking": page_marking([entry.marking for entry in shown]),
        },
    )


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every component of the house on one page."""
    return render(request, "design.html", samples())


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For a supervisor: the application answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok", content_type="text/plain")


def _error(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context = {"title": title, "words": words, "page_marking": page_marking([])}
    return render(request, "web/error.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400, "This request cannot be read", "Go back and try again; nothing was changed.")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception) if exception else ""
    return _error(request, 403, "Not allowed", said or "You may not do this from the post you act from.")


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "Either nothing is here, or you are not cleared to know whether something is."
    return _error(request, 404, "Nothing to show you here", words)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    words = "The act was not done, and nothing was half done. Try again, and tell the operator if it goes on."
    return _error(request, 500, "Something failed here", words)
