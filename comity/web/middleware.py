"""Gives every signed-in request its actor: the person, from the post they chose among those they hold."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comity.foundation.access.queries import ActingRequest, Person, everyone_is_invented
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
        return get_response(request)

    return middleware  # type: ignore[return-value]
