"""Gives every signed-in request its actor: the person, from the post they chose among those they hold."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comity.activity.emergency.actions.note_page import note_page
from comity.activity.emergency.queries import STANDS_OPEN, as_opened, opened_by, running_for
from comity.foundation.access.queries import ActingRequest, Person, everyone_is_invented
from comity.foundation.labels.queries import noting_what_stands_open
from comity.mandate.institutions.queries import actor_among, appointments_of

POST_CHOSEN = "post"


def demonstration_allowed() -> bool:
    """INVARIANT: one-click sign-in cannot exist beside a real account (web/tests/test_sign_in.py)."""
    return settings.DEMONSTRATION and everyone_is_invented()


def acting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. The post in the session is only a wish: a post the person does not hold now is ignored."""

    def middleware(request: ActingRequest) -> HttpResponse:
        if isinstance(request.user, Person) and request.user.demonstration and not demonstration_allowed():
            logout(request)  # an invented person does not outlive the demonstration
        if isinstance(request.user, Person):
            held = list(appointments_of(request.user.pk, timezone.now()))
            request.held = held
            request.actor = actor_among(held, request.user, request.session.get(POST_CHOSEN))
            if request.session.get(STANDS_OPEN):
                return _with_what_stands_open(request)
        return get_response(request)

    def _with_what_stands_open(request: ActingRequest) -> HttpResponse:
        """Asked anew with every request, so that what is ended is closed at once; only for pages, and for no mail,
        stream or command. Whatever page asks for it is on the record before it is shown."""
        at, actor = timezone.now(), request.actor
        rows = running_for(actor, at)
        request.stands_open = rows  # type: ignore[attr-defined]
        request.actor = replace(actor, reader=replace(actor.reader, opened=opened_by(rows)))
        with noting_what_stands_open() as asked:
            answer = get_response(request)
        for row in rows:
            if answer.status_code < HTTPStatus.BAD_REQUEST and as_opened(row) in asked:
                note_page(row, actor=actor, at=at, path=request.path)
        return answer

    return middleware  # type: ignore[return-value]
